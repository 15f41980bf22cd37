# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulls through the Docker Engine API. The fixtures are what Docker Engine 20.10 answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import WantedPull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.docker import DockerImages, full_name
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import RuntimeUnavailableError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import EngineError

FIXTURES = Path(__file__).parents[2] / "fixtures"
WANTED = WantedPull("base:1", "docker.io/library/base:1", "docker.io/library/base", "1", registry_auth="aGVhZGVy")
DIGEST = "sha256:fcae2a5110a9a18095dee43016a0543e76b6a304164895796539fc45b11cabb4"

Call = tuple[str, str, Mapping[str, str]]


class FakeEngine:
    """Answers every request with the same lines, or raises after them."""

    def __init__(self, text: str = "", then: Exception | None = None) -> None:
        self.text = text
        self.then = then
        self.calls: list[Call] = []

    def lines(self, method: str, path: str, seconds: float, headers: Mapping[str, str] | None = None) -> Iterator[str]:
        self.calls.append((method, path, dict(headers or {})))
        yield from self.text.splitlines(keepends=True)
        if self.then:
            raise self.then


def fixture(name: str) -> str:
    return (FIXTURES / name).read_text(encoding="utf-8")


def store(engine: FakeEngine) -> DockerImages:
    return DockerImages(engine, "/run/docker.sock")


def test_a_pull_names_repository_and_version_and_hands_over_the_credentials_in_a_header_only() -> None:
    engine = FakeEngine(fixture("docker_pull_fresh.jsonl"))
    store(engine).pull(WANTED, 60)
    method, path, headers = engine.calls[0]
    assert (method, unquote(path)) == ("POST", "/images/create?fromImage=docker.io/library/base&tag=1")
    assert headers == {"X-Registry-Auth": "aGVhZGVy"}


@pytest.mark.parametrize(("name", "fetched"), [("docker_pull_fresh.jsonl", True), ("docker_pull_again.jsonl", False)])
def test_only_a_layer_that_was_pulled_counts_as_fetched(name: str, fetched: bool) -> None:
    raw = store(FakeEngine(fixture(name))).pull(WANTED, 60)
    assert (raw.error, raw.digest, raw.fetched) == (None, DIGEST, fetched)


def test_an_error_in_the_middle_of_the_stream_fails_the_pull_though_the_status_was_200() -> None:
    error = {"errorDetail": {"message": "Get http://u:p@proxy/: EOF"}, "error": "Get http://u:p@proxy/: EOF"}
    stream = '{"status": "Pulling from team/app", "id": "1"}\n' + json.dumps(error) + "\n"
    assert store(FakeEngine(stream)).pull(WANTED, 60).error == "Get http://***@proxy/: EOF"


def test_an_error_before_the_stream_is_given_in_the_engines_words() -> None:
    refused = EngineError(404, "manifest for registry.lab:5000/team/none:1 not found")
    raw = store(FakeEngine(then=refused)).pull(WANTED, 60)
    assert raw.error == "manifest for registry.lab:5000/team/none:1 not found"


def test_a_pull_that_falls_silent_says_how_far_it_came() -> None:
    engine = FakeEngine('{"status": "Downloading", "id": "448f"}\n', TimeoutError("the engine did not finish in time"))
    assert store(engine).pull(WANTED, 60).error == (
        "the engine did not finish in time, its last progress: 448f Downloading"
    )


def test_the_store_is_read_with_full_names() -> None:
    images = store(FakeEngine(fixture("docker_images.json"))).images()
    base = images.by_name("docker.io/library/base:1")
    assert base is not None
    assert base.size == 100000
    assert base.digests_of("docker.io/library/base") == [
        "sha256:a8dc5b710bc754a0a848ffd79ff76b8eb6b59e08a085344bf435128fdc511875"
    ]


def test_images_without_a_name_have_none() -> None:
    dangling = '[{"Id": "sha256:d", "RepoTags": ["<none>:<none>"], "RepoDigests": ["<none>@<none>"], "Size": 1}]'
    image = store(FakeEngine(dangling)).images().by_id("sha256:d")
    assert image is not None
    assert (image.tags, image.digests) == ((), ())


def test_an_engine_that_does_not_answer_is_down() -> None:
    with pytest.raises(RuntimeUnavailableError) as caught:
        store(FakeEngine(then=ConnectionRefusedError("refused"))).images()
    assert caught.value.reason == "runtime_down"


def test_an_image_that_the_engine_keeps_is_named_with_the_reason() -> None:
    images = store(FakeEngine(fixture("docker_images.json"))).images()
    base = images.by_name("docker.io/library/base:1")
    assert base is not None
    engine = FakeEngine(then=EngineError(409, "conflict: unable to remove"))
    assert store(engine).remove([base]) == {base.id: "conflict: unable to remove"}
    assert [(method, unquote(path)) for method, path, _headers in engine.calls] == [
        ("DELETE", "/images/docker.io/library/base:1")
    ]


@pytest.mark.parametrize(
    ("shown", "full"),
    [
        ("base:1", "docker.io/library/base:1"),
        ("team/app@sha256:0", "docker.io/team/app@sha256:0"),
        ("registry.lab:5000/app:1", "registry.lab:5000/app:1"),
        ("quay.io/a/b:1", "quay.io/a/b:1"),
        ("localhost/a:1", "localhost/a:1"),
    ],
)
def test_names_as_docker_shows_them_are_completed(shown: str, full: str) -> None:
    assert full_name(shown) == full
