# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Linux programs trust the root certificates of a node, and no others of its stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.model import pki
from tests.lab.windows.simulator.system.certificate_stores import StateStores, thumbprint
from tests.lab.windows.simulator.system.state import State
from tests.lab.windows.simulator.system.trust import SharedWithLinux

PUBLIC, CA = (pki.pem(pki.new_root(name).certificate).decode() for name in ("public", "a root"))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    made = tmp_path / "bundle.crt"
    made.write_text(PUBLIC)
    return made


@pytest.fixture
def stores(tmp_path: Path, bundle: Path) -> SharedWithLinux:
    return SharedWithLinux(StateStores(State(tmp_path / "state.json")), bundle)


def test_a_root_joins_what_the_image_trusts(stores: SharedWithLinux, bundle: Path) -> None:
    stores.add("Root", CA)
    assert bundle.read_text() == PUBLIC + CA
    assert stores.certificates("Root") == {thumbprint(CA): CA}


def test_an_intermediate_does_not(stores: SharedWithLinux, bundle: Path) -> None:
    stores.add("CA", CA)
    assert bundle.read_text() == PUBLIC


@pytest.mark.parametrize(("removed", "rest"), [(CA, PUBLIC), (PUBLIC, CA)])
def test_a_root_that_was_removed_is_trusted_no_more(
    stores: SharedWithLinux, bundle: Path, removed: str, rest: str
) -> None:
    stores.add("Root", CA)
    stores.remove("Root", thumbprint(removed))
    assert bundle.read_text() == rest
