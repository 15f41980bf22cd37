# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: registries_report
short_description: Show where all hosts ask for their images
version_added: 0.1.0
description:
  - Reads what M(pullproof.registry.registries_info) left in a registered variable of each host, and shows it as tables.
    Hosts for which the same holds share one.
  - Runs on the controller and asks no node. Meant to run once, at the end of a play.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  register:
    description: Name of the variable that the explanations were registered in.
    type: str
    default: explain_result
  hosts:
    description: The hosts to report on; all hosts of the play, those that failed too, if empty.
    type: list
    elements: str
    default: []
  json:
    description: A file on the controller that gets all of it as JSON, in check mode too. Its folder has to exist.
    type: str
    default: ""
seealso:
  - module: pullproof.registry.registries_info
"""

EXAMPLES = r"""
- name: Show where all hosts ask for their images
  pullproof.registry.registries_report:
    json: explain.json
  run_once: true
"""

RETURN = r"""
lines:
  description: What was shown, at most 100 columns wide.
  returned: always
  type: list
  elements: str
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
