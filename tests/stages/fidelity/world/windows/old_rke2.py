# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RKE2 wrote on Windows in earlier years, made of what the stand-in of a current version writes.

Until February 2025, the template of config.toml had credentials in the table ``configs.auth``, and a table ``auths``
for each host (pkg/agent/templates/templates_windows.go in K3s; rancher/rke2#7103, rancher/rancher#41659). Until January
2024, it also had the mirrors. After this, folders in certs.d had the port of the registry. TLS settings are left out.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.stages.fidelity.row import Row

_REGISTRY = 'plugins."io.containerd.grpc.v1.cri".registry'
# The last year in which config.toml had the mirrors.
_MIRRORS_IN_CONFIG = 2023


def write_as_in(year: int, row: Row, etc: Path) -> None:
    """Change the files in RKE2's folder ``etc/containerd``, which a current version wrote for the row."""
    config, certs = etc / "config.toml", etc / "certs.d"
    config.write_text(config_of(config.read_text("utf-8"), row, year), encoding="utf-8")
    if year <= _MIRRORS_IN_CONFIG:
        shutil.rmtree(certs)
        return
    for name in {*row.mirrors, *row.configs}:
        host, _colon, port = name.partition(":")
        if port and (certs / f"{host}_{port}_").is_dir():
            # Windows refuses this name, so that RKE2 ends. Wine allows it.
            (certs / f"{host}_{port}_").rename(certs / name)


def config_of(current: str, row: Row, year: int) -> str:
    """config.toml, whose last tables are those of the registries."""
    head, _table, tables = current.partition(f"[{_REGISTRY}]\n")
    path = tables.partition("\n")[0] if year > _MIRRORS_IN_CONFIG else '  config_path = ""'
    lines = [f"[{_REGISTRY}]", path, *_credentials(row.configs)]
    if year <= _MIRRORS_IN_CONFIG:
        lines += _mirrors(row.mirrors)
    return head + "\n".join(lines) + "\n"


def _credentials(configs: Mapping[str, Any]) -> Iterator[str]:
    for host, config in configs.items():
        yield f"[{_REGISTRY}.auths]"
        if "auth" in config:
            yield f'[{_REGISTRY}.configs.auth."{host}"]'
            yield from (f"  {key} = {json.dumps(value)}" for key, value in config["auth"].items())


def _mirrors(mirrors: Mapping[str, Any]) -> Iterator[str]:
    yield f"[{_REGISTRY}.mirrors]"
    for name, mirror in mirrors.items():
        yield f'[{_REGISTRY}.mirrors."{name}"]'
        yield f"  endpoint = {json.dumps(mirror['endpoint'])}"
        if "rewrite" in mirror:
            yield f'[{_REGISTRY}.mirrors."{name}".rewrite]'
            yield from (f'  "{pattern}" = "{replacement}"' for pattern, replacement in mirror["rewrite"].items())
