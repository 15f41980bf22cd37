# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Effects of win_ping, setup, win_whoami and win_wait_for_process."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Mapping
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError
from ..system import processes

_NAMES = {17763: "2019", 20348: "2022", 26100: "2025"}
_ADMINISTRATOR = "S-1-5-21-1004336348-1177238915-682003330-500"


def _ping(_machine: Machine, call: Call) -> dict[str, Any]:
    if call["data"] == "crash":
        raise ModuleFailureError("Unhandled exception while executing module: boom")
    return {"ping": call["data"]}


def _setup(machine: Machine, _call: Call) -> dict[str, Any]:
    """Facts of the system and its network, whatever subset is asked for."""
    host, name = machine.state["host"], socket.gethostname()
    name_of_system = f"Microsoft Windows Server {_NAMES.get(host['build'], host['build'])} Standard (simulated)"
    version = f"10.0.{host['build']}.0"
    facts = {
        "ansible_architecture": "64-bit",
        "ansible_distribution": name_of_system,
        "ansible_distribution_major_version": "10",
        "ansible_distribution_version": version,
        "ansible_fqdn": name,
        "ansible_hostname": name.upper(),
        "ansible_kernel": version,
        "ansible_nodename": name,
        "ansible_os_family": "Windows",
        "ansible_os_installation_type": "Server Core",
        "ansible_os_name": name_of_system,
        "ansible_os_product_type": "server",
        "ansible_system": "Win32NT",
        "ansible_windows_domain_member": bool(host.get("domain_member")),
        "gather_subset": ["all"],
        "module_setup": True,
    }
    return {"ansible_facts": facts}


def _whoami(machine: Machine, _call: Call) -> dict[str, Any]:
    elevated = not machine.state["host"].get("without_rights")
    group = {"account_name": "Administrators", "domain_name": "BUILTIN", "sid": "S-1-5-32-544", "type": "Alias"}
    return {
        "account": {
            "account_name": "Administrator",
            "domain_name": socket.gethostname().upper(),
            "sid": _ADMINISTRATOR,
            "type": "User",
        },
        "groups": [{**group, "attributes": ["Mandatory", "Enabled"]}] if elevated else [],
        "label": {
            "account_name": f"{'High' if elevated else 'Medium'} Mandatory Level",
            "domain_name": "Mandatory Label",
            "sid": "S-1-16-12288" if elevated else "S-1-16-8192",
            "type": "Label",
        },
        "logon_type": "Network",
        "token_type": "TokenPrimary",
    }


def _wait_for_process(machine: Machine, call: Call) -> dict[str, Any]:
    """Names are without `.exe`, as PowerShell has them."""
    begun = time.monotonic()
    time.sleep(call["pre_wait_delay"])
    while True:
        found = _matching(machine, call)
        if bool(len(found) >= call["process_min_count"]) is (call["state"] == "present"):
            elapsed = round(time.monotonic() - begun)
            return {"changed": False, "elapsed": elapsed, "matched_processes": found}
        if time.monotonic() - begun > call["timeout"]:
            raise ModuleFailureError("timeout while waiting for process to meet the state", matched_processes=found)
        time.sleep(call["sleep"])


def _matching(machine: Machine, call: Call) -> list[dict[str, Any]]:
    """By exact names, by a pattern of names, or by number."""
    return [
        {"name": name, "owner": "NT AUTHORITY\\SYSTEM", "pid": one.pid}
        for one in processes.running(machine)
        if (name := one.name.removesuffix(".exe")) in (call["process_name_exact"] or [])
        or (call["process_name_pattern"] and re.search(call["process_name_pattern"], name))
        or (call["pid"] and one.pid == call["pid"])
    ]


EFFECTS: Mapping[str, Effect] = {
    "ansible.windows.setup": _setup,
    "ansible.windows.win_ping": _ping,
    "ansible.windows.win_whoami": _whoami,
    "community.windows.win_wait_for_process": _wait_for_process,
}
