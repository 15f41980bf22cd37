# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.lint_info`."""

from __future__ import annotations

import datetime
import pathlib
import typing as t

from ansible.errors import AnsibleError, AnsibleUndefinedVariable
from ansible_collections.pullproof.registry.plugins.module_utils._runtimes import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._concern_action import ConcernAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_host import Controller, Known, lint_host
from ansible_collections.pullproof.registry.plugins.plugin_utils._pem import PemError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variable_values import UnresolvedError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node

_PLAIN = (str, int, float, bool, list, dict, type(None))


class ActionModule(ConcernAction):
    """Lints the variables of the host; asks nothing of any node."""

    NAME = "lint_info"
    SHAPE: t.ClassVar[Result] = {"findings": [], "runtime_name": "", "version": ""}

    _requires_connection = False

    def decide(self, arguments: Result, node: Node) -> Result:
        del node  # Nothing is asked of any node.
        known = Known(
            arguments["runtime"] if arguments["runtime"] in RUNTIMES else "",
            arguments["version"],
            self._platform(arguments["platform"]),
            arguments["embedded_registry"],
        )
        controller = Controller(self._evaluate, self._read_source, datetime.datetime.now(datetime.UTC))
        findings = lint_host(self._task_vars, known, controller)
        return {
            "findings": [vars(finding) for finding in findings],
            "runtime_name": known.runtime,
            "version": known.version,
            "msg": f"{len(findings)} finding(s)",
        }

    def _platform(self, requested: str) -> str:
        if requested != "auto":
            return requested
        return "windows" if getattr(self._connection._shell, "_IS_WINDOWS", False) else "linux"

    def _evaluate(self, raw: object) -> object:
        try:
            value = self._templar.template(raw)
            # Core 2.18 leaves an encrypted value as an object that is decrypted as it becomes text.
            return value if isinstance(value, _PLAIN) else str(value)
        except AnsibleUndefinedVariable as error:
            raise UnresolvedError(str(error).partition("\n")[0].rstrip(".")) from error
        except AnsibleError as error:
            # The text of any other error may show a value.
            raise UnresolvedError(type(error).__name__) from error

    def _read_source(self, source: str) -> str:
        try:
            return pathlib.Path(self._find_needle("files", source)).read_text(encoding="utf-8")
        except (AnsibleError, OSError, UnicodeDecodeError) as error:
            observed = f"{source} can't be read on the controller ({type(error).__name__})"
            raise PemError("no_source", observed, "correct src, or give the PEM text as content") from error
