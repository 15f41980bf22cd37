# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manifests: there or not, the right one, for this node; and registries that answer nonsense."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, Stage

from tests.servers.probing import fault_at, probe_of_url
from tests.servers.registry import API, INDEX, MANIFEST, Registry, digest_of, error
from tests.servers.web import Reply, web_server

PATH = "/v2/team/app/manifests/1"
TAGS = "/v2/team/app/tags/list"
HTML = {"Content-Type": "text/html"}


def probe_of(registry: Registry, **settings: Any) -> Probe:
    with web_server(registry) as web:
        return probe_of_url(f"http://127.0.0.1:{web.port}/v2", **settings)


def fault_of(registry: Registry, **settings: Any) -> Stage:
    with web_server(registry) as web:
        return fault_at(f"http://127.0.0.1:{web.port}/v2", **settings)


def overridden(reply: Reply, **others: Reply) -> Registry:
    return Registry(overrides={PATH: reply, **{path.replace("_", " "): other for path, other in others.items()}})


def test_a_manifest_is_told_with_its_digest() -> None:
    registry = Registry()
    facts = probe_of(registry, digest=registry.digest).stages[6].facts
    assert (facts["digest"], facts["media_type"]) == (registry.digest, MANIFEST)
    assert facts["bytes"] == len(registry.manifest)


def test_an_index_leads_to_the_manifest_of_the_platform() -> None:
    probe = probe_of(Registry(index=True))
    assert probe.fault is None
    assert probe.stages[6].facts["platforms"] == ["linux/amd64"]


@pytest.mark.parametrize("index", [True, False])
def test_an_image_for_another_platform(index: bool) -> None:
    fault = fault_of(Registry(platform="linux/arm64", index=index))
    assert (fault.name, fault.fault) == ("manifest", "platform_missing")
    assert fault.facts["platforms"] == ["linux/arm64"]
    assert "linux/amd64" in fault.observed


def test_a_variant_of_the_platform_will_do() -> None:
    registry = Registry(platform="linux/arm")
    listing = json.loads(Registry(platform="linux/arm", index=True).listing)
    listing["manifests"][0]["platform"]["variant"] = "v7"
    registry.overrides[PATH] = Reply(200, json.dumps(listing).encode(), {"Content-Type": INDEX})
    assert probe_of(registry, plan={"architecture": "arm"}).fault is None


def test_a_tag_that_is_not_there_with_those_that_are() -> None:
    fault = fault_of(Registry(), version="9")
    assert (fault.fault, fault.facts["tags"]) == ("tag_unknown", ["1", "2"])


def test_a_repository_that_is_not_there() -> None:
    assert fault_of(Registry(), repository="team/other").fault == "repository_unknown"


@pytest.mark.parametrize(
    ("reply", "tags", "name"),
    [
        # docker-registry calls both an unknown manifest.
        (error(404, "MANIFEST_UNKNOWN"), error(404, "NAME_UNKNOWN"), "repository_unknown"),
        (error(404, "MANIFEST_UNKNOWN"), error(403, "DENIED"), "tag_unknown"),
        (error(404, "MANIFEST_UNKNOWN"), Reply(200, b'{"tags": null}', API), "repository_unknown"),
        # Harbor
        (error(404, "NOT_FOUND", "repository team/app not found"), Reply(404), "repository_unknown"),
        (error(404, "NOT_FOUND", "artifact team/app:1 not found"), Reply(200, b'{"tags": ["2"]}'), "tag_unknown"),
        # A path without /v2 leads to a web page.
        (Reply(404, b"<html/>", HTML), Reply(404, b"<html/>", HTML), "not_a_registry"),
        (error(403, "DENIED"), Reply(404), "forbidden"),
        (error(429, "TOOMANYREQUESTS"), Reply(404), "rate_limited"),
        (Reply(429, b"", {"Retry-After": "60"}), Reply(404), "rate_limited"),
        (error(500, "UNKNOWN"), Reply(404), "server_error"),
        (Reply(418, b"<html/>", HTML), Reply(404), "not_a_registry"),
        # The root of the API has just been that of a registry.
        (Reply(406, b"not acceptable"), Reply(404), "server_error"),
        (Reply(410, b"gone"), Reply(200, b'{"tags": ["2"]}', API), "tag_unknown"),
        (error(410, "GONE"), error(404, "NAME_UNKNOWN"), "repository_unknown"),
        (Reply(200, b"<html>log in</html>", HTML), Reply(404), "not_a_registry"),
        (Reply(401), Reply(401), "credentials_missing"),
    ],
)
def test_what_registries_say_without_an_image(reply: Reply, tags: Reply, name: str) -> None:
    fault = fault_of(Registry(overrides={PATH: reply, TAGS: tags}))
    assert (fault.name, fault.fault) == ("manifest", name)
    assert fault.facts["status"] == reply.status


