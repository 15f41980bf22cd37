# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: registries_info
short_description: List the endpoints of images
version_added: 0.1.0
description:
  - Returns for each image the endpoints in their order, the name after rewrites, the key of the credentials (without
    their value), the CA, and the proxy or direct route with its reason.
  - Uses the variables, as M(pullproof.registry.registries) and M(pullproof.registry.proxy) would write them. With
    O(drift), also uses the C(hosts.toml) files and credentials that containerd has on the node, and returns the
    differences. The environment of the running service and Docker's C(daemon.json) are not read. On Windows nodes,
    the certificates in these files are not checked.
  - RKE2 reads C(registries.yaml) in two ways, for its containerd and for its own bootstrap, which pulls only
    C(rke2-runtime). Both are returned if they differ.
  - Follows RKE2 and K3s v1.33 to v1.36, containerd 2.2 and Docker Engine 28. The ranges that RKE2 and K3s servers add
    to C(NO_PROXY) are not considered.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
  - pullproof.registry._options.runtime
  - pullproof.registry._options.variables
options:
  images:
    description: The images, as references or as mappings with the key C(image).
    type: list
    elements: raw
    default: []
  allow_insecure:
    description: As in M(pullproof.registry.registries), for the lint, like the two options that follow.
    type: bool
    default: false
  docker_config:
    description: As in M(pullproof.registry.registries).
    type: list
    elements: str
    default: []
  lint_skip:
    description: As in M(pullproof.registry.registries).
    type: list
    elements: str
    default: []
  offline:
    description: Do not contact the node. Requires O(runtime); the runtime's version is taken from O(version).
    type: bool
    default: false
  drift:
    description: Compare with the files on the node, which needs a remote call. Not with O(offline).
    type: bool
    default: false
  version:
    description: Version whose known issues are listed, such as V(v1.32.2+rke2r1). If empty, the installed version.
    type: str
    default: ""
seealso:
  - module: pullproof.registry.registries
  - module: pullproof.registry.report
"""

EXAMPLES = r"""
- name: List the endpoints of an image on an RKE2 agent, without contacting the node
  pullproof.registry.registries_info:
    offline: true
    runtime: rke2-agent
    mirrors:
      docker.io:
        endpoint: ["https://registry.example.com:5000"]
    images: [docker.io/library/busybox]

- name: Compare the variables with the files on the node
  pullproof.registry.registries_info:
    mirrors: "{{ registries_mirrors }}"
    configs: "{{ registries_configs }}"
    images: [docker.io/library/busybox]
    drift: true
  register: explain_result

- name: Include the proxy and the known issues of a version
  pullproof.registry.registries_info:
    offline: true
    runtime: k3s-agent
    version: v1.34.1+k3s1
    images: [registry.example.com/team/app:1]
    proxy_https: http://proxy.example.com:3128
    proxy_no_proxy: [.example.com]
"""

RETURN = r"""
images:
  description:
    - Per image the given text (C(image)), the complete C(reference), the views C(runtime) and C(bootstrap) (null but
      for RKE2), whether they C(differ), and an C(error) if it is not a valid reference.
    - A view has its C(program), the C(source) that it read, C(problems), the C(endpoints) in order, C(unusable) files
      of certificates and keys on the node, and the C(owner) of the source, if it is a known program.
    - An endpoint has C(url), C(repository), C(capabilities), C(credential_key), C(ca), C(client_certificate),
      C(client_key), C(falls_back_to_http), C(dial_timeout), C(headers) (names only), C(notes) and C(route) with
      C(proxy) (masked), C(variable), C(entry) of NO_PROXY and C(error).
  returned: always
  type: list
  elements: dict
table:
  description: The same as a table, at most 100 columns wide.
  returned: always
  type: list
  elements: str
runtime_name:
  description: The runtime.
  returned: always
  type: str
version:
  description: The version that known issues were looked up for; empty if it is not known.
  returned: always
  type: str
findings:
  description:
    - Findings about the variables for this runtime, images and proxy, errors first. Without O(offline), also about
      the certificates and keys on the node. Values of a wrong type are ignored.
  returned: always
  type: list
  elements: dict
drift:
  description: Whether the files on the node lead to other endpoints than the variables.
  returned: always
  type: bool
known_issues:
  description: Known issues of this version that affect the variables. Without a version, known issues of all
    versions.
  returned: always
  type: list
  elements: dict
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
