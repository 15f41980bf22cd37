# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wine's registry as a file, which Wine writes every 30 seconds if a value has changed."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor

from tests.lab.host.lab import Lab
from tests.stages.leaks.collection.nodes import WINDOWS
from tests.stages.leaks.search.hive import HIVE

# What is read on standard input becomes a value.
SET_VALUE = r"""
read -r value
set -a
. /etc/lab/wine.env
/usr/lib/wine/wine64 reg add 'HKLM\Software\leaks' /v "$1" /d "$value" /f >/dev/null
"""
_WAIT = f"for _ in $(seq 180); do ! grep -q $value {HIVE} || exit 0; sleep 0.5; done; exit 1"


def write_hives(lab: Lab) -> None:
    """Have the files of all Windows nodes contain what was set until now. PodmanError after 90 seconds."""
    with ThreadPoolExecutor(len(WINDOWS)) as pool:
        list(pool.map(lambda node: _write(lab, node), WINDOWS))


def _write(lab: Lab, node: str) -> None:
    mark = f"{secrets.token_hex(16)}\n".encode()
    lab.podman.exec(lab.container(node), "bash", "-ec", SET_VALUE + _WAIT, "bash", "mark", data=mark)
