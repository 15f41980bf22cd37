# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates in the stores of a simulated Windows node."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import split_pem
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.ca_trust import Anchor, check_chains
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.ca_trust import (
    apply_anchors,
    thumbprint_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import MARKER, RECORD

from tests.lab.model import pki
from tests.unit.plugins.plugin_utils.conftest import MakeCertificate
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode


def _anchor(name: str, pem: str) -> Anchor:
    return Anchor(name, split_pem(pem))


def _stores(node: SimulatedWindowsNode) -> dict[str, set[str]]:
    return {name: set(held) for name, held in node.machine.state["stores"].items()}


@pytest.fixture
def bundle() -> str:
    root = pki.new_root("root")
    issuing = pki.new_intermediate(root, "issuing")
    return (pki.pem(root.certificate) + pki.pem(issuing.certificate)).decode()


def test_of_a_bundle_the_root_goes_to_root_and_the_other_to_ca(node: SimulatedWindowsNode, bundle: str) -> None:
    result = apply_anchors([_anchor("corporate", bundle)], True, node)
    root, issuing = (thumbprint_of(found.pem) for found in split_pem(bundle))
    assert _stores(node) == {"Root": {root}, "CA": {issuing}}
    assert [entry["path"] for entry in result["files"]] == [
        rf"Cert:\LocalMachine\Root\{root}",
        rf"Cert:\LocalMachine\CA\{issuing}",
    ]
    assert not list(node.path(rf"{FOLDER}\certificates").iterdir())


def test_a_second_run_is_one_remote_call_and_changes_nothing(node: SimulatedWindowsNode, bundle: str) -> None:
    apply_anchors([_anchor("corporate", bundle)], True, node)
    node.calls.clear()
    result = apply_anchors([_anchor("corporate", bundle)], True, node)
    assert not result["changed"] and result["diff"] == [] and result["files"] == []
    assert node.calls == ["win_command"]


def test_check_mode_shows_the_change_and_makes_none(node: SimulatedWindowsNode, bundle: str) -> None:
    node.check_mode = True
    result = apply_anchors([_anchor("corporate", bundle)], True, node)
    assert result["changed"] and len(result["diff"]) == 2
    assert _stores(node) == {} and not node.path(FOLDER).exists()


def test_the_marker_is_there_before_the_first_change_of_a_store(node: SimulatedWindowsNode, bundle: str) -> None:
    marked: list[bool] = []

    def look(module: str, _arguments: object) -> None:
        if module.endswith("win_certificate_store"):
            marked.append(node.path(MARKER).exists() and node.path(RECORD).exists())

    node.before_each = look
    apply_anchors([_anchor("corporate", bundle)], True, node)
    assert marked == [True, True]
    assert json.loads(node.path(MARKER).read_text()) == {"roles": ["ca_trust"]}


def test_a_run_that_is_killed_after_the_first_import_is_healed_and_all_stays_managed(
    node: SimulatedWindowsNode, bundle: str
) -> None:
    imports: list[object] = []

    def die(module: str, _arguments: object) -> None:
        if module.endswith("win_certificate_store"):
            imports.append(module)
            if len(imports) == 2:
                raise PullproofError("killed")

    node.before_each = die
    with pytest.raises(PullproofError, match="killed"):
        apply_anchors([_anchor("corporate", bundle)], True, node)
    assert len(_stores(node)) == 1
    assert apply_anchors([_anchor("corporate", bundle)], True, node)["changed"]
    assert {name: len(held) for name, held in _stores(node).items()} == {"Root": 1, "CA": 1}
    apply_anchors([], True, node)
    assert _stores(node) == {"Root": set(), "CA": set()}


def test_unmanaged_certificates_are_not_removed(
    node: SimulatedWindowsNode, bundle: str, make_certificate: MakeCertificate
) -> None:
    theirs = make_certificate("theirs")
    with node.machine.state.changing() as state:
        state["stores"]["Root"] = {thumbprint_of(theirs): theirs}
    apply_anchors([_anchor("corporate", bundle), _anchor("theirs", theirs)], True, node)
    apply_anchors([], True, node)
    assert _stores(node) == {"Root": {thumbprint_of(theirs)}, "CA": set()}


def test_unless_exclusive_what_is_not_listed_stays_and_what_is_listed_absent_goes(
    node: SimulatedWindowsNode, make_certificate: MakeCertificate
) -> None:
    one, other = make_certificate("one"), make_certificate("other")
    apply_anchors([_anchor("one", one), _anchor("other", other)], True, node)
    apply_anchors([Anchor("one", ())], False, node)
    assert _stores(node)["Root"] == {thumbprint_of(other)}


def test_a_certificate_that_someone_removed_comes_back(
    node: SimulatedWindowsNode, make_certificate: MakeCertificate
) -> None:
    anchors = [_anchor("one", make_certificate("one"))]
    apply_anchors(anchors, True, node)
    with node.machine.state.changing() as state:
        state["stores"]["Root"] = {}
    assert apply_anchors(anchors, True, node)["changed"]
    assert len(_stores(node)["Root"]) == 1


def test_a_certificate_whose_root_is_not_listed_is_warned_of(bundle: str) -> None:
    root, issuing = split_pem(bundle)
    assert check_chains([Anchor("both", (root, issuing))]) == []
    (finding,) = check_chains([Anchor("lonely", (issuing,))])
    assert finding.id == "ca-windows-no-root" and "issuing" in finding.message
