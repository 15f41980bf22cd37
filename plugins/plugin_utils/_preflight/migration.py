# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What another version of containerd does with the config.toml of a node.

Tried with 1.6.20, 1.7.24, 2.0.4, 2.1.9, 2.3.7 and 2.4.2 (tests/stages/runtimes/migrations.yml); 2.2 loads files as 2.1
does.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CONFIG_PATH, PLUGINS
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_pulls import CONFIGS
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import Rule
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import UpgradeTarget
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_SOURCE = "containerd cmd/containerd/server/config/config.go; plugins/cri/images/plugin.go: configMigration"
_REFUSED = Rule("containerd-config-refused", "error", _SOURCE)
_LOST = Rule("containerd-config-lost", "error", _SOURCE)
_ACTIVATED = Rule("containerd-config-activated", "warning", _SOURCE)
_MIGRATED = Rule("containerd-config-migrated", "info", _SOURCE)

# The first version of containerd that has this highest version of config.toml. Before 1.7, the version is not checked.
_HIGHEST = (((2, 3), 4), ((2, 0), 3), ((1, 7), 2))
_UNCHECKED = 0
_WITHOUT_TLS, _TLS = (2, 0), f"{CONFIGS}.tls"


def migration_findings(facts: ContainerdFacts, target: UpgradeTarget) -> Iterator[Finding]:
    """The findings for the file that is on the node. Nothing without a file, or without a known version."""
    if target.product != "containerd" or not facts.present or facts.error or facts.version is None:
        return
    # What imported files change was read for the present version.
    facts = replace(facts, loaded=None)
    after = replace(facts, version=target.version.branch)
    highest = _highest(after)
    if is_refused(after):
        message = f"With {target.text}: containerd refuses a config.toml of version {facts.written_version}."
        yield _REFUSED.at(CONFIG_PATH, message, f"Convert the file to version {highest}, which is the highest.")
    elif after.plugin != facts.plugin and facts.settings_of(facts.plugin):
        yield _LOST.at(CONFIG_PATH, f"With {target.text}: {_of_lost(facts, after)}", _fix(facts, after))
    elif after.plugin != facts.plugin and facts.settings_of(after.plugin):
        settings = ", ".join(facts.settings_of(after.plugin))
        message = f"With {target.text}: settings of {_table(after.plugin)} take effect: {settings}."
        yield _ACTIVATED.at(CONFIG_PATH, message, "Remove the table if it is not intended.")
    elif facts.written_version < highest and facts.settings_of(facts.plugin):
        yield _migrated(facts, target, highest)


def is_refused(facts: ContainerdFacts) -> bool:
    """Whether this containerd does not start with the version of the file."""
    highest = _highest(facts)
    return highest != _UNCHECKED and facts.written_version > highest


def _highest(facts: ContainerdFacts) -> int:
    return next((highest for first, highest in _HIGHEST if facts.version and facts.version >= first), _UNCHECKED)


def _of_lost(facts: ContainerdFacts, after: ContainerdFacts) -> str:
    settings = ", ".join(facts.settings_of(facts.plugin))
    lost = f"settings of {_table(facts.plugin)} are lost: {settings}"
    if after.plugin == "legacy":
        return (
            f"{lost}. containerd 2.3 and later replace them with {_table(after.plugin)}, also in a file of version 3."
        )
    if after.written_version < 2:
        return f"{lost}. containerd 2.0 to 2.2 do not migrate tables of plugins from a file of version 1."
    return f"{lost}. This version reads {_table(after.plugin)}."


def _fix(facts: ContainerdFacts, after: ContainerdFacts) -> str:
    if facts.plugin == "short":
        return (
            f"Before the upgrade, write version = 2, and {_table('legacy')} for {_table('short')}, as "
            "`containerd config dump` of containerd 1.7 prints them. 1.7 and all later versions read this."
        )
    if after.plugin == "legacy" and after.written_version >= 3:
        return f"Remove {_table('legacy')} from the file."
    return f"Move the settings to {_table(after.plugin)}."


def _sets_tls(facts: ContainerdFacts) -> bool:
    return any(key.endswith(_TLS) for keys in facts.conflicts.values() for key in keys)


def _migrated(facts: ContainerdFacts, target: UpgradeTarget, highest: int) -> Finding:
    settings = ", ".join(facts.settings_of(facts.plugin))
    if target.version.branch >= _WITHOUT_TLS and _sets_tls(facts):
        settings = settings.replace(CONFIGS, f"{CONFIGS} without tls")
    message = (
        f"With {target.text}: containerd migrates the file from version {facts.written_version} to {highest} at each "
        f"start, in memory. It keeps {settings}."
    )
    fix = f"No action is required. Do not convert the file while the node can go back: older versions refuse {highest}."
    return _MIGRATED.at(CONFIG_PATH, message, fix)


def _table(plugin: str) -> str:
    name = PLUGINS[plugin][-1]
    return f"[plugins.{name if plugin == 'short' else repr(name)}.registry]"