def test_another_digest_than_the_expected_one() -> None:
    expected = digest_of(b"another")
    fault = fault_of(Registry(), digest=expected)
    assert (fault.name, fault.fault) == ("manifest", "digest_differs")
    assert (fault.facts["expected"], fault.facts["digest"]) == (expected, Registry().digest)


def test_a_mirror_that_serves_something_else_under_a_digest() -> None:
    registry = Registry()
    registry.overrides[f"/v2/team/app/manifests/{registry.digest}"] = Reply(200, registry.manifest + b" ")
    assert fault_of(registry, version=registry.digest).fault == "digest_differs"


def test_a_registry_that_lies_about_the_digest() -> None:
    registry = Registry()
    headers = {"Docker-Content-Digest": digest_of(b"another")}
    registry.overrides[PATH] = Reply(200, registry.manifest, headers)
    assert fault_of(registry).fault == "digest_differs"


def test_a_registry_without_head() -> None:
    registry = Registry(overrides={f"HEAD {PATH}": Reply(405)})
    assert probe_of(registry).fault is None


def test_what_is_left_of_a_rate_limit_is_told() -> None:
    registry = Registry()
    limit = {"ratelimit-limit": "100;w=21600", "ratelimit-remaining": "7;w=21600"}
    registry.overrides[f"GET {PATH}"] = Reply(200, registry.manifest, limit)
    assert probe_of(registry).stages[6].facts["ratelimit-remaining"] == "7;w=21600"


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b'"text"',
        b'{"manifests": 7}',
        b'{"manifests": [7, {"platform": "linux"}, {"platform": {"os": 1}}]}',
        b'{"config": 7, "layers": 7}',
        b'{"config": {"digest": 7, "size": "x"}, "layers": [7, {"digest": 7}, {"digest": "sha256:1", "size": "x"}]}',
        b'{"layers": [{"digest": "../../../etc"}]}',
        b"[" * 100_000,
    ],
)
def test_nonsense_is_a_fault_and_nothing_breaks(body: bytes) -> None:
    fault = fault_of(Registry(overrides={PATH: Reply(200, body)}))
    assert fault.name in ("manifest", "blob")


def headed(head: Reply, program: str = "containerd") -> Probe:
    """The probe at a registry that answers HEAD in its own way."""
    with web_server(Registry(overrides={f"HEAD {PATH}": head})) as web:
        return probe_of_url(f"http://127.0.0.1:{web.port}/v2", program=program)


@pytest.mark.parametrize("program", ["containerd", "docker", "bootstrap"])
def test_a_server_without_head_is_requested_with_get(program: str) -> None:
    assert headed(Reply(405), program).fault is None


@pytest.mark.parametrize(
    ("status", "name"),
    [(403, "forbidden"), (404, "tag_unknown"), (406, "server_error"), (410, "tag_unknown"), (500, "server_error")],
)
def test_only_containerd_gives_up_when_head_fails(status: int, name: str) -> None:
    fault = headed(Reply(status)).fault
    assert fault is not None
    assert (fault.name, fault.fault) == ("manifest", name)
    assert f"HEAD team/app/manifests/1: {status}" in fault.observed
    assert headed(Reply(status), "docker").fault is None


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/octet-stream"}, {"Content-Type": "text/plain"}])
def test_a_manifest_whose_header_is_not_that_of_a_manifest(headers: dict[str, str]) -> None:
    manifest = Reply(200, Registry().manifest, headers)
    fault = fault_of(overridden(manifest))
    assert (fault.name, fault.fault, fault.facts["header"]) == ("manifest", "not_a_registry", "Content-Type")
    assert headers.get("Content-Type", "there is no Content-Type") in fault.observed
    # RKE2's bootstrap reads the content.
    assert probe_of(overridden(manifest), program="bootstrap").fault is None


def test_a_header_of_a_manifest_can_have_parameters() -> None:
    headers = {"Content-Type": f"{MANIFEST}; charset=utf-8"}
    assert probe_of(overridden(Reply(200, Registry().manifest, headers))).fault is None
