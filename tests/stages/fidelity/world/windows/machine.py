# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world as a Windows node on Wine: containerd.exe, crictl.exe, and a stand-in of rke2.exe, which configures them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import (
    parse_settings,
    plan_registries,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.run import VerifyResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import DATA, PIPE, RUNTIME
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.apply import for_windows
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.registries import REGISTRIES_YAML
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.run import verify_on_windows

from tests.lab.model.pki import pem
from tests.lab.windows.simulator.wine.certificate_stores import WineStores
from tests.lab.windows.simulator.wine.programs import DRIVE, command
from tests.lab.windows.simulator.wine.winapi import HELPER, WinApi
from tests.stages.fidelity.row import Row
from tests.stages.fidelity.world.mounts import SCRATCH
from tests.stages.fidelity.world.observed import arguments_of
from tests.stages.fidelity.world.process import Commands, Containerd
from tests.stages.fidelity.world.registries.certificates import BUNDLE, Authorities, write_private
from tests.stages.fidelity.world.task import Task
from tests.stages.fidelity.world.windows import root
from tests.stages.fidelity.world.windows.node import WindowsWorldNode
from tests.stages.fidelity.world.windows.old_rke2 import write_as_in

PLATFORM = "windows"
_BIN = rf"{DATA}\bin"
_CONFIG = rf"{DATA}\agent\etc\containerd\config.toml"
_FOLDERS = (r"C:\etc\rancher", rf"{DATA}\agent\etc")
_RKE2 = RUNTIME.program[0]
_STOP_SECONDS = 20


class WindowsMachine:
    """The node. Its files are on drive C of Wine."""

    probes_pulled_images = False
    platform = PLATFORM
    runtime = RUNTIME.name

    def __init__(self, task: Task, authorities: Authorities) -> None:
        self.version, self._rke2_of = task.version, task.rke2_of
        root.make_prefix(task.windows_build)
        self._node = WindowsWorldNode(DRIVE, SCRATCH, task.version, task.windows_build)
        self._files = self._node.machine.files
        self._install(task)
        write_private(authorities, DRIVE / "etc/fidelity")
        root.share(BUNDLE)
        self._server = root.start_server()
        WineStores(WinApi()).add("CA", pem(authorities.intermediate.certificate).decode())
        crictl = command(rf"{_BIN}\crictl.exe", ("--image-endpoint", PIPE, "--runtime-endpoint", PIPE))
        containerd = command(rf"{_BIN}\containerd.exe", ("-c", _CONFIG))
        self._containerd = Containerd(Commands(containerd, crictl, self._files.at(_CONFIG), root.environment()))

    def configure(self, row: Row) -> None:
        for folder in _FOLDERS:
            shutil.rmtree(self._files.at(folder), ignore_errors=True)
        settings = parse_settings(arguments_of(row), PLATFORM)
        chosen = ChosenRuntime(replace(RUNTIME, registries_file=REGISTRIES_YAML), None)
        plan = for_windows(plan_registries(settings, chosen, overwrite_unmanaged=True, key=b"fidelity"))
        for file in plan.files:
            path = self._files.at(file.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.content, encoding="utf-8")
        root.run(["wine64", _RKE2, "configure"])
        if self._rke2_of:
            write_as_in(self._rke2_of, row, self._files.at(_CONFIG).parent)
        self._containerd.load()

    def verify(self, images: Sequence[Image], registries: Registries, arguments: Mapping[str, Any]) -> VerifyResult:
        return verify_on_windows(images, registries, arguments, self._node, (), check_mode=False)

    def remove_images(self) -> None:
        self._containerd.remove_images()

    def stop(self) -> None:
        self._containerd.stop()
        self._server.terminate()
        self._server.wait(_STOP_SECONDS)

    def _install(self, task: Task) -> None:
        """The programs, as they are after the installation and the first start of RKE2, and the helper of the lab."""
        helper = Path(task.standin).with_name("winapi.exe")
        for source, target in (
            (Path(task.standin), _RKE2),
            (Path(task.program), rf"{_BIN}\containerd.exe"),
            (Path(task.crictl), rf"{_BIN}\crictl.exe"),
            (helper, HELPER),
        ):
            path = self._files.at(target)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, path)
