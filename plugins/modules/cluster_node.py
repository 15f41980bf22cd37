# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_node
short_description: Drain or uncordon the Node of a host
version_added: 0.1.0
description:
  - Drains a Node before its runtime is restarted, uncordons it afterwards, or waits until it is ready.
  - A drain cordons the Node, and evicts its Pods through the API, which respects PodDisruptionBudgets. An eviction that
    is refused is tried again until O(timeout). Pods of DaemonSets, mirror Pods and finished Pods stay. Pods without a
    controller are an error before the Node is cordoned. The data of C(emptyDir) volumes is lost.
  - The label C(pullproof.registry/cordoned-by) records which run cordoned the Node. Only such a Node is uncordoned.
  - Runs on the controller, and does not contact the host. Requires the Python package C(kubernetes) on the controller.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes
options:
  state:
    description:
      - V(drained) cordons the Node, and evicts its Pods.
      - V(uncordoned) uncordons the Node if this module cordoned it, in this run or in an earlier one.
      - V(ready) waits for a new report of the kubelet, the condition C(Ready) of the Node, and C(/readyz) of the API,
        which includes etcd. On servers of RKE2 and K3s with an embedded etcd, also for the condition C(EtcdIsVoter).
    type: str
    choices: [drained, uncordoned, ready]
    required: true
  name:
    description: The name of the Node.
    type: str
    required: true
  kubeconfig:
    description: Path of a kubeconfig on the controller.
    type: str
    required: true
  context:
    description: The context in O(kubeconfig). If empty, its current context.
    type: str
    default: ""
  timeout:
    description: Maximum time in seconds to wait.
    type: int
    default: 300
attributes:
  check_mode:
    description: Leaves the Node as it is.
  diff_mode:
    support: none
    description: There are no lines to compare.
seealso:
  - module: pullproof.registry.cluster_info
  - module: pullproof.registry.runtime
"""

EXAMPLES = r"""
- name: Drain the Node
  pullproof.registry.cluster_node:
    state: drained
    name: agent-1
    kubeconfig: ~/.kube/config

- name: Restart the runtime if its configuration changed
  pullproof.registry.runtime:

- name: Uncordon the Node
  pullproof.registry.cluster_node:
    state: uncordoned
    name: agent-1
    kubeconfig: ~/.kube/config

- name: Wait until the server is healthy
  pullproof.registry.cluster_node:
    state: ready
    name: server-1
    kubeconfig: ~/.kube/config
    timeout: 600
"""

RETURN = r"""
evicted:
  description: The Pods that were evicted, as namespace and name.
  returned: always
  type: list
  elements: str
stayed:
  description: The Pods that were still on the Node when the time was over.
  returned: always
  type: list
  elements: str
cordoned:
  description: Whether the Node is cordoned by this module, so that it will be uncordoned.
  returned: always
  type: bool
seconds:
  description: Time until the Node was ready.
  returned: always
  type: float
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
