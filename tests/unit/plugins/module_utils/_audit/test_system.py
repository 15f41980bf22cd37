# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trust and time for an audit."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._audit import system
from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import AuditItem, ItemBuilder
from ansible_collections.pullproof.registry.plugins.module_utils._audit.system import (
    bundle_items,
    time_items,
    trust_items,
)
from ansible_collections.pullproof.registry.plugins.module_utils._facts.distribution import TrustStore

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

SEER = ItemBuilder(b"k")


def pem(name: str) -> str:
    body = base64.b64encode(name.encode()).decode()
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "anchors" / "more").mkdir(parents=True)
    (tmp_path / "anchors" / "ours.crt").write_text(pem("ours"))
    (tmp_path / "anchors" / "more" / "theirs.crt").write_text(pem("theirs"))
    (tmp_path / "bundle").write_text(pem("public") + pem("ours"))
    stores = {"debian": TrustStore(str(tmp_path / "anchors"), str(tmp_path / "bundle"), ())}
    monkeypatch.setattr(system, "TRUST_STORES", stores)
    return tmp_path


def keys(found: list[AuditItem]) -> list[tuple[str, str]]:
    return [(Path(item.place).name, item.key) for item in found]


def test_every_anchor_is_seen_and_whether_the_bundle_has_it(store: Path, node_files: NodeFiles) -> None:
    found = list(trust_items("debian", node_files, SEER))
    assert keys(found) == [("theirs.crt", "certificates"), ("theirs.crt", "state"), ("ours.crt", "certificates")]
    assert found[1].shown == f"not in {store / 'bundle'}"
    assert list(trust_items("other", node_files, SEER)) == []


def test_the_order_of_the_bundle_does_not_matter_and_its_certificates_do(store: Path, node_files: NodeFiles) -> None:
    before = list(bundle_items("debian", node_files, SEER))
    (store / "bundle").write_text(pem("ours") + pem("public"))
    assert list(bundle_items("debian", node_files, SEER)) == before
    (store / "bundle").write_text(pem("ours") + pem("other"))
    after = list(bundle_items("debian", node_files, SEER))
    assert (after[0].shown, before[0].shown) == ("2 certificates", "2 certificates")
    assert after != before


@pytest.fixture
def time_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(system, "CONFIGS", (str(tmp_path / "chrony.conf"),))
    monkeypatch.setattr(system, "_CHRONY_PATTERNS", (str(tmp_path / "*.sources"),))
    monkeypatch.setattr(system, "_TIMESYNCD_PATTERNS", (str(tmp_path / "timesyncd.conf"),))
    (tmp_path / "chrony.conf").write_text("# server old\npool p.example iburst\nmakestep 1 3\n")
    (tmp_path / "ours.sources").write_text("server ntp.example iburst\n")
    (tmp_path / "timesyncd.conf").write_text("[Time]\n#NTP=old\nNTP=\nNTP=a b\n")
    return tmp_path


def seen(clock: Any, files: NodeFiles) -> list[tuple[str, str | None]]:
    return [(item.key, item.shown) for item in time_items(clock, files, SEER)]


def test_chrony_has_what_its_files_name_and_what_it_asks(time_files: Path, node_files: NodeFiles) -> None:
    clock = {"provider": "chrony", "state": {"sources": [{"name": "ntp.example"}]}}
    assert seen(clock, node_files) == [
        ("name", "chrony"),
        ("pool p.example", "iburst"),
        ("server ntp.example", "iburst"),
        ("asks ntp.example", ""),
    ]


def test_timesyncd_has_what_its_files_name(time_files: Path, node_files: NodeFiles) -> None:
    clock = {"provider": "timesyncd", "state": {"sources": [{"name": "a"}]}}
    assert seen(clock, node_files) == [("name", "timesyncd"), ("NTP", "a b")]


def test_a_node_without_a_time_service_says_so(node_files: NodeFiles) -> None:
    assert seen({"provider": None, "state": None}, node_files) == [("name", "none runs")]
