# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lint_report
short_description: Show what the lint found on all hosts, each finding once
version_added: 0.1.0
description:
  - Reads what M(pullproof.registry.lint_info) left in a registered variable of each host, and shows each finding once,
    with the hosts that it concerns, errors first.
  - Runs on the controller and asks no node. Meant to run once, at the end of a play. Does not fail because of a
    finding; RV(acceptable) says whether the play should.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  register:
    description: Name of the variable that the findings were registered in.
    type: str
    default: pullproof_lint
  hosts:
    description: The hosts to report on; all hosts of the play, those that failed too, if empty.
    type: list
    elements: str
    default: []
  infos:
    description: Show findings of severity info, too.
    type: bool
    default: true
  fail_on:
    description: The least severity that is not acceptable. A host without a result never is.
    type: str
    choices: [error, warning, never]
    default: error
  json:
    description: A file on the controller that gets the findings with their hosts as JSON, in check mode too. Its folder
      has to exist.
    type: str
    default: ""
  junit:
    description: A file on the controller that gets JUnit XML with a test case per host, in check mode too. Its folder
      has to exist.
    type: str
    default: ""
seealso:
  - module: pullproof.registry.lint_info
"""

EXAMPLES = r"""
- name: Show what was found on all hosts
  pullproof.registry.lint_report:
    junit: lint.xml
  run_once: true
"""

RETURN = r"""
lines:
  description: What was shown, at most 100 columns wide.
  returned: always
  type: list
  elements: str
errors:
  description: How many errors there are, each counted once.
  returned: always
  type: int
warnings_found:
  description: How many warnings there are, each counted once.
  returned: always
  type: int
infos:
  description: How many findings of severity info there are, each counted once.
  returned: always
  type: int
acceptable:
  description: Whether O(fail_on) allows what was found, on every host.
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
