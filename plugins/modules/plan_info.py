# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: plan_info
short_description: Find out what the roles would change
version_added: 0.1.0
description:
  - Runs the modules of the roles C(time_sync), C(ca_trust), C(registries), C(proxy) and C(runtime) in check mode, with
    the variables of the roles. Roles that the tags of the run exclude are left out.
  - Checks the variables as M(pullproof.registry.lint_info) does. If they have an error, the node is not planned.
  - On a node that will change, probes find out which images the node can pull before, and which ones it could pull
    after the change.
  - Fails if the node cannot be provisioned. Other errors are returned as RV(problem), because
    M(pullproof.registry.report) shows them for all nodes.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
  - pullproof.registry._options.runtime
options:
  embedded_registry:
    description: Whether the servers of RKE2 or K3s have C(embedded-registry) (Spegel) enabled.
    type: bool
    default: false
  require_images:
    description:
      - On which nodes RV(preview) is determined. V(changed) are nodes that will change.
      - In check mode, V(none) is used.
    type: str
    choices: [changed, all, none]
    default: changed
  transition:
    description: On a node that has a former endpoint, keep it after the new ones. C(provision_former_mirrors) and
      C(provision_former_configs) contain the former endpoints and their settings.
    type: bool
    default: false
  removal:
    description: Plan the second step of a O(transition), in which the former endpoints are removed.
    type: bool
    default: false
  drain:
    description:
      - Before which restarts of the runtime the Node of the host is drained. V(auto) are those that end its containers.
        These are the restarts on Windows nodes, and of Docker Engine without C(live-restore).
      - Without O(kubeconfig), no Node is drained.
    type: str
    choices: [auto, always, never]
    default: auto
  kubeconfig:
    description: Path of a kubeconfig on the controller, for the cluster of the host.
    type: str
    default: ""
  kube_context:
    description: The context in O(kubeconfig). If empty, its current context.
    type: str
    default: ""
  node_name:
    description: The name of the host in the cluster. If empty, its name in the inventory.
    type: str
    default: ""
seealso:
  - module: pullproof.registry.report
  - module: pullproof.registry.preflight_info
"""

EXAMPLES = r"""
- name: Find out what the roles would change
  pullproof.registry.plan_info:
  register: pullproof_plan

- name: Find out what the roles would change, without a look at the images
  pullproof.registry.plan_info:
    runtime: rke2-agent
    require_images: none
  register: pullproof_plan

- name: Find out what a switch to another registry would change first
  pullproof.registry.plan_info:
    transition: true
  register: pullproof_plan

- name: Plan a drain before a restart that ends the containers of the host
  pullproof.registry.plan_info:
    kubeconfig: ~/.kube/config
    drain: auto
  register: pullproof_plan

- name: Probe the images also on nodes that will not change
  pullproof.registry.plan_info:
    require_images: all
  register: pullproof_plan
"""

RETURN = r"""
will_change:
  description: Whether a role would change the node, or an earlier change is not confirmed yet.
  returned: always
  type: bool
files:
  description: The files that would change, with C(path), C(change), C(takes_effect) and C(disruption).
  returned: always
  type: list
  elements: dict
disruption:
  description: The worst effect of the change on the runtime. V(drain) is a restart after a drain of the node. The
    others are V(restart), V(reload), V(live) and V(none).
  returned: always
  type: str
cluster:
  description: The Node of the host, with C(kubeconfig), C(context) and C(node). It is C(needed) for a drain before the
    change, or for a check after it.
  returned: always
  type: dict
wave:
  description: When C(provision) changes the node. V(servers) are changed one at a time, V(agents) in waves.
  returned: always
  type: str
runtime_name:
  description: The container runtime of the node.
  returned: always
  type: str
version:
  description: The version of the runtime. Empty if the version is not known.
  returned: always
  type: str
findings:
  description: As M(pullproof.registry.lint_info) returns them.
  returned: always
  type: list
  elements: dict
problem:
  description: The first error that a role found on the node. Empty if there is none.
  returned: always
  type: str
former:
  description: The former endpoints that stay for the time being, as URLs by registry. Empty without a transition.
  returned: always
  type: dict
snapshot:
  description: The name of the snapshot if it is not the one of the run, which is the case with O(removal).
  returned: always
  type: str
pullable:
  description: References of the images that the Linux node can pull before its change.
  returned: always
  type: list
  elements: str
probed:
  description: References of the images that were probed for RV(pullable).
  returned: always
  type: list
  elements: str
preview:
  description: The images after the change, as M(pullproof.registry.image_pull) returns them in check mode. Empty if the
    images were not probed.
  returned: always
  type: dict
msg:
  description: The runtime and its version.
  returned: always
  type: str
"""
