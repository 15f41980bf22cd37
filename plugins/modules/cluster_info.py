# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_info
short_description: Read the Nodes of the hosts
version_added: 0.1.0
description:
  - Finds out whether the Nodes of Kubernetes exist that will be drained or checked, according to the results of
    M(pullproof.registry.plan_info) of all hosts of the play.
  - Finds the Nodes that an earlier run has cordoned and not uncordoned.
  - Contacts the API of each cluster once, from the controller. Without a kubeconfig in the results, it contacts none.
  - Does not fail because of a Node. M(pullproof.registry.report) shows what is wrong.
  - Requires the Python package C(kubernetes) on the controller. Run it once per play.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  register:
    description: Name of the variable that the results of M(pullproof.registry.plan_info) are registered in.
    type: str
    default: pullproof_plan
seealso:
  - module: pullproof.registry.plan_info
  - module: pullproof.registry.cluster_node
"""

EXAMPLES = r"""
- name: Read the Nodes that will be drained
  pullproof.registry.cluster_info:
  register: pullproof_cluster
  run_once: true

- name: Read the Nodes of hosts whose plan has another name
  pullproof.registry.cluster_info:
    register: my_plan
  register: my_cluster
  run_once: true

- name: Find the Nodes that an earlier run has cordoned
  pullproof.registry.cluster_info:
  register: pullproof_cluster
  run_once: true
  failed_when: pullproof_cluster.cordoned | length > 0
"""

RETURN = r"""
nodes:
  description:
    - By host, the Nodes that will be drained or checked, and those that an earlier run has cordoned.
    - Each has C(cordoned_by) (the run, or empty), C(unschedulable), C(ready), and C(problem) (what is wrong, or empty).
  returned: always
  type: dict
cordoned:
  description: The hosts whose Node an earlier run has cordoned.
  returned: always
  type: list
  elements: str
msg:
  description: The number of Nodes.
  returned: always
  type: str
"""
