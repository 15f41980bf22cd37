# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_report
short_description: Compare the effective configuration of all hosts, and name the outliers
version_added: 0.1.0
description:
  - Reads what M(pullproof.registry.audit_info) registered on each host, and groups the hosts by concern.
  - Peers are nodes of one kind (runtime, distribution) with the same wanted variables. Where more than half of them are
    alike, the others are outliers; where not, all of them count as such. Nodes that differ by their variables are shown
    as sets of their own.
  - Servers of one cluster (by its CA) with different registries are warned of, whatever their variables say.
  - Runs on the controller and asks no node. Meant to run once, at the end of a play.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  register:
    description: Name of the variable that the audits were registered in.
    type: str
    default: audit_result
  hosts:
    description: The hosts to compare; all hosts of the play, those that failed too, if empty.
    type: list
    elements: str
    default: []
  json:
    description: A file on the controller that gets all of it as JSON, in check mode too. Its folder has to exist.
    type: str
    default: ""
  fail_on:
    description: Fail where there is an outlier, or never.
    type: str
    choices: [outlier, never]
    default: outlier
seealso:
  - module: pullproof.registry.audit_info
"""

EXAMPLES = r"""
- name: Compare all hosts
  pullproof.registry.audit_report:
    json: audit.json
    fail_on: never
  run_once: true
"""

RETURN = r"""
lines:
  description: What was shown, at most 100 columns wide; empty on failure.
  returned: always
  type: list
  elements: str
outliers:
  description: By host the concerns in which it is an outlier.
  returned: always
  type: dict
without_result:
  description: Hosts that have no result of this run.
  returned: always
  type: list
  elements: str
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
