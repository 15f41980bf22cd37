# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: report
short_description: Show one report about all hosts
version_added: 0.1.0
description:
  - Reads the results that other modules of this collection registered on the hosts of the play, and shows one report.
    The same finding, cause or table is shown once, with its hosts.
  - Does not fail because of what the report contains. See RV(acceptable).
  - Runs on the controller and does not contact any node. Run it once, at the end of a play.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
attributes:
  check_mode:
    description: The file of O(json) and O(junit) is written in check mode too, O(dir) is not.
options:
  of:
    description:
      - The subject of the report.
      - V(verify) shows the results of M(pullproof.registry.image_pull) as one table, failures first. Only pulls that
        downloaded blobs count as proven. Skipped images are not counted. Results of check mode are shown as a
        preview.
      - V(lint) shows the findings of M(pullproof.registry.lint_info), errors first.
      - V(options) fails if M(pullproof.registry.lint_info) with O(pullproof.registry.lint_info#module:options_only)
        found an error, and shows each error once.
      - V(preflight) shows the findings of M(pullproof.registry.preflight_info), and agents whose version does not fit
        the version of their servers.
      - V(audit) compares the results of M(pullproof.registry.audit_info). Peers are nodes with the same runtime,
        distribution and variables. If more than half of them have the same configuration, the others are outliers.
        Without such a majority, all of them are. Servers of one cluster that differ cause a warning.
      - V(explain) shows the tables of M(pullproof.registry.registries_info).
      - V(drill) shows the results of M(pullproof.registry.drill), failures first. It is not RV(acceptable) if a drill
        failed, or if something could not be removed.
      - V(disruption) shows which services a run in check mode would restart or reload. It needs no registered
        variable.
      - V(plan) shows the results of M(pullproof.registry.plan_info). It is not RV(acceptable) if a variable has an
        error, if a role found an error on a node, or if an image would be missing after the change.
      - V(transition) shows which images the former endpoints served, according to the results of
        M(pullproof.registry.plan_info) and M(pullproof.registry.image_pull). It is RV(acceptable) if other endpoints
        served every image on all hosts.
      - V(rollout) shows, if a node failed, which nodes have the new configuration, and which have the former one. It
        needs no registered variable.
      - V(rollback) shows on which hosts M(pullproof.registry.snapshot) would undo the run O(to).
    type: str
    choices: [verify, lint, options, preflight, audit, explain, drill, disruption, plan, transition, rollout, rollback]
    required: true
  register:
    description:
      - Name of the variable that the results are registered in.
      - If empty, C(verify_result), C(pullproof_lint), C(pullproof_preflight), C(audit_result), C(explain_result),
        C(drill_result), C(pullproof_plan) or C(pullproof_snapshots), which the roles and playbooks of this collection
        use.
    type: str
    default: ""
  hosts:
    description:
      - Hosts to report on. If empty, all hosts of the play, including those that failed.
      - With O(of=verify), hosts whose pulls could not be tried are listed in any case. O(of=disruption) ignores the
        option.
    type: list
    elements: str
    default: []
  to:
    description: With O(of=rollback), the name of a snapshot, or V(last) for the last run that changed any host.
    type: str
    default: last
  target_version:
    description: With O(of=preflight), the version of an upgrade, as
      O(pullproof.registry.preflight_info#module:target_version).
    type: str
    default: ""
  servers:
    description: With O(of=preflight), hosts of servers that are not upgraded. Their results are registered under the
      same name.
    type: list
    elements: str
    default: []
  fail_on:
    description:
      - Lowest severity that makes the result not RV(acceptable). V(never) accepts every finding.
        V(outlier) is for O(of=audit) only.
      - With O(of=lint) and O(of=explain), a host without a result is never acceptable, and with O(of=explain) neither
        is an image whose reference is invalid. With O(of=audit), an outlier counts as an error.
      - Pulls were judged already; see O(pullproof.registry.image_pull#module:fail_on).
    type: str
    choices: [error, warning, outlier, never]
    default: error
  infos:
    description: With O(of=lint), show findings of severity info as well.
    type: bool
    default: true
  summary_only:
    description: With O(of=verify), show only the sum, and hosts without a result. RV(lines) has the whole report.
    type: bool
    default: false
  json:
    description: Path of a JSON file on the controller. Its folder must exist. For lint, preflight, audit, explain,
      drill and plan.
    type: str
    default: ""
  junit:
    description: With O(of=lint), path of a JUnit XML file on the controller, with one test case per host. Its folder
      must exist.
    type: str
    default: ""
  dir:
    description:
      - With O(of=verify), folder on the controller for report files. It is created if it does not exist. The files
        contain no secrets.
      - C(verify.html) is one self-contained page, C(verify.json) is for programs, C(verify.md) is Markdown,
        C(verify.xml) is JUnit with one case per node and image, C(verify.prom) has metrics for the textfile
        collector of Prometheus.
      - The files contain all hosts with a result of this run, also those that O(hosts) leaves out. In a play with
        batches they are written after the last batch, and after a batch with an image that is not proven.
    type: str
    default: ""
  check_only:
    description: Check the options before any node is contacted, and show no report. With O(of=verify), whether
      O(dir) can be written to. With O(of=preflight), whether O(target_version) is valid and no variable of the
      playbooks is misspelt.
    type: bool
    default: false
seealso:
  - module: pullproof.registry.image_pull
  - module: pullproof.registry.lint_info
  - module: pullproof.registry.preflight_info
  - module: pullproof.registry.audit_info
  - module: pullproof.registry.registries_info
"""

EXAMPLES = r"""
- name: Show the pulls of all hosts and write the report files
  pullproof.registry.report:
    of: verify
    dir: reports
  run_once: true

- name: Write the findings of all hosts as JUnit XML
  pullproof.registry.report:
    of: lint
    junit: lint.xml
    fail_on: warning
  register: lint_report
  run_once: true

- name: Compare the configuration of all hosts
  pullproof.registry.report:
    of: audit
    json: audit.json
    fail_on: never
  run_once: true

- name: Show which services would be restarted
  pullproof.registry.report:
    of: disruption
  run_once: true
  when: ansible_check_mode
"""

RETURN = r"""
lines:
  description: The lines of the report, at most 100 columns wide.
  returned: always
  type: list
  elements: str
acceptable:
  description: Whether O(fail_on) accepts the results.
  returned: always
  type: bool
without_result:
  description: Hosts without a result.
  returned: always
  type: list
  elements: str
counts:
  description: C(proven) and C(total) of O(of=verify); C(errors), C(warnings) and C(infos) of O(of=lint) and
    O(of=preflight), each finding counted once.
  returned: always
  type: dict
outliers:
  description: With O(of=audit), the settings in which a host is an outlier, by host.
  returned: always
  type: dict
disruptions:
  description: With O(of=disruption), the roles that would change something, by host and disruption (C(restart),
    C(reload), C(live), C(none)).
  returned: always
  type: dict
files:
  description: With O(dir), the paths of the written files by file name.
  returned: always
  type: dict
unproven:
  description: With O(of=verify), a sentence if images were listed and none passed on a host with a container runtime.
    Empty otherwise, and in check mode.
  returned: always
  type: str
states:
  description: With O(of=rollout), the state of each host (V(proven), V(not_restored), V(restored), V(unproven),
    V(unreachable), V(both) (the new and the former endpoints), V(unchanged)). Empty if no node failed.
  returned: always
  type: dict
snapshot:
  description: With O(of=rollback), the name of the run to undo.
  returned: always
  type: str
hosts:
  description: With O(of=rollback), the hosts that have a change to undo.
  returned: always
  type: list
  elements: str
msg:
  description: The closing line.
  returned: always
  type: str
"""
