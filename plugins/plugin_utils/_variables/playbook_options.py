# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the playbooks that are not variables of a role, as an argument spec.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

_FAIL_ON = {"type": "str", "choices": ["error", "warning", "never"]}
_FILE = {"type": "path"}
_FLAG = {"type": "bool"}
_TEXT = {"type": "str"}
# A host pattern, or a list of them. Ansible evaluates it.
_HOSTS = {"type": "raw"}

# `provision_waves` is a number, a percentage, or a list of them: see `invalid_waves`.
PLAYBOOK_OPTIONS: t.Mapping[str, t.Mapping[str, t.Any]] = {
    "pullproof_hosts": _HOSTS,
    "pullproof_runtime": _TEXT,
    "pullproof_runtime_version": _TEXT,
    "provision_waves": {"type": "raw"},
    "provision_wave_groups": {"type": "list", "elements": "str"},
    "provision_max_failures": {"type": "int"},
    "provision_confirm_timeout": {"type": "int"},
    "provision_plan_file": _FILE,
    "provision_transition": _FLAG,
    # Read strictly by a parser of their own, as the variables of the role.
    "provision_former_mirrors": {"type": "raw"},
    "provision_former_configs": {"type": "raw"},
    "provision_require_images": {"type": "str", "choices": ["changed", "all", "none"]},
    "provision_kubeconfig": _TEXT,
    "provision_kube_context": _TEXT,
    "provision_node_name": _TEXT,
    "provision_drain": {"type": "str", "choices": ["auto", "always", "never"]},
    "provision_drain_timeout": {"type": "int"},
    "provision_ready_timeout": {"type": "int"},
    "rollback_to": _TEXT,
    "drill_images": {"type": "list", "elements": "raw"},
    "drill_never_contact": {"type": "list", "elements": "str"},
    "drill_unreachable": {"type": "str", "choices": ["refused", "silent"]},
    "drill_timeout": {"type": "int"},
    "drill_json": _FILE,
    "pullproof_firewall_rules": _FLAG,
    "pullproof_embedded_registry": _FLAG,
    "lint_fail_on": _FAIL_ON,
    "lint_json": _FILE,
    "lint_junit": _FILE,
    "explain_images": {"type": "list", "elements": "raw"},
    "explain_json": _FILE,
    "explain_offline": _FLAG,
    "explain_drift": _FLAG,
    "preflight_target_version": _TEXT,
    "preflight_fail_on": _FAIL_ON,
    "preflight_json": _FILE,
    "preflight_servers": _HOSTS,
    "preflight_cluster": _TEXT,
    "preflight_probe": _FLAG,
    "audit_fail_on": {"type": "str", "choices": ["outlier", "never"]},
    "audit_json": _FILE,
}


def invalid_waves(value: object) -> bool:
    """Whether Ansible can't use it as the size of a wave: a number, a percentage, or a list of them."""
    if isinstance(value, list):
        return not value or any(isinstance(entry, list) or invalid_waves(entry) for entry in value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        return True
    number = str(value).strip().removesuffix("%")
    return not (number.isascii() and number.isdigit() and int(number) > 0)
