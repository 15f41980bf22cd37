# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The programs of a runtime: version, tools, and the registry settings in its configuration.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    observe_containerd_config,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import ProgramFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime

_VERSION = re.compile(r"\bv?(\d+\.\d+\.\d+[^\s,]*)")


def observe_runtime(runtime: Runtime, files: NodeFiles, commands: Commands) -> ProgramFacts:
    """The programs that are found, and the version as the program prints it."""
    program = _first_present(runtime.program)
    version = _version(program, commands) if program else None
    return {
        "version": version,
        "program": program,
        "crictl": _first_present(runtime.crictl),
        "config": observe_containerd_config(files, version) if runtime.product == "containerd" else None,
    }


def _version(program: str, commands: Commands) -> t.Optional[str]:
    match = _VERSION.search(commands.run([program, "--version"], seconds=10).out)
    return match.group(0) if match else None


def _first_present(paths: t.Sequence[str]) -> t.Optional[str]:
    return next((path for path in paths if os.access(path, os.X_OK)), None)
