# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file in which Wine keeps HKEY_LOCAL_MACHINE: the key of the service rke2 is a place of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

HIVE = "/var/lib/wine/system.reg"
SERVICE = f"{HIVE}: the key of the service rke2"
# A key is a line with its name, and all lines up to the next empty one.
_KEY = re.compile(rb"^\[System\\\\ControlSet001\\\\Services\\\\rke2\](?:.*\n)+?(?:\n|\Z)", re.MULTILINE | re.IGNORECASE)


def places_in(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The hive as two places, each with its content; any other file is one place."""
    if name == HIVE:
        yield SERVICE, b"".join(_KEY.findall(content))
        content = _KEY.sub(b"", content)
    yield name, content
