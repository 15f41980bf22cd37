# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""w32tm.exe: `/stripchart` asks a time server of the lab for real, by SNTP; all else acts on W32Time's registry.

It prints in the language of the state (`host.language`: `en` or `de`), with its decimal comma. The clock is never set.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Mapping, Sequence

from ..machine import Machine
from ..system.real import Ended
from ..system.registry import Key, Value

PARAMETERS = r"hklm\system\currentcontrolset\services\w32time\parameters"
POLICY = r"hklm\software\policies\microsoft\w32time\parameters"
_SINCE_1900 = 2208988800
_FAILED = {"en": "The following error occurred:", "de": "Folgender Fehler ist aufgetreten:"}
_DONE = {"en": "The command completed successfully.", "de": "Der Befehl wurde erfolgreich ausgef\u00fchrt."}
_NOT_STARTED = "0x80070426"
_UNKNOWN_HOST = "0x80072AF9"
_SYNCHRONIZED_FROM = {"manual": "NTP", "domhier": "NT5DS", "all": "AllSync", "no": "NoSync"}


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """Run `/stripchart`, `/config`, `/resync` or `/query`."""
    options = {name.lower(): value for name, _colon, value in (one.partition(":") for one in arguments)}
    if "/stripchart" in options:
        return _stripchart(machine, options)
    if "/config" in options:
        return _config(machine, options)
    if not {"/resync", "/query"} & set(options):
        return Ended(1, "", f"w32tm {' '.join(arguments)} is not simulated")
    if not _started(machine):
        return _failed(machine, _NOT_STARTED)
    return _done(machine) if "/resync" in options else _query(machine, options)


def effective(machine: Machine) -> Mapping[str, str]:
    """`NtpServer` and `Type` that the service goes by: a group policy's before those of its parameters."""
    keys = (machine.registry.key(path) or Key() for path in (PARAMETERS, POLICY))
    return {name.lower(): str(value.data) for key in keys for name, value in key.values.items()}


def _config(machine: Machine, options: Mapping[str, str]) -> Ended:
    given = {}
    if "/manualpeerlist" in options:
        given["NtpServer"] = options["/manualpeerlist"]
    if "/syncfromflags" in options:
        given["Type"] = _SYNCHRONIZED_FROM[options["/syncfromflags"].lower()]
    for name, data in given.items():
        machine.registry.set_value(PARAMETERS, name, Value("string", data))
    return _failed(machine, _NOT_STARTED) if "/update" in options and not _started(machine) else _done(machine)


def _query(machine: Machine, options: Mapping[str, str]) -> Ended:
    said = effective(machine)
    source = said.get("ntpserver", "").split(" ")[0] if said.get("type") == "NTP" else "Local CMOS Clock"
    if "/source" in options:
        return Ended(0, f"{source}\r\n", "")
    if "/configuration" in options:
        origin = "Policy" if machine.registry.key(POLICY) else "Local"
        lines = [f"Type: {said.get('type', '')} ({origin})", f"NtpServer: {said.get('ntpserver', '')} ({origin})"]
        return Ended(0, "".join(f"{line}\r\n" for line in lines), "")
    return Ended(0, f"Leap Indicator: 0(no warning)\r\nStratum: 9\r\nSource: {source}\r\n", "")


def _stripchart(machine: Machine, options: Mapping[str, str]) -> Ended:
    server, count = options["/computer"], int(options.get("/samples", "1"))
    try:
        address = socket.gethostbyname(server)
    except OSError:
        return _failed(machine, _UNKNOWN_HOST)
    german = machine.state["host"].get("language") == "de"
    begun = f"{server} [{address}:123] wird verfolgt." if german else f"Tracking {server} [{address}:123]."
    collected = f"{count} Proben werden gesammelt." if german else f"Collecting {count} samples."
    now = time.strftime("Es ist %d.%m.%Y %H:%M:%S." if german else "The current time is %m/%d/%Y %H:%M:%S.")
    samples = [_sample(address, german) for _sample_number in range(count)]
    return Ended(0, "".join(f"{line}\r\n" for line in [begun, collected, now, *samples]), "")


def _sample(address: str, german: bool) -> str:
    moment = time.strftime("%H:%M:%S")
    try:
        offset = f"{_offset(address):+011.7f}s"
    except OSError:
        return f"{moment}, {'Fehler' if german else 'error'}: 0x800705B4"
    return f"{moment}, {offset.replace('.', ',') if german else offset}"


def _started(machine: Machine) -> bool:
    return bool(machine.state["services"]["W32Time"]["state"] == "started")


def _done(machine: Machine) -> Ended:
    return Ended(0, f"{_in_language(machine, _DONE)}\r\n", "")


def _failed(machine: Machine, code: str) -> Ended:
    """It tells errors on standard output."""
    number = int(code, 16) - 2**32
    return Ended(number, f"{_in_language(machine, _FAILED)} ({code})\r\n", "")


def _in_language(machine: Machine, words: Mapping[str, str]) -> str:
    return words[machine.state["host"].get("language", "en")]


def _offset(server: str) -> float:
    """How far the server is ahead of this clock, in seconds. Raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.settimeout(1)
        wire.connect((server, 123))
        begun = time.time()
        wire.send(b"\x1b" + 47 * b"\0")
        answer = wire.recv(512)
        ended = time.time()
    received, sent = (_seconds(answer[start : start + 8]) for start in (32, 40))
    return ((received - begun) + (sent - ended)) / 2


def _seconds(raw: bytes) -> float:
    whole, fraction = struct.unpack("!II", raw)
    return float(whole - _SINCE_1900) + float(fraction) / 2**32
