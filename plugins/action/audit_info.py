# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.audit_info`."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import keyed_digest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID, RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    choose_runtime_if_needed,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.audit import audit_on_windows

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode


class ActionModule(NodeAction, WindowsSupport):
    """The effective configuration of one node, for the comparison with others."""

    NAME = "audit_info"
    FIRST_OF_PLAYBOOK = True
    SHAPE: t.ClassVar[Result] = {
        "runtime_name": "",
        "product": "",
        "system": "",
        "family": "",
        "cluster": "",
        "items": {},
        "wanted": {},
        "unmanaged": [],
        "run": "",
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        requested = arguments["runtime"]
        found = node.run_and_observe("internal.audit", {"key": RUN_KEY.hex(), "runtime": requested})["audit"]
        chosen = choose_runtime_if_needed(requested, node.observation(), needed=requested != AUTO)
        of_runtime = dict(found["runtimes"].get(chosen.runtime.name, {})) if chosen else {}
        system = node.observation()["os"]
        items = {name: of_runtime[name] for name in ("registries", "certs", "environment") if name in of_runtime}
        items.update({name: found[name] for name in ("ca", "bundle", "time")})
        return {
            "runtime_name": chosen.runtime.name if chosen else "",
            "product": chosen.runtime.product if chosen else "",
            "system": f"{system['id']} {system['version']}".strip(),
            "family": system["family"],
            "cluster": of_runtime.get("cluster", ""),
            "unmanaged": of_runtime.get("unmanaged", []),
            **_of_run(arguments, items),
        }

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        found = audit_on_windows(arguments["runtime"], node, RUN_KEY)
        return {**found, **_of_run(arguments, found["items"])}


def _of_run(arguments: Result, items: Result) -> Result:
    return {
        "items": items,
        "wanted": {area: _digest(value) for area, value in (arguments["wanted"] or {}).items()},
        "run": RUN_ID,
        "msg": f"{sum(map(len, items.values()))} settings seen",
    }


def _digest(value: object) -> str:
    return keyed_digest(RUN_KEY, json.dumps(value, sort_keys=True, default=str))
