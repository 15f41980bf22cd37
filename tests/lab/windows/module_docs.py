# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the JSON of module options that the simulator checks arguments by, from the installed collections."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from subprocess import run
from typing import Any

MODULES = (
    "ansible.windows.slurp",
    "ansible.windows.setup",
    "ansible.windows.win_acl",
    "ansible.windows.win_acl_inheritance",
    "ansible.windows.win_certificate_info",
    "ansible.windows.win_certificate_store",
    "ansible.windows.win_command",
    "ansible.windows.win_copy",
    "ansible.windows.win_file",
    "ansible.windows.win_find",
    "ansible.windows.win_owner",
    "ansible.windows.win_ping",
    "ansible.windows.win_reg_stat",
    "ansible.windows.win_regedit",
    "ansible.windows.win_service",
    "ansible.windows.win_service_info",
    "ansible.windows.win_stat",
    "ansible.windows.win_tempfile",
    "ansible.windows.win_whoami",
    "community.windows.win_firewall_rule",
    "community.windows.win_wait_for_process",
)
# What the actions of these modules send to their halves on the node, beyond what is documented for people.
INTERNAL: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "ansible.windows.win_copy": {
        "_copy_mode": {"type": "str", "default": "single"},
        "_original_basename": {"type": "str"},
        "files": {"type": "list"},
        "directories": {"type": "list"},
        "symlinks": {"type": "list"},
    },
}
KEPT = ("type", "required", "default", "choices", "aliases", "elements")


def module_options(modules: Sequence[str] = MODULES) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Options by module, by what ansible-doc says. Raises CalledProcessError."""
    printed = run(("ansible-doc", "--json", *modules), check=True, capture_output=True, text=True)
    return {
        name: {option: _kept(raw) for option, raw in (entry["doc"].get("options") or {}).items()}
        | dict(INTERNAL.get(name, {}))
        for name, entry in json.loads(printed.stdout).items()
    }


def _kept(option: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: option[key] for key in KEPT if key in option}
