# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's passwords: random per lab, in ``.lab/secrets.json`` (0600), shaped ``{service: {user: password}}``.

The passwords of registry.lab are chosen to trip careless masking and quoting: one is a single letter, one equals its
user name, one holds quotes, a percent sign, a dollar, a space and a backslash.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

Passwords = Mapping[str, Mapping[str, str]]

PUSHER = "lab-pusher"
NO_RIGHTS = "no-rights"
SAME = "same-name-user-7f3a"


def ensure(path: Path) -> Passwords:
    """Read the lab's passwords, made first if the file is missing or lacks a user that the lab has by now."""
    known: Passwords = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    complete = {service: users | dict(known.get(service, {})) for service, users in _new().items()}
    if complete != known:
        _write(path, complete)
    return complete


def _new() -> dict[str, dict[str, str]]:
    return {
        "registry.lab": {
            "svc-pull": secrets.token_urlsafe(36),
            "short": "a",
            SAME: SAME,
            "quoted": f'say "hi" it\'s 100%s of $HOME\\n {secrets.token_hex(8)}',
            PUSHER: secrets.token_urlsafe(24),
        },
        "harbor.lab": {name: secrets.token_urlsafe(24) for name in ("robot$ci", NO_RIGHTS, PUSHER)},
        "windows": {"Administrator": secrets.token_urlsafe(36)},
        "proxy.lab": {"proxyuser": secrets.token_hex(16)},
        "faults.lab": {"puller": secrets.token_urlsafe(24)},
    }


def _write(path: Path, passwords: Passwords) -> None:
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(passwords, file, indent=2)
    part.replace(path)
