# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: registries_info
short_description: Explain where a node's container runtime asks for images
version_added: 0.1.0
description:
  - Says for each image which endpoints are asked, in their order, for which name (after rewrites), with the credentials
    under which key (never their value), verified by what, and through which proxy or directly, and why.
  - From the variables alone, as M(pullproof.registry.registries) and M(pullproof.registry.proxy) would
    write them. With O(drift), also from the C(hosts.toml) files and the credentials that containerd finds on the node,
    and where that makes a difference. The environment of the running service is not read, nor is C(daemon.json) of
    Docker.
  - RKE2 reads C(registries.yaml) twice, in two ways, for its containerd and for its own bootstrap, which only pulls
    C(rke2-runtime). Both are shown where they differ.
  - Follows RKE2 and K3s v1.33 to v1.36, containerd 2.2 and Docker Engine 28. The ranges that RKE2 and K3s servers add
    to C(NO_PROXY) by themselves are not counted.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
  - pullproof.registry._options.runtime
options:
  mirrors:
    description:
      - As in M(pullproof.registry.registries).
      - A mapping. Its type is checked by the collection, because Ansible shows a value that is of a wrong type.
    type: raw
    default: {}
  configs:
    description: As in M(pullproof.registry.registries). A mapping, as O(mirrors) is.
    type: raw
    default: {}
  default_endpoint:
    description: As in M(pullproof.registry.registries).
    type: bool
    default: true
  embedded_registry:
    description: Whether the servers of RKE2 or K3s have C(embedded-registry) (Spegel) on, on the usual port.
    type: bool
    default: false
  images:
    description: The images to explain, as references or as mappings with the key C(image).
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
    description: Look at no node. O(runtime) then has to be named, and the runtime's version is taken from O(version).
    type: bool
    default: false
  drift:
    description: Compare with what is on the node, at the cost of a remote call. Not with O(offline).
    type: bool
    default: false
  version:
    description: Version whose known issues are listed, such as V(v1.32.2+rke2r1). If empty, the one that is found.
    type: str
    default: ""
  proxy_http:
    description: As O(pullproof.registry.proxy#module:http), like the options that follow.
    type: str
    default: ""
  proxy_https:
    description: As O(pullproof.registry.proxy#module:https).
    type: str
    default: ""
  proxy_no_proxy:
    description: As O(pullproof.registry.proxy#module:no_proxy).
    type: list
    elements: str
    default: []
  proxy_containerd_http:
    description: As O(pullproof.registry.proxy#module:containerd_http).
    type: str
    default: ""
  proxy_containerd_https:
    description: As O(pullproof.registry.proxy#module:containerd_https).
    type: str
    default: ""
  proxy_containerd_no_proxy:
    description: As O(pullproof.registry.proxy#module:containerd_no_proxy).
    type: list
    elements: str
    default: []
  proxy_no_proxy_defaults:
    description: As O(pullproof.registry.proxy#module:no_proxy_defaults).
    type: list
    elements: str
    default: [localhost, 127.0.0.0/8, "::1", .svc, .cluster.local, 10.42.0.0/16, 10.43.0.0/16]
  proxy_environment:
    description: As O(pullproof.registry.proxy#module:environment). A mapping, as O(mirrors) is.
    type: raw
    default: {}
seealso:
  - module: pullproof.registry.registries
  - module: pullproof.registry.report
"""

EXAMPLES = r"""
- name: Explain where an RKE2 agent gets an image of Docker Hub from
  pullproof.registry.registries_info:
    offline: true
    runtime: rke2-agent
    mirrors:
      docker.io:
        endpoint: ["https://registry.example.com:5000"]
    images: [docker.io/library/busybox]
"""

RETURN = r"""
images:
  description:
    - Per image what was given (C(image)), the complete C(reference), the views C(runtime) and C(bootstrap) (null but
      for RKE2), whether they C(differ), and an C(error) if it is no reference.
    - A view has its C(program), the C(source) that it read, C(problems) and the C(endpoints) in order.
    - An endpoint has C(url), C(repository), C(capabilities), C(credential_key), C(ca), C(client_certificate),
      C(client_key), C(falls_back_to_http), C(notes) and C(route) with C(proxy) (masked), C(variable), C(entry) of
      NO_PROXY and C(error).
  returned: always
  type: list
  elements: dict
table:
  description: The same for people, at most 100 columns wide.
  returned: always
  type: list
  elements: str
runtime_name:
  description: The runtime that it holds for.
  returned: always
  type: str
version:
  description: The version that known issues were looked up for; empty if it is not known.
  returned: always
  type: str
findings:
  description:
    - What is wrong, or may be, with the variables for this runtime, images and proxy, errors first; without O(offline)
      also with the certificates and keys on the node. Values of a wrong type count as not given.
  returned: always
  type: list
  elements: dict
drift:
  description: Whether by what is on the node something else would happen to an image than by the variables.
  returned: always
  type: bool
known_issues:
  description: Known issues of this version that the variables run into; without a version those that are in all.
  returned: always
  type: list
  elements: dict
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
