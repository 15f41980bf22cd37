# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: registry_probe_info
short_description: Probe the endpoints of images
version_added: 0.1.0
description:
  - Sends the requests of the node's container runtime for each image to each of its endpoints, stage by stage, and
    returns the stage that fails. Pulls nothing and changes nothing.
  - The stages are C(dns), C(tcp), C(proxy), C(tls), C(v2) (is it a registry), C(token) (are the credentials
    accepted), C(manifest) (does the image exist for this node) and C(blob) (one byte of a layer). After the first
    fault, the stages that depend on it are C(blocked).
  - Stages that images at one endpoint share are run once. Endpoints are probed at the same time.
  - Behind a proxy, C(dns) and C(tcp) are skipped, because the proxy does both. Proxies with schemes other than http
    and https are not probed.
  - Credentials are sent to their registry and its token server only, as containerd does. They are not sent over
    plain http to the token server of a registry that uses https.
  - RKE2's own bootstrap is probed for its image C(rke2-runtime).
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
      - V(node) uses the files on the node (C(hosts.toml), C(config.toml)) and the environment of the running process.
        Mirrors and credentials of Docker and of RKE2's bootstrap are always taken from the variables.
      - V(variables) uses the variables, as if they were written and loaded.
    type: str
    choices: [node, variables]
    default: node
  ca_certificates:
    description: Certificates (PEM) that are not yet in the node's trust store. With O(source=variables) only.
    type: list
    elements: str
    default: []
  timeout:
    description: Seconds for one stage.
    type: float
    default: 10
  connect_timeout:
    description: Seconds for one TCP connection. An address that does not answer takes no longer.
    type: float
    default: 2
  retries:
    description: How often a temporary fault (a broken connection, a 5xx response) is tried again.
    type: int
    default: 1
  workers:
    description: How many endpoints or images are probed at the same time.
    type: int
    default: 8
  blobs:
    description: Whether blobs are requested.
    type: bool
    default: true
seealso:
  - module: pullproof.registry.registries_info
  - module: pullproof.registry.image_pull
"""

EXAMPLES = r"""
- name: Probe the endpoints of an image from the node
  pullproof.registry.registry_probe_info:
    images: [docker.io/library/busybox:1.37]
  register: probe

- name: Probe a mirror that is not configured yet
  pullproof.registry.registry_probe_info:
    source: variables
    mirrors:
      docker.io:
        endpoint: ["https://registry.example.com:5000"]
    images: [docker.io/library/busybox:1.37]

- name: Probe through a slow proxy, without layers
  pullproof.registry.registry_probe_info:
    images:
      - image: docker.io/library/busybox:1.37
    connect_timeout: 5
    timeout: 30
    retries: 3
    blobs: false
"""

RETURN = r"""
probes:
  description:
    - One entry per image and endpoint, in the order of the runtime. It has the C(image) as given, its
      complete C(reference), the C(program) (containerd, docker, bootstrap), the C(url) of the endpoint,
      the C(repository) there, C(credential_key), C(ca) and C(route) as in
      M(pullproof.registry.registries_info), the C(state) (passed, failed, skipped for what can't be probed), and of
      the C(stage) that failed the C(fault) and what was C(observed).
    - C(stages) has all stages, each with C(name), C(state) (passed, failed, blocked, skipped), C(fault), C(observed),
      C(ms) and C(facts).
  returned: always
  type: list
  elements: dict
table:
  description: The same as a table, at most 100 columns wide.
  returned: always
  type: list
  elements: str
runtime_name:
  description: The container runtime.
  returned: always
  type: str
seconds:
  description: Wall time of the probes on the node.
  returned: always
  type: float
findings:
  description:
    - The invalid options and variables, each with C(id), C(severity), C(where), C(message), C(fix) and C(source).
  returned: failure because of invalid options or variables
  type: list
  elements: dict
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
