# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has an image, by HEAD alone, in the order in which the runtime asks; and probes in two steps."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, Target
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.run import Probing

from tests.servers.probing import QUICK, image, states
from tests.servers.raw import NamedNetwork, swallowing_server
from tests.servers.registry import Registry, error
from tests.servers.web import Reply, Web, web_server

HEAD = "HEAD /v2/team/app/manifests/1"


def made(*targets: Target) -> Probing:
    named = [replace(target, id=str(number)) for number, target in enumerate(targets)]
    return Probing(replace(QUICK, targets=named), dict[str, str]().get, NamedNetwork())


def url_of(web: Web) -> str:
    return f"http://127.0.0.1:{web.port}/v2"


def faults(probes: list[Probe]) -> list[tuple[str, str]]:
    return [(probe.id, probe.fault.fault if probe.fault else "") for probe in probes]


def test_the_first_endpoint_that_has_the_image_ends_the_search() -> None:
    lacks = Registry(overrides={HEAD: Reply(404, b"")})
    with ExitStack() as stack:
        webs = [stack.enter_context(web_server(registry)) for registry in (lacks, Registry(), Registry())]
        probing = made(*(image(url_of(web)) for web in webs))
        found = list(probing.head([("0", "1", "2")]))
        assert [probe.id for probe in found] == ["0", "1"]
        assert found[0].fault is not None and found[0].fault.name == "manifest"
        assert found[1].fault is None
        probing.close()


def test_an_endpoint_that_is_dead_holds_up_no_other() -> None:
    with swallowing_server() as dead, web_server(Registry()) as web:
        probing = made(image(f"http://127.0.0.1:{dead}/v2"), image(url_of(web)))
        found = probing.head([("0",), ("1",)])
        first = next(iter(found))
        assert (first.id, first.fault) == ("1", None)
        assert faults(list(found)) == [("0", "connect_timeout")]
        assert faults(probing.probes(set(), {"1": first})) == [("0", "connect_timeout"), ("1", "")]
        probing.close()


@pytest.mark.parametrize("name", ["RateLimit-Remaining", "X-RateLimit-Remaining"])
def test_no_manifest_is_fetched_that_a_rate_limit_would_count(name: str) -> None:
    limit = Reply(200, b"", {"Docker-Content-Digest": "sha256:0", name: "7;w=60"})
    with web_server(Registry(overrides={HEAD: limit})) as web:
        probing = made(image(url_of(web)))
        (probe,) = probing.head([("0",)])
        probing.close()
        assert not [asked for asked in web.asked if asked.method == "GET" and "manifests" in asked.path]
    manifest = next(stage for stage in probe.stages if stage.name == "manifest")
    assert manifest.facts["ratelimit-remaining"] == "7;w=60"
    assert (states(probe)["manifest"], states(probe)["blob"]) == ("passed", "skipped")


def test_what_is_wrong_with_the_image_is_a_fault_of_the_peek_too() -> None:
    with web_server(Registry(overrides={HEAD: error(403, "DENIED")})) as web:
        probing = made(image(url_of(web)))
        assert faults(list(probing.head([("0",)]))) == [("0", "forbidden")]
        probing.close()


def test_images_that_nobody_asks_about_have_what_all_images_have_alike() -> None:
    with web_server(Registry()) as web:
        probing = made(*(image(url_of(web)) for _number in range(3)))
        known = {probe.id: probe for probe in probing.head([("1",)])}
        whole, peeked, shallow = probing.probes({"0"}, known)
        probing.close()
    assert states(whole)["blob"] == "passed"
    assert peeked == known["1"]
    assert (states(shallow)["v2"], states(shallow)["token"]) == ("passed", "skipped")


def test_at_an_endpoint_that_is_down_every_image_is_at_fault() -> None:
    probing = made(image("http://127.0.0.1:1/v2"), image("http://127.0.0.1:1/v2"))
    assert faults(probing.probes({"0"})) == [("0", "connect_refused"), ("1", "connect_refused")]
    probing.close()
