# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_certificate_info and win_certificate_store, for the stores of LocalMachine.

The stores hold PEM by thumbprint.
"""

from __future__ import annotations

import base64
import re
import ssl
from collections.abc import Mapping
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError
from ..system.certificate_stores import thumbprint
from .files import place

_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_NAMES = {"certificateauthority": "CA", "ca": "CA", "root": "Root", "my": "My"}


def _info(machine: Machine, call: Call) -> dict[str, Any]:
    held = _store(machine, call["store_name"], call["store_location"])
    wanted = call["thumbprint"].upper() if call["thumbprint"] else None
    found = [{"thumbprint": name, "archived": False} for name in sorted(held) if wanted in (None, name)]
    return {"exists": bool(found), "certificates": found}


def _store_module(machine: Machine, call: Call) -> dict[str, Any]:
    if call["state"] == "exported" or call["store_type"] != "system":
        raise ModuleFailureError("state exported and services' stores are not simulated")
    if call["state"] == "absent" and not call["path"] and not call["thumbprint"]:
        raise ModuleFailureError("state is absent but any of the following are missing: path, thumbprint")
    given = _first_certificate(machine, call["path"]) if call["path"] else None
    name = thumbprint(given) if given else call["thumbprint"].upper()
    held = _store(machine, call["store_name"], call["store_location"])
    changed = (name in held) is not (call["state"] == "present")
    if changed and not call.check_mode:
        store = _store_name(call["store_name"])
        if given and call["state"] == "present":
            machine.stores.add(store, given)
        else:
            machine.stores.remove(store, name)
    return {"changed": changed, "thumbprints": [name]}


def _store(machine: Machine, name: str, location: str) -> Mapping[str, str]:
    if location != "LocalMachine":
        raise ModuleFailureError(f"store_location {location} is not simulated")
    return machine.stores.certificates(_store_name(name))


def _store_name(name: str) -> str:
    return _NAMES.get(name.lower(), name)


def _first_certificate(machine: Machine, path: str) -> str:
    """.NET Framework loads the first object of a PEM file, and fails if that is no certificate."""
    found = place(machine, path)
    if not found.is_file():
        raise ModuleFailureError(f"File at '{path}' either does not exist or is not a file")
    data = found.read_bytes()
    block = _PEM.search(data)
    if block is None and data[:1] == b"\x30":
        return ssl.DER_cert_to_PEM_cert(data)
    if block is None or block.group(1) != b"CERTIFICATE":
        raise ModuleFailureError("Failed to load cert from file: Cannot find the requested object.")
    body = base64.b64decode(b"".join(block.group(0).splitlines()[1:-1]))
    return ssl.DER_cert_to_PEM_cert(body)


EFFECTS: Mapping[str, Effect] = {
    "ansible.windows.win_certificate_info": _info,
    "ansible.windows.win_certificate_store": _store_module,
}
