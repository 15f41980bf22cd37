# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disruption_report
short_description: Show what a run in check mode would disrupt
version_added: 0.1.0
description:
  - Reads what the actions of this run foresaw in check mode on the hosts of the play, and shows one line per disruption
    with the hosts. A host is named once, in the line of the worst.
  - Runs on the controller and asks no node. Meant to run once, at the end of a play in check mode.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options: {}
seealso:
  - module: pullproof.registry.runtime
"""

EXAMPLES = r"""
- name: Show what would be disrupted
  pullproof.registry.disruption_report:
  run_once: true
  when: ansible_check_mode
"""

RETURN = r"""
lines:
  description: What was shown, at most 100 columns wide.
  returned: always
  type: list
  elements: str
hosts:
  description: By host and disruption (restart, reload, live, none) the roles that would change something.
  returned: always
  type: dict
msg:
  description: The lines in one.
  returned: always
  type: str
"""
