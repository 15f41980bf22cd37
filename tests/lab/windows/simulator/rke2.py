# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service `rke2` of a simulated node: the container's stand-in of an RKE2 agent, with real containerd.

At its start the service's value `Environment` becomes the environment of the unit, and registries.yaml is handed on
with its Windows paths as paths of the container. A version with the bug of old agents leaves containerd running.
"""

from __future__ import annotations

import re
from pathlib import Path

from .files import Files
from .real import run
from .state import State

UNIT = "rke2-agent.service"
KEY = r"hklm\system\currentcontrolset\services\rke2"
ENVIRONMENT_FILE = Path("/etc/default/rke2-agent")
CONFIGURATION = Path("/etc/rancher/rke2/registries.yaml")
TRANSLATED = Path("/run/simulated-windows/registries.yaml")
SETTINGS = Path("/etc/rancher/rke2/config.yaml.d/90-simulated-windows.yaml")
_WINDOWS_PATH = re.compile(r"(?<![A-Za-z])[A-Za-z]:[\\\\/]+[^\"'\s]+")


def start(state: State, files: Files) -> None:
    """Start it as the service manager would; it counts as running at once."""
    ENVIRONMENT_FILE.write_text("".join(f"{_quoted(entry)}\n" for entry in _environment(state)))
    _translate(files)
    run(["systemctl", "start", "--no-block", UNIT])


def stop(state: State) -> None:
    """Stop it; with the bug of old versions (before February 2024) its children live on."""
    if not state["host"].get("children_survive_stop"):
        run(["systemctl", "stop", UNIT])


def _environment(state: State) -> list[str]:
    values = state["registry"].get(KEY, {})
    return [str(entry) for name, value in values.items() if name.lower() == "environment" for entry in value["data"]]


def _quoted(entry: str) -> str:
    name, _sign, value = entry.partition("=")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}="{escaped}"'


def _translate(files: Files) -> None:
    SETTINGS.parent.mkdir(parents=True, exist_ok=True)
    SETTINGS.write_text(f"private-registry: {TRANSLATED}\n")
    TRANSLATED.parent.mkdir(parents=True, exist_ok=True)
    if not CONFIGURATION.exists():
        TRANSLATED.unlink(missing_ok=True)
        return
    TRANSLATED.touch(0o600)
    TRANSLATED.write_text(_WINDOWS_PATH.sub(lambda found: _place(files, found.group()), CONFIGURATION.read_text()))


def _place(files: Files, path: str) -> str:
    """Double quotes in YAML escape backslashes."""
    return str(files.at(path.replace("\\\\", "\\"))) if path[0].upper() == "C" else path
