# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The configuration that containerd loads: config.toml, and the files that it imports.

Followed from containerd 1.6.20, 1.7.24, 2.0.4, 2.2.5, 2.3.0 to 2.3.7 and 2.4.2 (LoadConfig, mergeConfig and
configMigration), and compared with `containerd config dump` of 1.6.20, 1.7.24, 2.1.9, 2.3.2, 2.3.7 and 2.4.2.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import fnmatch
import glob
import os
import re
import typing as t
from dataclasses import dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import Path, tables_of
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import PLUGINS, strings_in

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

Release = tuple[int, ...]

_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")
_SHORT, _LEGACY, _IMAGES = PLUGINS["short"], PLUGINS["legacy"], PLUGINS["images"]
_LISTS = (("disabled_plugins",), ("required_plugins",))
# A migration from version 2 to 3 replaces these keys of the new table, and copies those below `containerd`.
_MOVED = ("registry", "max_concurrent_downloads", "image_pull_progress_timeout", "image_pull_with_sync_fs")
_MOVED_FROM_CONTAINERD = ("disable_snapshot_annotations", "discard_unpacked_layers")
_NEWEST_VERSION = 3
# containerd 2.3 and later migrate files of version 3, too.
_LAST_MIGRATED = 4
_DOTS_IN_FULL_NAME = 3
# These releases reject a file with a higher version than config.toml.
_REJECT_HIGHER = ((2, 3, 0), (2, 3, 5))


@dataclass(frozen=True)
class Setting:
    """The literal of an assignment, and the file that it is in."""

    literal: str
    file: str


@dataclass(frozen=True)
class ConfigFile:
    """A file of the configuration. `tables` are the names of all tables in it."""

    path: str
    version: int
    imports: tuple[str, ...]
    tables: frozenset[Path]
    settings: dict[Path, Setting]


@dataclass
class LoadedConfig:
    """The merged `settings` of all `files` in the order of loading. `version` is the resulting one.

    `sections` has the file that replaced a plugin table as a whole, by table.
    """

    version: int
    files: list[str] = field(default_factory=list)
    settings: dict[Path, Setting] = field(default_factory=dict)
    sections: dict[Path, str] = field(default_factory=dict)


def release_of(version: t.Optional[str]) -> t.Optional[Release]:
    """The numbers of a version of containerd; None if it is not known."""
    match = _VERSION.match(version or "")
    return tuple(int(part or 0) for part in match.groups()) if match else None


def load_config(path: str, release: Release, files: NodeFiles) -> LoadedConfig:
    """What containerd of this release loads from config.toml. Raises NodeError where containerd does not start."""
    found = LoadedConfig(version=1 if release < (2, 0) else _NEWEST_VERSION)
    pending, root_version = [path], 0
    while pending:
        one = pending.pop(0)
        if one in found.files:
            continue
        file = _read(one, path, files)
        root_version = root_version or file.version
        if _REJECT_HIGHER[0] <= release < _REJECT_HIGHER[1] and file.version > root_version:
            observed = f"its version {file.version} is higher than version {root_version} of {path}"
            raise _rejected(one, observed, f"version {root_version}")
        _merge(found, file, release)
        found.files.append(one)
        pending += _imported(file, release)
    _check_version(found, release)
    if release >= (2, 0) and found.version < _NEWEST_VERSION:
        _migrate(found.settings)
    return found


def effective_table(found: LoadedConfig, release: Release) -> Path:
    """The plugin table from which containerd takes the settings of image pulls."""
    if release >= (2, 0):
        return _IMAGES
    return _LEGACY if found.version > 1 else _SHORT


def _read(path: str, root: str, files: NodeFiles) -> ConfigFile:
    try:
        text = files.read(path)
    except (NodeError, OSError):
        raise _rejected(path, f"it can't be read, and {root} imports it", "a file") from None
    if text is None:
        raise _rejected(path, f"it does not exist, and {root} imports it", "a file")
    try:
        tables = tables_of(text)
    except NodeError as error:
        raise _rejected(path, error.observed, "valid TOML") from None
    settings = {
        item.path: Setting(text[item.value_start : item.value_end], path)
        for table in tables
        for item in table.assignments
    }
    version = settings.get(("version",), Setting("", path)).literal
    imports = settings.get(("imports",), Setting("", path)).literal
    return ConfigFile(
        path,
        int(version) if version.isdigit() else 0,
        tuple(strings_in(imports)),
        frozenset(table.path for table in tables),
        settings,
    )


