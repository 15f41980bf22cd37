# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: registry_probe_info
short_description: Probe from a node where its images would come from
version_added: 0.1.0
description:
  - Follows each image to each endpoint that the node's container runtime would ask for it, stage by stage, as the
    runtime would, and says where it stops. Pulls nothing and changes nothing.
  - The stages are C(dns), C(tcp), C(proxy), C(tls), C(v2) (is it a registry), C(token) (are the credentials right),
    C(manifest) (is the image there, and for this node) and C(blob) (a byte of a layer, wherever it is kept). The first
    fault ends it; what depends on it is C(blocked).
  - What images at one endpoint share is probed once. Endpoints are probed at the same time.
  - Through a proxy, C(dns) and C(tcp) are skipped, because they are the proxy's. Proxies of other schemes than http and
    https are not probed.
  - Credentials are shown to the registry that they are for, and to its token server, as containerd does; never to
    another host, nor by plain http to the token server of a registry that has https.
  - RKE2's own bootstrap is probed for its own image, C(rke2-runtime), beside its containerd.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
  - pullproof.registry._options.runtime
  - pullproof.registry._options.variables
options:
  images:
    description: The images, as references or as mappings with the keys C(image) and C(digest) (the expected one).
    type: list
    elements: raw
    required: true
  source:
    description:
      - V(node) goes by what is on the node (C(hosts.toml), C(config.toml), the environment of the running process).
        Docker's mirrors and credentials, and all of RKE2's bootstrap but its environment, are those of the variables.
      - V(variables) goes by the variables, as if they were written and loaded already.
    type: str
    choices: [node, variables]
    default: node
  ca_certificates:
    description: Certificates (PEM) that are yet to come into the node's trust store. With O(source=variables) only.
    type: list
    elements: str
    default: []
  timeout:
    description: Seconds for one stage.
    type: float
    default: 10
  connect_timeout:
    description: Seconds for one TCP connection. An address that swallows packets costs no more than that.
    type: float
    default: 2
  retries:
    description: How often something temporary (a broken connection, an answer of 5xx) is tried again.
    type: int
    default: 1
  workers:
    description: How many endpoints, or images, are probed at once.
    type: int
    default: 8
  blobs:
    description: Whether blobs are asked for, too.
    type: bool
    default: true
seealso:
  - module: pullproof.registry.registries_info
  - module: pullproof.registry.image_pull
"""

EXAMPLES = r"""
- name: See where the node gets an image from, and where it does not
  pullproof.registry.registry_probe_info:
    images: [docker.io/library/busybox:1.37]
  register: probe

- name: Show it
  ansible.builtin.debug:
    msg: "{{ probe.table }}"

- name: Ask whether it would get the image after a change
  pullproof.registry.registry_probe_info:
    source: variables
    mirrors:
      docker.io:
        endpoint: ["https://registry.example.com:5000"]
    images: [docker.io/library/busybox:1.37]
"""

RETURN = r"""
probes:
  description:
    - One entry per image and endpoint, in the order in which they would be asked. It has the C(image) as given, its
      complete C(reference), the C(program) that would ask (containerd, docker, bootstrap), the C(url) of the endpoint,
      the C(repository) asked for there, C(credential_key), C(ca) and C(route) as in
      M(pullproof.registry.registries_info), the C(state) (passed, failed, skipped for what can't be probed), and of the
      C(stage) that failed the C(fault) and what was C(observed).
    - C(stages) has all stages, each with C(name), C(state) (passed, failed, blocked, skipped), C(fault), C(observed),
      C(ms) and C(facts).
  returned: always
  type: list
  elements: dict
table:
  description: The same for people, at most 100 columns wide.
  returned: always
  type: list
  elements: str
runtime_name:
  description: The runtime whose endpoints they are.
  returned: always
  type: str
seconds:
  description: Wall time of the probes on the node.
  returned: always
  type: float
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
