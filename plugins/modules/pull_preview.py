# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pull_preview
short_description: Tell whether the node would get its images after a change
version_added: 0.1.0
description:
  - Probes from the node every endpoint that its container runtime would ask for the images, with the credentials, CA
    certificates and proxies of the variables, as if they were written and loaded already.
  - Writes nothing and pulls nothing. The node's runtime need not be installed yet.
  - One cause per image that would fail, with the endpoint and the fix, as M(pullproof.registry.image_pull) has them.
  - On Windows nodes by curl.exe, with manifests but without layers. A server that the node does not trust yet is asked
    without credentials for its certificates, which are judged by those of the variables on the controller. Other than
    on the node, names that an authority may not sign for, and policies of Windows, are not counted.
  - Proxies in Docker's C(daemon.json), and whatever else is only on the node, are not known to it.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
  - pullproof.registry._options.runtime
  - pullproof.registry._options.variables
options:
  images:
    description: The images, as O(pullproof.registry.image_pull#module:images).
    type: list
    elements: raw
    default: []
  certificates:
    description: The CA certificates that are to come into the trust store, as
      O(pullproof.registry.ca_trust#module:certificates).
    type: list
    elements: dict
    default: []
  connect_timeout:
    description: Seconds for one TCP connection.
    type: float
    default: 2
  retries:
    description: How often something temporary (a broken connection, an answer of 5xx) is tried again.
    type: int
    default: 1
  fail_on:
    description: As O(pullproof.registry.image_pull#module:fail_on).
    type: str
    choices: [error, warning, never]
    default: error
  skip:
    description: As O(pullproof.registry.image_pull#module:skip).
    type: list
    elements: str
    default: []
seealso:
  - module: pullproof.registry.image_pull
  - module: pullproof.registry.registry_probe_info
"""

EXAMPLES = r"""
- name: Ask whether the node would get its images
  pullproof.registry.pull_preview:
    images: [docker.io/library/base:1]
    mirrors:
      docker.io:
        endpoint: ["https://registry.example:5000"]
  register: preview

- name: Stop before anything is changed
  ansible.builtin.fail:
    msg: "{{ preview.msg }}"
  when: not preview.acceptable
"""

RETURN = r"""
acceptable:
  description: Whether every image would be pulled, or what stands against it is left out on purpose.
  returned: always
  type: bool
images:
  description: One entry per image for the node's system, as RV(pullproof.registry.image_pull#module:images) has them.
    Skipped with the reason V(trust_unknown) is what a Windows node's curl.exe is too old to tell (before 7.88).
  returned: always
  type: list
  elements: dict
host:
  description: The node's name in the inventory.
  returned: always
  type: str
runtime:
  description: C(name) and C(version) of the container runtime.
  returned: always
  type: dict
os:
  description: V(linux) or V(windows).
  returned: always
  type: str
started:
  description: When the probes began (UTC, ISO 8601).
  returned: always
  type: str
seconds:
  description: Wall time of the probes.
  returned: always
  type: float
context:
  description: Always empty.
  returned: always
  type: list
  elements: dict
disruption:
  description: Always empty.
  returned: always
  type: list
  elements: dict
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
