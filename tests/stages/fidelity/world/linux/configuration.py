# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the configuration of a row with the product's own planner, at its usual paths.

For RKE2 the stand-in of the lab then makes config.toml and certs.d of registries.yaml, as RKE2 does at a start.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.pullproof.registry.plugins.module_utils._edit.editors import EDITORS
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import PlannedFile
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import (
    parse_settings,
    plan_registries,
)

from tests.stages.fidelity.row import Row
from tests.stages.fidelity.world.observed import arguments_of

CONFIG = Path("/etc/containerd/config.toml")
RKE2_CONFIG = Path("/var/lib/rancher/rke2/agent/etc/containerd/config.toml")
_FOLDERS = ("/etc/containerd", "/etc/rancher", "/var/lib/rancher/rke2/agent/etc")


@dataclass(frozen=True)
class Programs:
    """The programs of a world, by path; ``standin`` is empty for a plain containerd."""

    containerd: Path
    crictl: Path
    standin: Path | None = None


def write_base(config_version: int) -> None:
    """A node without settings for registries."""
    for folder in _FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)
    _write(CONFIG, f"version = {config_version}\n")


def write_row(row: Row, chosen: ChosenRuntime, programs: Programs) -> None:
    """Write all files of the row; ``chosen`` has the facts of the node with the base."""
    settings = parse_settings(arguments_of(row))
    for file in plan_registries(settings, chosen, overwrite_unmanaged=True, key=b"fidelity").files:
        _apply(file)
    if programs.standin:
        _generate(programs, programs.standin)


def _apply(file: PlannedFile) -> None:
    path = Path(file.path)
    if file.kind == "whole":
        _write(path, file.content)
    else:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        _write(path, EDITORS[file.kind].write_entries(before, file.entries))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _generate(programs: Programs, standin: Path) -> None:
    path = f"{programs.containerd.parent}:{os.environ['PATH']}"
    command = Path("/run/fidelity/rke2")
    if not command.exists():
        command.symlink_to(standin)
    subprocess.run([command, "configure"], check=True, capture_output=True, env={"PATH": path})
