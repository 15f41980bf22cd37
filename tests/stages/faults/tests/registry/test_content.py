# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the registry of the faults holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stages.faults.model.cases import Case
from tests.stages.faults.registry.content import content_of, files, zstd_frame


def case(holds: str) -> Case:
    return Case(id="some", topic="t", says="s", holds=holds)


def document(holds: str) -> dict[str, Any]:
    return dict(json.loads(content_of(case(holds)).manifests[-1].manifest.content))


def test_an_image_is_tagged_and_its_digest_known() -> None:
    one = content_of(case("image"))
    assert [tagged.reference for tagged in one.manifests] == ["1"]
    assert one.digest == one.manifests[0].manifest.digest


def test_nothing_is_nothing() -> None:
    assert content_of(case("nothing")).digest == ""
    assert files([content_of(case("nothing"))]) == {}


def test_another_tag_is_not_the_one_that_is_asked_for() -> None:
    assert [tagged.reference for tagged in content_of(case("another tag")).manifests] == ["another"]


@pytest.mark.parametrize(
    ("holds", "platforms"),
    [
        ("index", ["linux/amd64", "linux/arm64"]),
        ("index for others", ["linux/arm64"]),
        ("index for another system", ["windows/amd64"]),
    ],
)
def test_an_index_lists_its_platforms(holds: str, platforms: list[str]) -> None:
    listed = [entry["platform"] for entry in document(holds)["manifests"]]
    assert [f"{one['os']}/{one['architecture']}" for one in listed] == platforms


def test_an_index_comes_after_the_manifests_that_it_lists() -> None:
    one = content_of(case("index"))
    digests = [entry["digest"] for entry in document("index")["manifests"]]
    assert [tagged.reference for tagged in one.manifests] == [*digests, "1"]


def test_one_of_two_layers_is_not_held() -> None:
    one = content_of(case("one of two layers"))
    layers = [layer["digest"] for layer in document("one of two layers")["layers"]]
    assert [digest in {blob.digest for blob in one.blobs} for digest in layers] == [True, False]


def test_a_zstd_layer_is_a_frame_of_stored_blocks() -> None:
    assert document("zstd layer")["layers"][0]["mediaType"].endswith("+zstd")
    frame = zstd_frame(b"x" * 70000)
    assert frame[:9] == b"\x28\xb5\x2f\xfd\xa0" + (70000).to_bytes(4, "little")
    first, last = int.from_bytes(frame[9:12], "little"), int.from_bytes(frame[12 + 65536 : 15 + 65536], "little")
    assert (first >> 3, first & 7, last >> 3, last & 7) == (65536, 0, 70000 - 65536, 1)


def test_files_are_the_store_of_a_registry() -> None:
    one = content_of(case("image"))
    written = files([one])
    folder, name = "docker/registry/v2/repositories/some", one.digest.partition(":")[2]
    assert written[f"{folder}/_manifests/tags/1/current/link"] == one.digest.encode()
    assert written[f"{folder}/_manifests/tags/1/index/sha256/{name}/link"] == one.digest.encode()
    assert written[f"docker/registry/v2/blobs/sha256/{name[:2]}/{name}/data"] == one.manifests[0].manifest.content
    assert len([path for path in written if path.endswith("/data")]) == 3
    assert len([path for path in written if "/_layers/" in path]) == 2


def test_what_an_index_lists_has_no_tag_of_its_own() -> None:
    written = files([content_of(case("index"))])
    assert [path for path in written if path.endswith("/current/link")] == [
        "docker/registry/v2/repositories/some/_manifests/tags/1/current/link"
    ]
    assert len([path for path in written if "/_manifests/revisions/" in path]) == 3


@pytest.mark.parametrize(
    ("holds", "platforms"),
    [
        ("image", ["windows 10.0.17763.5458", "windows 10.0.26100.1742"]),
        ("index", ["linux ", "windows 10.0.17763.5458", "windows 10.0.20348.2322"]),
        ("index for another system", ["linux ", "linux "]),
    ],
)
def test_for_windows_an_image_is_an_index_with_releases(holds: str, platforms: list[str]) -> None:
    one = content_of(Case(id="some", topic="t", says="s", holds=holds, system="windows"))
    listed = json.loads(one.manifests[-1].manifest.content)["manifests"]
    assert [f"{entry['platform']['os']} {entry['platform'].get('os.version', '')}" for entry in listed] == platforms
