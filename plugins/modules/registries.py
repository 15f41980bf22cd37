# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: registries
short_description: Mirrors, credentials and TLS settings of registries for the container runtime
version_added: 0.1.0
description:
  - Takes mirrors and settings in the schema of C(registries.yaml), and writes them as the node's runtime reads them.
    C(registries.yaml) for RKE2 and K3s; C(hosts.toml) per registry and credentials in C(config.toml) for plain
    containerd 1.6 to 2.x; C(daemon.json) and C(certs.d) for Docker Engine.
  - On Windows C(C:\\etc\\rancher\\rke2\\registries.yaml) for RKE2, and C(C:\\ProgramData\\docker) for Docker Engine.
    SYSTEM and Administrators alone may read what can hold a secret, before its content is written. Nothing of it is
    read back, so that the diff of a file that was changed by hand only says that it differs.
  - What a runtime can't do is an error before anything is written, as are keys that no program reads.
  - In C(config.toml), C(daemon.json) and C(config.json) only the entries of this module change. A value that someone
    else set there, and a file that someone else wrote, is refused unless O(overwrite_unmanaged).
  - Restarts nothing; see M(pullproof.registry.runtime). Emptied options remove what was written.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.runtime
  - pullproof.registry._options.overwrite_unmanaged
  - pullproof.registry._attributes
options:
  mirrors:
    description:
      - Per registry, as image references name it, or C(*) for any, where its images are asked for first.
      - C(endpoint) is a list of URLs. A path other than C(/v2) has to be the whole path of the registry's API, such as
        C(/v2/proxy-project).
      - C(rewrite) maps regular expressions to replacements for the repository's name, for RKE2 and K3s only.
    type: dict
    default: {}
  configs:
    description:
      - Per C(host[:port]), written exactly as in the endpoint or image reference, how to talk to it.
      - C(auth) has C(username) and C(password), or C(auth) (base64 of both with a colon), or C(identity_token).
      - C(tls) has C(ca_file), C(cert_file) and C(key_file) for files that are on the node, or C(ca_content),
        C(cert_content) and C(key_content) for PEM text to be put there, and C(insecure_skip_verify).
    type: dict
    default: {}
  default_endpoint:
    description:
      - Whether a registry with mirrors is still asked itself, last. V(false) is not possible with Docker Engine.
      - With plain containerd, which always asks somebody last, the last mirror takes that place.
    type: bool
    default: true
  image_pull_progress_timeout:
    description: For plain containerd 1.7 and later, how long a pull may go without progress, such as V(5m).
    type: str
    default: ""
  docker_config:
    description: Paths of C(config.json) files on the node that are to hold the credentials too, for docker or
      the kubelet.
    type: list
    elements: str
    default: []
  allow_insecure:
    description: Accept C(insecure_skip_verify) in O(configs).
    type: bool
    default: false
  firewall_rule:
    description:
      - On Windows, have a rule of the firewall that lets programs out to the TCP ports of the registries, for hosts
        that deny what is not allowed. V(false) removes the rule of this module. Nothing on Linux.
    type: bool
    default: false
  lint_skip:
    description: Ids of findings that are not to be reported; C(docs/lint.md) explains each.
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

- name: Remove what was written
  pullproof.registry.registries:
"""

RETURN = r"""
files:
  description: Per file its C(path), the C(change), when it C(takes_effect) in the runtime, and the C(disruption) of the
    change. Empty if nothing changed.
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
restart_pending:
  description: Whether the running service has yet to load something (C(pending)), and of which C(roles).
  returned: always
  type: dict
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
