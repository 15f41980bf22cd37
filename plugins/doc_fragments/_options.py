# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that several modules share.

This documentation fragment is private to the collection and may change at any time.
"""

from __future__ import annotations


class ModuleDocFragment:
    """One variable per option. A module uses the options that it has."""

    RUNTIME = r"""
options:
  runtime:
    description: The container runtime. V(auto) uses the one that is found. Any other value need not be installed yet.
    type: str
    choices: [auto, rke2-server, rke2-agent, k3s-server, k3s-agent, containerd, docker]
    default: auto
"""

    OVERWRITE_UNMANAGED = r"""
options:
  overwrite_unmanaged:
    description: Replace unmanaged files and values. They are backed up, and restored when the managed ones are removed.
    type: bool
    default: false
"""

    KEY = r"""
options:
  key:
    description: Key of this run for the digests of the returned observation, hexadecimal.
    type: str
    required: true
"""

    VARIABLES = r"""
options:
  from_variables:
    description:
      - Take options that are not set from the variables of the roles, if these are defined. For example O(mirrors) from
        C(registries_mirrors), O(proxy_http) from C(proxy_http), and C(certificates) from C(ca_trust_certificates).
    type: bool
    default: false
  mirrors:
    description:
      - As in M(pullproof.registry.registries).
      - The type is V(raw) because Ansible shows values of a wrong type, and they can contain secrets. The collection
        validates that the value is a mapping.
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
  dial_timeout:
    description: As in M(pullproof.registry.registries).
    type: str
    default: ""
  embedded_registry:
    description: Whether the servers of RKE2 or K3s have C(embedded-registry) (Spegel) enabled, with its default port.
    type: bool
    default: false
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
"""
