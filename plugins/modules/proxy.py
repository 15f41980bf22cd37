# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: proxy
short_description: Set the proxy of the runtime
version_added: 0.1.0
description:
  - Sets C(HTTP_PROXY), C(HTTPS_PROXY), C(NO_PROXY) and other environment variables of the container runtime's
    service.
  - For RKE2 and K3s, the variables are lines in C(/etc/default/<unit>). Other lines do not change. For containerd and
    Docker Engine, they are in C(/etc/pullproof/<unit>.env), which a drop-in of the unit loads.
  - On Windows, they are in the value C(Environment) of the service. Other entries do not change. Nodes that Rancher
    manages are rejected, because Rancher replaces that value. O(environment_file) is for Linux.
  - Configurations without effect are rejected before anything is written. Examples are a file that the unit does not
    load, a variable that a later file sets again, a variable that Docker's C(daemon.json) overrides, and an invalid
    URL.
  - Empty options remove what was written. The service is not restarted; see M(pullproof.registry.runtime).
  - Credentials in URLs are shown as C(***).
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.runtime
  - pullproof.registry._options.overwrite_unmanaged
  - pullproof.registry._attributes
options:
  http:
    description: Proxy for C(http) URLs, as C(scheme://[user:password@]host:port).
    type: str
    default: ""
  https:
    description: Proxy for C(https) URLs. Image registries are reached through this one.
    type: str
    default: ""
  no_proxy:
    description: Names, addresses and ranges that are reached without a proxy.
    type: list
    elements: str
    default: []
  containerd_http:
    description:
      - Proxy for C(http) URLs of the containerd of RKE2 and K3s (C(CONTAINERD_HTTP_PROXY)).
      - If it is empty, that containerd uses O(http), as RKE2 and K3s themselves do.
    type: str
    default: ""
  containerd_https:
    description: The same for C(https) URLs (C(CONTAINERD_HTTPS_PROXY)).
    type: str
    default: ""
  containerd_no_proxy:
    description: Names, addresses and ranges that this containerd reaches without a proxy (C(CONTAINERD_NO_PROXY)).
      If empty, O(no_proxy) applies.
    type: list
    elements: str
    default: []
  no_proxy_defaults:
    description: Entries that precede O(no_proxy) and O(containerd_no_proxy) if a proxy is set.
    type: list
    elements: str
    default: [localhost, 127.0.0.0/8, "::1", .svc, .cluster.local, 10.42.0.0/16, 10.43.0.0/16]
  environment:
    description: Other variables by upper-case name, such as C(CONTAINERD_LOG_LEVEL).
    type: dict
    default: {}
  firewall_rule:
    description:
      - On Windows, add a firewall rule that allows connections to the TCP ports of the proxies, for hosts that block
        outgoing connections. V(false) removes the rule. No effect on Linux.
    type: bool
    default: false
  environment_file:
    description: Another file for the variables. The unit must load it. Other lines in it do not change.
    type: str
    default: ""
attributes:
  diff_mode:
    description: Shows the managed variables with secrets masked.
seealso:
  - module: pullproof.registry.runtime
"""

EXAMPLES = r"""
- name: Reach registries through the proxy
  pullproof.registry.proxy:
    http: http://proxy.example.com:3128
    https: http://proxy.example.com:3128
    no_proxy: [.example.com, 10.0.0.0/8]

- name: Set the proxy of containerd only, on a K3s agent
  pullproof.registry.proxy:
    runtime: k3s-agent
    containerd_https: "http://{{ proxy_user }}:{{ proxy_password | urlencode }}@proxy.example.com:3128"
    containerd_no_proxy: [.example.com]
    environment:
      CONTAINERD_LOG_LEVEL: debug

- name: Remove all managed variables
  pullproof.registry.proxy:
"""

RETURN = r"""
variables:
  description: Names of the managed variables.
  returned: always
  type: list
  elements: str
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
