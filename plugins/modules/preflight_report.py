# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight_report
short_description: Show what stands in the way of all nodes, or of an upgrade of them
version_added: 0.1.0
description:
  - Reads what M(pullproof.registry.preflight_info) left in a registered variable of each host, and shows each finding
    once, with its hosts. Adds what is wrong with the versions of agents beside those of servers.
  - Runs on the controller and asks no node. Meant to run once, at the end of a play.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  target_version:
    description: The version that an upgrade is to bring. Empty if there is no upgrade.
    type: str
    default: ""
  servers:
    description: Hosts of servers that are not to be upgraded, with a result of M(pullproof.registry.preflight) each in
      RV(pullproof.registry.preflight#module:version), registered as C(pullproof_preflight).
    type: list
    elements: str
    default: []
  register:
    description: Name of the variable that the results were registered in.
    type: str
    default: pullproof_preflight_info
  hosts:
    description: The hosts to report on; all hosts of the play, those that failed too, if empty.
    type: list
    elements: str
    default: []
  fail_on:
    description: From which severity on the result is not RV(acceptable).
    type: str
    choices: [error, warning, never]
    default: error
  json:
    description: A file on the controller that gets all of it as JSON, in check mode too. Its folder has to exist.
    type: str
    default: ""
seealso:
  - module: pullproof.registry.preflight_info
"""

EXAMPLES = r"""
- name: Show what was found on all nodes
  pullproof.registry.preflight_report:
    target_version: v1.34.1+rke2r1
    json: preflight.json
  run_once: true
"""

RETURN = r"""
lines:
  description: What was shown, at most 100 columns wide.
  returned: always
  type: list
  elements: str
acceptable:
  description: Whether nothing was found that O(fail_on) does not allow.
  returned: always
  type: bool
without_result:
  description: Hosts that have no result.
  returned: always
  type: list
  elements: str
msg:
  description: The closing line.
  returned: always
  type: str
"""
