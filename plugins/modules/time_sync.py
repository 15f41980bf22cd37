# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: time_sync
short_description: Time servers of the node, and proof that its clock is in sync
version_added: 0.1.0
description:
  - Gives NTP servers to chrony or systemd-timesyncd in a file of its own, and makes the service load it, by a reload
    where it can. Waits, bounded, until the service says that the clock is in sync.
  - The proof is the word of the node's own time service, never a comparison with the controller's clock.
  - Servers that the distribution's files name stay as a fallback. chrony prefers and trusts the listed ones, so that
    the others can't outvote them and need not be reachable. systemd-timesyncd asks the listed ones only.
  - Where chrony's configuration takes in no folder below C(/etc), as in EL, one C(include) line is put on top of it.
  - It may install, enable, reload or restart the time service. It restarts no container runtime.
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
        description: The name stands for several servers; chrony uses up to four of them.
        type: bool
        default: false
      iburst:
        description: Ask quickly after the start, so that the clock is in sync within seconds. Only chrony has a choice.
        type: bool
        default: true
  provider:
    description: The time service. V(auto) is the one that runs, else one that is installed, else chrony.
      An absent one is installed.
    type: str
    choices: [auto, chrony, timesyncd]
    default: auto
  max_offset_ms:
    description: How many milliseconds the clock may be off.
    type: float
    default: 100
  timeout:
    description: How many seconds to wait for the proof. When it had to step the clock, systemd-timesyncd measures again
      only 32 seconds later.
    type: int
    default: 90
  proof:
    description: When the clock must be in sync; V(auto) if servers are listed. Images are built with V(never).
    type: str
    choices: [auto, always, never]
    default: auto
  domain_members:
    description: Set the servers of a Windows node even if it is a member of a domain, whose controllers set its clock.
    type: bool
    default: false
attributes:
  check_mode:
    description: Says what would change, writes nothing, and does not wait.
  diff_mode:
    description: Shows the lines.
seealso:
  - module: pullproof.registry.internal.clock
"""

EXAMPLES = r"""
- name: Take the time from the data centre
  pullproof.registry.time_sync:
    servers:
      - hostname: ntp1.example.com
      - hostname: pool.example.com
        pool: true
"""

RETURN = r"""
provider:
  description: The time service, V(chrony) or V(timesyncd), or none.
  returned: always
  type: str
synchronised:
  description: Whether the time service says that the clock is synchronised.
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
  description: Why the time service could not be asked.
  returned: always
  type: str
proven:
  description: Whether the clock was asked to be in sync, and is.
  returned: always
  type: bool
actions:
  description: What was done beside writing files, or in check mode would be.
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
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