def _rejected(path: str, observed: str, expected: str) -> NodeError:
    return NodeError(path, f"{path}: {observed}", expected, f"correct {path}; containerd config dump reads it")


def _imported(file: ConfigFile, release: Release) -> list[str]:
    """The paths of the imports. containerd 1.6 takes a relative pattern as relative to its working directory."""
    found: list[str] = []
    for name in file.imports:
        is_pattern = "*" in name
        base = "/" if is_pattern and release < (1, 7) else os.path.dirname(file.path)
        path = os.path.normpath(os.path.join(base, name))
        found += _matching(path) if is_pattern else [path]
    return found


def _matching(pattern: str) -> list[str]:
    """As in Go, a pattern matches names with a leading dot, too."""
    folder, name = os.path.split(pattern)
    found = []
    for place in sorted(glob.glob(folder)):
        names = sorted(os.listdir(place)) if os.path.isdir(place) else []
        found += [os.path.join(place, one) for one in names if fnmatch.fnmatchcase(one, name)]
    return found


def _merge(found: LoadedConfig, file: ConfigFile, release: Release) -> None:
    if release >= (2, 0):
        file = _converted(file, found.version, release)
    else:
        _replace_sections(found, file)
    for path in _LISTS:
        if path in file.settings and path in found.settings:
            both = strings_in(found.settings[path].literal) + strings_in(file.settings[path].literal)
            file.settings[path] = Setting(repr(both), file.path)
    found.settings.update(file.settings)
    found.version = file.version or found.version


def _replace_sections(found: LoadedConfig, file: ConfigFile) -> None:
    """containerd 1.x: a plugin table replaces the same table of the files before."""
    named = [*file.tables, *file.settings]
    for section in {path[:2] for path in named if path[:1] == ("plugins",) and len(path) > 1}:
        found.settings = {path: one for path, one in found.settings.items() if path[:2] != section}
        found.sections[section] = file.path


def _converted(file: ConfigFile, version: int, release: Release) -> ConfigFile:
    """containerd 2.x: files of version 1 get the present names. Since 2.3, each file is migrated before the merge."""
    settings = dict(file.settings)
    if file.version < 2:
        renamed = {path: path[len(_SHORT) :] for path in settings if path[: len(_SHORT)] == _SHORT}
        settings = {(*_LEGACY, *renamed[path]) if path in renamed else path: one for path, one in settings.items()}
    if release < (2, 3):
        return replace(file, settings=settings, version=version if file.version < 2 else file.version)
    if file.version < _LAST_MIGRATED:
        _migrate(settings)
    return replace(file, settings=settings, version=max(file.version, _NEWEST_VERSION))


def _migrate(settings: dict[Path, Setting]) -> None:
    for key in _MOVED:
        moved = _below(settings, (*_LEGACY, key))
        if moved:
            for path in _below(settings, (*_IMAGES, key)):
                del settings[path]
            settings.update({(*_IMAGES, *path[len(_LEGACY) :]): one for path, one in moved.items()})
    for key in _MOVED_FROM_CONTAINERD:
        moved = _below(settings, (*_LEGACY, "containerd", key))
        settings.update({(*_IMAGES, key): one for one in moved.values()})


def _below(settings: t.Mapping[Path, Setting], start: Path) -> dict[Path, Setting]:
    return {path: one for path, one in settings.items() if path[: len(start)] == start}


def _check_version(found: LoadedConfig, release: Release) -> None:
    """containerd 1.6, and 2.3 and later, accept any version here."""
    newest = 2 if (1, 7) <= release < (2, 0) else _NEWEST_VERSION if (2, 0) <= release < (2, 3) else None
    if newest is not None and found.version > newest:
        last = found.settings[("version",)].file
        raise _rejected(last, f"this containerd does not support version {found.version}", f"version {newest}")
    if release < (2, 0) and found.version > 1:
        for path, one in found.settings.items():
            if path[:1] == ("plugins",) and len(path) > 1 and path[1].count(".") < _DOTS_IN_FULL_NAME:
                raise _rejected(one.file, f"{path[1]} has no prefix of a full plugin name", "full names in version 2")
