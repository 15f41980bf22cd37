# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world as a Linux node."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import choose_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.run import VerifyResult, verify

from tests.stages.fidelity.row import Row
from tests.stages.fidelity.world.linux.configuration import CONFIG, RKE2_CONFIG, Programs, write_base, write_row
from tests.stages.fidelity.world.linux.node import WorldNode
from tests.stages.fidelity.world.process import Commands, Containerd
from tests.stages.fidelity.world.task import Task


class LinuxMachine:
    """The node, whose files are at their usual paths."""

    probes_pulled_images = True
    platform = "linux"

    def __init__(self, task: Task) -> None:
        self._config_version = task.config_version
        self._programs = Programs(Path(task.program), Path(task.crictl), Path(task.standin) if task.standin else None)
        self.runtime, self.version = task.runtime, task.version
        self._containerd = Containerd(_commands(task))
        self._node = WorldNode(task.runtime, task.version, Path(task.crictl), self._containerd.log)

    def configure(self, row: Row) -> None:
        write_base(self._config_version)
        chosen = choose_runtime(self.runtime, cast(Any, self._node.observation()))
        write_row(row, chosen, self._programs)
        self._containerd.load()

    def verify(self, images: Sequence[Image], registries: Registries, arguments: Mapping[str, Any]) -> VerifyResult:
        return verify(images, registries, arguments, cast(Any, self._node), (), check_mode=False)

    def remove_images(self) -> None:
        self._containerd.remove_images()

    def stop(self) -> None:
        self._containerd.stop()


def _commands(task: Task) -> Commands:
    runtime = RUNTIMES[task.runtime]
    config = CONFIG if runtime.product == "containerd" else RKE2_CONFIG
    endpoint = f"unix://{runtime.socket}"
    crictl = [task.crictl, "--image-endpoint", endpoint, "--runtime-endpoint", endpoint]
    environment = {"PATH": os.environ["PATH"], "HOME": "/root"}
    return Commands([task.program, "-c", str(config)], crictl, config, environment, Path(runtime.socket))
