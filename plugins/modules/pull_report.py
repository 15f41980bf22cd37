# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pull_report
short_description: Show the pulls of all hosts in one table
version_added: 0.1.0
description:
  - Reads what M(pullproof.registry.image_pull) left in a registered variable of each host, and shows it as one table,
    failures first. The last line says how many pulls are proven, and on how many nodes.
  - Only pulls that fetched blobs count as proven. Images skipped on purpose don't count at all.
  - With O(report_dir) it also leaves files for browsers, people and programs. They hold no secrets.
  - Runs on the controller and asks no node. Meant to run once, at the end of a play.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  register:
    description: Name of the variable that the pulls were registered in.
    type: str
    default: verify_result
  hosts:
    description:
      - The hosts to report on; all hosts of the play if empty.
      - Hosts of the play whose pulls could not be tried are named in any case.
    type: list
    elements: str
    default: []
  summary_only:
    description: Show what follows the table, without the table.
    type: bool
    default: false
  preview:
    description: The variable has what M(pullproof.registry.pull_preview) returned. Nothing of it counts as proven.
    type: bool
    default: false
  report_dir:
    description:
      - Folder on the controller for the reports, which is made if it is absent. None are written if empty.
      - V(verify.html) is one page without anything beside it; V(verify.json) is for programs, as
        docs/report.schema.json describes it; V(verify.md) is Markdown, V(verify.xml) JUnit with a case per node and
        image, V(verify.prom) metrics for the textfile collector of Prometheus.
      - They tell of all hosts that have a result in this run, also of those that O(hosts) leaves out. In a play with
        batches they are written after the last one, and after one whose images are not all proven.
      - In check mode nothing is written.
    type: str
    default: ''
  check_only:
    description: Only see whether O(report_dir) could be written to, and fail if not; to be asked before the pulls.
    type: bool
    default: false
seealso:
  - module: pullproof.registry.image_pull
  - module: pullproof.registry.pull_preview
"""

EXAMPLES = r"""
- name: Show the pulls of all hosts
  pullproof.registry.pull_report:
  run_once: true
"""

RETURN = r"""
lines:
  description: What was shown, at most 100 columns wide.
  returned: always
  type: list
  elements: str
proven:
  description: Number of pulls that fetched blobs.
  returned: always
  type: int
total:
  description: Number of images asked for, without the skipped.
  returned: always
  type: int
without_result:
  description: Hosts that have no result.
  returned: always
  type: list
  elements: str
reports:
  description: The paths of the reports that were written, by their file names.
  returned: always
  type: dict
msg:
  description: The closing line.
  returned: always
  type: str
"""
