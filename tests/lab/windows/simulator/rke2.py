# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service rke2: the lab's stand-in of an RKE2 agent, a unit of the container.

At its start the service's value `Environment` becomes the environment of the unit. The unit has a copy of
C:\\etc\\rancher\\rke2 whose Windows paths are paths of the container (`configuration.py` makes it, at every start). A
version with the bug of old agents leaves its processes running when it is stopped: a later start finds them.
"""

from __future__ import annotations

from pathlib import Path

from .real import run
from .state import State

UNIT = "rke2-agent.service"
KEY = r"hklm\system\currentcontrolset\services\rke2"
ENVIRONMENT_FILE = Path("/etc/default/rke2-agent")


def start(state: State) -> None:
    """Start it as the service manager would; it counts as running at once."""
    ENVIRONMENT_FILE.touch(0o600)
    ENVIRONMENT_FILE.write_text("".join(f"{_quoted(entry)}\n" for entry in environment(state)))
    run(["systemctl", "start", "--no-block", UNIT])


def stop(state: State) -> None:
    """Stop it; with the bug of old versions (before February 2024) its processes live on."""
    if not state["host"].get("children_survive_stop"):
        run(["systemctl", "stop", UNIT])


def ended_by_itself() -> bool:
    """Whether the process is gone, until the manager starts it again."""
    shown = run(["systemctl", "show", "--property=ActiveState,SubState", UNIT]).out
    return "auto-restart" in shown or "ActiveState=failed" in shown or "ActiveState=inactive" in shown


def environment(state: State) -> list[str]:
    """The entries of the value `Environment`."""
    values = state["registry"].get(KEY, {})
    return [str(entry) for name, value in values.items() if name.lower() == "environment" for entry in value["data"]]


def _quoted(entry: str) -> str:
    name, _sign, value = entry.partition("=")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    return f'{name}="{escaped}"'
