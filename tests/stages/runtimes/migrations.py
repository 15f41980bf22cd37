# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what real containerds read of a config.toml with ``migrations.yml``, without a node.

``containerd config migrate``, and ``config dump`` of containerd 1.x, print the configuration as it counts.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import text_value
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.migration import is_refused

REFUSED = "refused"
_TABLES = ("mirrors", "configs", "auths")
_PLUGINS = ("io.containerd.cri.v1.images", "io.containerd.grpc.v1.cri")


@dataclass(frozen=True)
class Migration:
    """A config.toml, and what each containerd ``reads`` of it, by name of the containerd."""

    name: str
    config: str
    reads: Mapping[str, str]


def load_migrations() -> list[Migration]:
    """All rows. TypeError for an unknown key."""
    raw = yaml.safe_load(Path(__file__).with_name("migrations.yml").read_text("utf-8"))
    return [Migration(**row) for row in raw]


def read_by(program: Path, config: str) -> str:
    """What a real containerd reads. CalledProcessError if it fails for another reason than the version."""
    command = "dump" if re.search(r" v?1\.", _run(program, "--version")) else "migrate"
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(config)
        file.flush()
        try:
            printed = _run(program, "--config", file.name, "config", command)
        except subprocess.CalledProcessError as error:
            if "config version" in str(error.stderr):
                return REFUSED
            raise
    plugins: Mapping[str, Any] = tomllib.loads(printed)["plugins"]
    registry = next(plugins[name]["registry"] for name in _PLUGINS if "registry" in plugins.get(name, {}))
    return _words(registry.get("config_path", ""), [name for name in _TABLES if registry.get(name)])


def predicted(version: str, config: str) -> str:
    """What the collection expects of a containerd of this version."""
    described = describe_config(config)
    facts = ContainerdFacts.of({"version": version, "program": None, "crictl": None, "config": described})
    if is_refused(facts):
        return REFUSED
    tables = {key.removeprefix("registry.") for key in facts.local_pull.get(facts.plugin, ())}
    path = text_value(facts.config_path.get(facts.plugin, '""'))
    return _words(path or "", [name for name in _TABLES if name in tables])


def _words(config_path: str, tables: list[str]) -> str:
    return " ".join(filter(None, (config_path, *tables)))


def _run(program: Path, *arguments: str) -> str:
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout
