# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: registries
short_description: Configure mirrors and credentials
version_added: 0.1.0
description:
  - Configures mirrors, credentials and TLS settings in the schema of C(registries.yaml), for the runtime of the
    node. Writes C(registries.yaml) for RKE2 and K3s, C(hosts.toml) files and credentials in C(config.toml) for
    containerd 1.6 to 2.x, and C(daemon.json) and C(certs.d) for Docker Engine.
  - On Windows, writes C(C:\etc\rancher\rke2\registries.yaml) for RKE2, and C(C:\ProgramData\docker) for Docker
    Engine. Files that can contain a secret are readable by SYSTEM and Administrators only, before their content is
    written. Their content is not read back, so the diff of a file that was changed by hand contains only a remark.
  - Settings that the runtime does not support, and unknown keys, are errors before anything is written.
  - In C(config.toml), C(daemon.json) and C(config.json), only managed entries change. Unmanaged values and files in
    their place are an error without O(overwrite_unmanaged).
  - The service is not restarted; see M(pullproof.registry.runtime). Empty options remove what was written.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.runtime
  - pullproof.registry._pages
  - pullproof.registry._options.overwrite_unmanaged
  - pullproof.registry._attributes
options:
  mirrors:
    description:
      - Mirrors by registry name, as used in image references. C(*) matches every registry.
      - C(endpoint) is a list of URLs. A path other than C(/v2) must be the whole path of the registry's API, such as
        C(/v2/proxy-project).
      - For plain containerd, an endpoint can also be a mapping with C(url), and any of C(capabilities), a list of
        C(pull) and C(resolve), C(dial_timeout), which replaces O(dial_timeout), and C(header), a mapping of names to a
        value or a list of values. Values of headers are treated as secrets.
      - C(rewrite) maps regular expressions to replacements for the repository's name, for RKE2 and K3s only.
    type: dict
    default: {}
  configs:
    description:
      - Credentials and TLS settings by C(host[:port]). The key must match the host in the endpoint or image reference
        exactly.
      - C(auth) has C(username) and C(password), or C(auth) (base64 of both with a colon), or C(identity_token).
      - C(tls) has C(ca_file), C(cert_file) and C(key_file) for files that are on the node, or C(ca_content),
        C(cert_content) and C(key_content) for PEM text that is written to the node, and C(insecure_skip_verify).
    type: dict
    default: {}
  default_endpoint:
    description:
      - Whether the registry itself is the last endpoint if it has mirrors. V(false) is not possible with Docker
        Engine.
      - Plain containerd requires a last endpoint. With V(false), that is the last mirror.
    type: bool
    default: true
  image_pull_progress_timeout:
    description: For plain containerd 1.7 and later, how long a pull may have no progress, such as V(5m).
    type: str
    default: ""
  dial_timeout:
    description: For plain containerd 2.1 and later, the maximum time for a connection to an endpoint, such as V(2s).
      Without it, containerd waits for 30 seconds for an endpoint that does not answer.
    type: str
    default: ""
  docker_config:
    description: Paths of C(config.json) files on the node that also contain the credentials, for docker or the
      kubelet.
    type: list
    elements: str
    default: []
  allow_insecure:
    description: Accept C(insecure_skip_verify) in O(configs).
    type: bool
    default: false
  firewall_rule:
    description:
      - On Windows, add a firewall rule that allows connections to the TCP ports of the registries, for hosts that
        block outgoing connections. V(false) removes the rule. No effect on Linux.
    type: bool
    default: false
  lint_skip:
    description: Ids of findings that are not reported. The page C(docs/lint.md) explains each
      finding.
    type: list
    elements: str
    default: []
seealso:
  - module: pullproof.registry.runtime
"""

EXAMPLES = r"""
- name: Pull images of Docker Hub from the corporate registry
  pullproof.registry.registries:
    mirrors:
      docker.io:
        endpoint: ["https://registry.example.com:5000"]
    configs:
      "registry.example.com:5000":
        auth:
          username: puller
          password: "{{ registry_password }}"

- name: Use a project of the registry for every image, and only that
  pullproof.registry.registries:
    runtime: rke2-agent
    mirrors:
      "*":
        endpoint: ["https://registry.example.com"]
        rewrite:
          "^(.*)$": "proxy/$1"
    configs:
      registry.example.com:
        tls:
          ca_file: /etc/ssl/certs/corporate.pem
    default_endpoint: false

- name: Continue with the next endpoint after 2 seconds, with the capabilities of the first one
  pullproof.registry.registries:
    runtime: containerd
    mirrors:
      docker.io:
        endpoint:
          - url: https://cache.example.com:5000
            capabilities: [resolve, pull]
          - https://registry.example.com:5000
    dial_timeout: 2s

- name: Remove all managed settings
  pullproof.registry.registries:
"""

RETURN = r"""
files:
  description: Per file its C(path), the C(change), when it C(takes_effect) in the runtime, and the C(disruption) of
    the change. Empty if nothing changed.
  returned: always
  type: list
  elements: dict
unmanaged:
  description: Unmanaged files and entries that stopped the role, each with its C(path), C(entries) (empty for a
    whole file), the likely C(owner), and a C(fix).
  returned: always
  type: list
  elements: dict
disruption:
  description: The worst of the changed files, restart, reload, live (at the next pull) or none.
  returned: always
  type: str
written:
  description: The settings that the node had before, as this collection last wrote them, in words and without secrets.
  returned: always
  type: dict
restart_pending:
  description: Whether the running service has yet to load something (C(pending)), and of which C(roles).
  returned: always
  type: dict
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
