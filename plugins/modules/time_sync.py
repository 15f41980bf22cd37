# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: time_sync
short_description: Set NTP servers, verify the clock
version_added: 0.1.0
description:
  - Configures NTP servers for chrony or systemd-timesyncd in a file of its own, and loads it, with a reload if
    possible. Waits until the time service reports that the clock is in sync.
  - Only the time service of the node decides that. The clock of the controller is not used.
  - Servers in the distribution's files remain as a fallback. chrony prefers and trusts the listed servers, so the
    others can't outvote them and need not be reachable. systemd-timesyncd queries the listed servers only.
  - If chrony's configuration does not include a folder below C(/etc), as on EL, one C(include) line is added at its
    top.
  - The time service is installed, enabled, reloaded or restarted if needed. The container runtime is not restarted.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.overwrite_unmanaged
  - pullproof.registry._attributes
options:
  servers:
    description: The servers. An empty list removes what was written before.
    type: list
    elements: dict
    default: []
    suboptions:
      hostname:
        description: Host name or IP address.
        type: str
        required: true
      pool:
        description: The name resolves to several servers. chrony uses up to four of them.
        type: bool
        default: false
      iburst:
        description: Query quickly after the start, to synchronise within seconds. Only chrony has this option.
        type: bool
        default: true
  provider:
    description: The time service. V(auto) is the running one, otherwise an installed one, otherwise chrony. It is
      installed if it is missing.
    type: str
    choices: [auto, chrony, timesyncd]
    default: auto
  max_offset_ms:
    description: Maximum offset of the clock in milliseconds.
    type: float
    default: 100
  timeout:
    description: Maximum time in seconds to wait until the clock is in sync. After it stepped the clock,
      systemd-timesyncd measures again only 32 seconds later.
    type: int
    default: 90
  proof:
    description: Whether the clock must be in sync. V(auto) requires it if servers are listed. Use V(never) to build
      images.
    type: str
    choices: [auto, always, never]
    default: auto
  domain_members:
    description: Set the servers of a Windows node even if it is a member of a domain, whose controllers set its
      clock.
    type: bool
    default: false
attributes:
  check_mode:
    description: Returns the changes, writes nothing, and does not wait.
  diff_mode:
    description: Shows the changed lines.
seealso:
  - module: pullproof.registry.preflight_info
"""

EXAMPLES = r"""
- name: Use the time servers of the data centre
  pullproof.registry.time_sync:
    servers:
      - hostname: ntp1.example.com
      - hostname: pool.example.com
        pool: true

- name: Configure chrony in an image that is built without a running clock
  pullproof.registry.time_sync:
    provider: chrony
    servers:
      - hostname: ntp1.example.com
        iburst: false
    proof: never

- name: Verify the clock of a node whose time servers are managed elsewhere
  pullproof.registry.time_sync:
    proof: always
    max_offset_ms: 50
    timeout: 30
"""

RETURN = r"""
provider:
  description: The time service, V(chrony), V(timesyncd), or V(w32time) on Windows. Null if there is none.
  returned: always
  type: str
synchronised:
  description: Whether the time service reports that the clock is synchronised.
  returned: always
  type: bool
source:
  description: The server that the clock follows.
  returned: always
  type: str
offset_ms:
  description: How many milliseconds the clock is behind that server; negative if it is ahead.
  returned: always
  type: float
sources:
  description: All servers that the time service knows, by C(name), with C(state) and C(offset_ms).
  returned: always
  type: list
  elements: dict
problem:
  description: Why the time service could not be queried.
  returned: always
  type: str
proven:
  description: Whether the clock had to be in sync, and is.
  returned: always
  type: bool
actions:
  description: Actions other than written files. In check mode, planned actions.
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
