# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: drill
short_description: Prove that fallback works
version_added: 0.1.0
description:
  - For each registry with more than one endpoint, pulls an image while the first endpoint is unreachable, and returns
    which endpoint served it and how long the pull took.
  - No real pull is disturbed, and no file of a registry is changed. The image is pulled under the name of a synthetic
    registry, C(pullproof-drill-1.invalid). Its C(hosts.toml) is a copy of the real one, in which an address of the node
    itself, at which nothing answers, replaces the first endpoint. containerd reads it without a restart.
  - If C(_default) is used for a registry of the images, also pulls under a name that no directory is for.
  - Everything is removed afterwards. If the module is killed, a timer of the node removes the directories, and the next
    drill removes the image.
  - Returns failed drills in RV(drills), and does not fail because of them. M(pullproof.registry.report) judges them.
  - The first image of each registry is pulled. If the node has this image already, C(ctr) must be on the node, because
    C(crictl) removes an image with all its names.
  - Only for containerd on Linux, also in RKE2 and K3s. Run one drill on a node at a time.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.pulls
  - pullproof.registry._options.runtime
attributes:
  check_mode:
    description: Returns which drills are possible, and pulls nothing.
options:
  images:
    description:
      - The images, as references or as mappings with the keys C(image) and C(os). Small ones are best.
      - The registries of these images are drilled.
    type: list
    elements: raw
    required: true
  never_contact:
    description:
      - Registries that the node must not contact, such as C(docker.io). The drill fails if the registry is one of its
        own endpoints, or if containerd contacts the registry when no other endpoint answers.
    type: list
    elements: str
    default: []
  unreachable:
    description:
      - How the first endpoint fails. V(refused) refuses connections at once.
      - V(silent) does not answer. containerd then waits for C(dial_timeout), which is 30 seconds if it is not set, and
        in each pull several times.
    type: str
    choices: [refused, silent]
    default: refused
  timeout:
    description: Seconds for one pull.
    type: int
    default: 120
notes:
  - Requests contain the name of the synthetic registry in the parameter C(ns), which a registry that serves several
    upstream registries at one endpoint can require. Such an endpoint does not serve the image in a drill.
seealso:
  - module: pullproof.registry.report
  - module: pullproof.registry.registries_info
"""

EXAMPLES = r"""
- name: Prove that another mirror serves images of Docker Hub
  pullproof.registry.drill:
    images: [docker.io/library/busybox:1.37]
  register: drill_result

- name: Measure how long a pull takes if the first mirror does not answer
  pullproof.registry.drill:
    images: [docker.io/library/busybox:1.37]
    unreachable: silent
    timeout: 300
  register: drill_result

- name: Prove that Docker Hub itself is never contacted
  pullproof.registry.drill:
    images: [registry.example.com/team/app:1]
    never_contact: [docker.io]
  register: drill_result
"""

RETURN = r"""
drills:
  description:
    - One entry per drill. Its C(kind) is V(fallback), V(wildcard) or V(never_contact), its C(state) is V(passed),
      V(failed) or V(skipped), and C(sentence) has the reason.
    - C(registry) and C(image) are the real ones. C(unreachable) are the URLs of the endpoints that did not answer, and
      C(dial_timeout) is the setting of the first of them (empty without one). C(served_by) is the URL of the endpoint
      that served the image, empty if it is not known. C(seconds) is the time of the pull.
    - C(left_behind) is what could not be removed, one sentence each.
  returned: always
  type: list
  elements: dict
  sample:
    - kind: fallback
      registry: docker.io
      image: docker.io/library/busybox:1.37
      state: passed
      sentence: >-
        docker.io: without https://mirror-1.example.com/v2, https://mirror-2.example.com/v2 served
        docker.io/library/busybox:1.37
      unreachable: ["https://mirror-1.example.com/v2"]
      served_by: https://mirror-2.example.com/v2
      seconds: 0.42
      dial_timeout: 2s
      left_behind: []
runtime_name:
  description: The container runtime of the node. Empty on Windows.
  returned: always
  type: str
msg:
  description: The number of drills, or why there are none.
  returned: always
  type: str
"""
