# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads ``hosts.yml`` and the rows in ``rows``. A row with ``vary`` stands for one row per entry of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.stages.fidelity.row import RESULTS, Expected, Row, Server
from tests.stages.fidelity.world.task import Task

HERE = Path(__file__).resolve().parent
_EXPECTED = ("requests", *RESULTS, "warnings", "among", "build", "issue")
_ROW = ("name", "image", "mirrors", "configs", "default_endpoint", "has", "servers", "differs", "only", "vary")


def load_rows(words: Mapping[str, Any], folder: Path = HERE / "rows") -> list[Row]:
    """All rows, in the order of the files, with ``words`` replaced.

    ValueError for a row that is wrong, or a name that is used twice.
    """
    documents = (yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yml")))
    rows = [row for document in documents for row in rows_of(document, words)]
    names = [row.name for row in rows]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"names of more than one row: {', '.join(twice)}")
    return rows


def load_servers(path: Path = HERE / "hosts.yml") -> Mapping[str, Server]:
    """The hosts that do not answer as a registry without credentials does, by name."""
    return {name: Server.of(raw) for name, raw in yaml.safe_load(path.read_text("utf-8")).items()}


def rows_of(document: Sequence[Mapping[str, Any]], words: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of one file; ``words`` are replaced in all of them."""
    for raw in document:
        for name, own in raw.get("vary", {"": {}}).items():
            full = f"{raw['name']}/{name}" if name else raw["name"]
            try:
                yield _row({**_replaced({**raw, "vary": {}}, {**words, **_replaced(own, words)}), "name": full})
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"row {full}: {error!r}") from error


def selected(rows: Sequence[Row], only: Sequence[str]) -> list[Row]:
    """The rows with these names, or below them (``NAME/...``); all without names. ValueError if a name is unknown."""
    for name in only:
        if not any(_is_below(row, name) for row in rows):
            raise ValueError(f"no row has the name {name}")
    return [row for row in rows if not only or any(_is_below(row, name) for name in only)]


def rows_for(task: Task, rows: Sequence[Row]) -> list[Row]:
    """The rows of a task."""
    wanted = selected(rows, task.only)
    return [row for row in selected(rows, task.rows) if row in wanted and row.concerns(task.labels)]


def _is_below(row: Row, name: str) -> bool:
    return row.name == name or row.name.startswith(f"{name}/")


def _row(raw: Mapping[str, Any]) -> Row:
    unknown = set(raw) - {*_ROW, *_EXPECTED}
    if unknown:
        raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
    expected = Expected.of({key: raw[key] for key in _EXPECTED if key in raw})
    if not expected.has_one_result:
        raise ValueError(f"write one of {', '.join(RESULTS)}")
    servers = {name: Server.of(server) for name, server in raw.get("servers", {}).items()}
    if any(server.unreachable for server in servers.values()):
        raise ValueError("write unreachable in hosts.yml: names have the same address in all rows")
    return Row(
        name=raw["name"],
        image=raw["image"],
        expected=expected,
        mirrors=raw.get("mirrors", {}),
        configs=raw.get("configs", {}),
        default_endpoint=raw.get("default_endpoint", True),
        has=tuple(raw.get("has", ())),
        servers=servers,
        differs=raw.get("differs", {}),
        only=tuple(raw.get("only", ())),
    )


def _replaced(value: Any, words: Mapping[str, Any]) -> Any:
    """The value with ``<word>`` replaced; a text that is one word becomes the value of the word, of any type."""
    if isinstance(value, Mapping):
        return {_replaced(key, words): _replaced(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, words) for item in value]
    if not isinstance(value, str):
        return value
    if value[:1] == "<" and value[1:-1] in words:
        return words[value[1:-1]]
    for word, text in words.items():
        value = value.replace(f"<{word}>", str(text))
    return value
