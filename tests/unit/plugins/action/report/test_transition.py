# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report that decides whether former endpoints can be removed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plugins.action.report.reporting import report_on

NEW, OLD = "https://new.example:5000/v2", "https://old.example:5000/v2"
PLAN = {"former": {"docker.io": [OLD], "quay.io": []}}
REFERENCE = "docker.io/library/base:1"
STAYS = "The former endpoints stay. Push the images to the new registry, and run provision again."


def endpoint(url: str, observed: str = "") -> dict[str, Any]:
    state = "failed" if observed else "passed"
    return {"url": url, "stages": [{"name": "manifest", "state": state, "observed": observed or "found"}]}


def image(served_by: str, state: str = "passed", reference: str = REFERENCE, new: str = "") -> dict[str, Any]:
    endpoints = [endpoint(NEW, new), endpoint(OLD)]
    return {"image": reference, "reference": reference, "state": state, "served_by": served_by, "endpoints": endpoints}


def report(**images: list[dict[str, Any]] | None) -> dict[str, Any]:
    hosts = {
        host: {"pullproof_plan": PLAN, **({} if found is None else {"verify_result": {"images": found}})}
        for host, found in images.items()
    }
    return report_on(hosts, of="transition")[0]


def test_the_former_endpoints_can_be_removed_if_the_new_ones_served_every_image() -> None:
    found = report(n1=[image(NEW)], n2=[image(NEW)])
    assert found["acceptable"]
    assert " ".join(found["lines"]).endswith("the former ones can be removed: n1, n2 (2)")


def test_an_image_from_a_former_endpoint_is_listed_once_with_its_hosts_and_the_reason() -> None:
    missing = image(OLD, new="404 Not Found")
    found = report(n1=[missing], n2=[image(NEW)], n3=[missing])
    assert not found["acceptable"]
    assert found["lines"] == [
        f"Transition: a former endpoint served {REFERENCE}: n1, n3 (2)",
        f"  served by  {OLD}",
        f"  before     {NEW}: 404 Not Found",
        STAYS,
    ]


def test_an_image_of_which_it_is_not_known_who_served_it_keeps_the_former_endpoints() -> None:
    found = report(n1=[image("")])
    assert not found["acceptable"]
    assert found["lines"][0] == f"Transition: it is not known which endpoint served {REFERENCE}: n1 (1)"


@pytest.mark.parametrize("served_by", [OLD, ""])
def test_a_registry_without_former_endpoints_does_not_matter(served_by: str) -> None:
    assert report(n1=[image(served_by, reference="quay.io/outside/tool:1")])["acceptable"]


def test_the_former_endpoints_of_the_wildcard_apply_to_registries_without_mirrors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(PLAN["former"], "*", [OLD])
    assert not report(n1=[image(OLD, reference="ghcr.io/tools/cli:1")])["acceptable"]
    assert report(n1=[image(OLD, reference="quay.io/outside/tool:1")])["acceptable"]


@pytest.mark.parametrize("images", [None, [], [image(NEW), image("", "failed")], [image("", "skipped")]])
def test_a_node_without_a_proof_keeps_the_former_endpoints(images: list[dict[str, Any]] | None) -> None:
    found = report(n1=[image(NEW)], n2=images)
    assert not found["acceptable"]
    assert found["lines"] == ["Transition: without a proof of the new endpoints: n2 (1)", STAYS]
