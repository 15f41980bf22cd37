# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: proxy
short_description: Proxy and further variables for the service of the container runtime
version_added: 0.1.0
description:
  - Sets C(HTTP_PROXY), C(HTTPS_PROXY), C(NO_PROXY) and further variables for the service of the container runtime.
  - For RKE2 and K3s as lines in C(/etc/default/<unit>), where the lines of others stay as they are. For containerd and
    Docker Engine in a file of its own, C(/etc/pullproof/<unit>.env), which a drop-in of the unit loads.
  - On Windows in the value C(Environment) of the service, where the entries of others stay as they are. A node that
    Rancher manages is refused, because Rancher replaces that value. O(environment_file) is for Linux.
  - Refuses, before anything is written, what could not work. That is a file that the unit does not load, a variable
    that a later file sets again, a variable that Docker's C(daemon.json) overrules, a URL that is none.
  - Empty options remove what was written. Restarts nothing; see M(pullproof.registry.runtime).
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
    description: What that containerd reaches without a proxy (C(CONTAINERD_NO_PROXY)). If empty, O(no_proxy) holds.
    type: list
    elements: str
    default: []
  no_proxy_defaults:
    description: What is put before O(no_proxy) and O(containerd_no_proxy) wherever a proxy is set.
    type: list
    elements: str
    default: [localhost, 127.0.0.0/8, "::1", .svc, .cluster.local, 10.42.0.0/16, 10.43.0.0/16]
  environment:
    description: Further variables by their upper-case names, such as C(CONTAINERD_LOG_LEVEL).
    type: dict
    default: {}
  firewall_rule:
    description:
      - On Windows, have a rule of the firewall that lets programs out to the TCP ports of the proxies, for hosts that
        deny what is not allowed. V(false) removes the rule of this module. Nothing on Linux.
    type: bool
    default: false
  environment_file:
    description: Another file for the variables. It is shared with others, and the unit has to load it.
    type: str
    default: ""
attributes:
  diff_mode:
    description: Shows the variables of ours with secrets masked.
seealso:
  - module: pullproof.registry.runtime
"""

EXAMPLES = r"""
- name: Reach registries through the proxy
  pullproof.registry.proxy:
    http: http://proxy.example.com:3128
    https: http://proxy.example.com:3128
    no_proxy: [.example.com, 10.0.0.0/8]
"""

RETURN = r"""
variables:
  description: Names of the variables of ours.
  returned: always
  type: list
  elements: str
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
