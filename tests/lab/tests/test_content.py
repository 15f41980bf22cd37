# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's test images are well-formed, and their digests are known beforehand."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile

from tests.lab.model import content
from tests.lab.model.content import Image, layout


def sha256(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def test_every_blob_is_named_by_its_digest() -> None:
    blobs = {path: raw for path, raw in layout([Image("team/app", "1")]).items() if path.startswith("blobs/")}
    assert len(blobs) == 3
    assert {path: sha256(raw) for path, raw in blobs.items()} == {
        path: path.removeprefix("blobs/").replace("/", ":") for path in blobs
    }


def test_the_index_names_each_image_by_its_reference_and_digest() -> None:
    images = [Image("team/app", "1"), Image("team/app", "2")]
    index = json.loads(layout(images)["index.json"])
    named = {one["annotations"]["org.opencontainers.image.ref.name"]: one["digest"] for one in index["manifests"]}
    assert named == {image.reference: image.digest for image in images}
    assert len(set(named.values())) == 2


def test_the_configuration_is_for_linux_on_amd64_and_names_the_unpacked_layer() -> None:
    parts = Image("team/app", "1").parts
    config = json.loads(parts.config.content)
    assert (config["os"], config["architecture"]) == ("linux", "amd64")
    assert config["rootfs"]["diff_ids"] == [sha256(gzip.decompress(parts.layer.content))]


def test_a_layer_has_about_a_hundred_kilobytes_after_compression() -> None:
    assert 95_000 < len(Image("team/app", "1").parts.layer.content) < 110_000


def test_a_layer_for_windows_has_folders_only_and_as_many_bytes() -> None:
    image = next(one for one in content.REGISTRY if one.repository == "library/winbase")
    for _platform, parts in image.entries:
        assert 95_000 < len(parts.layer.content) < 110_000
        with tarfile.open(fileobj=io.BytesIO(gzip.decompress(parts.layer.content))) as layer:
            assert [(member.name, member.isdir()) for member in layer] == [("Files", True), ("Hives", True)]


def test_an_image_keeps_its_digest_under_another_name() -> None:
    by_reference = {image.reference: image.digest for image in content.REGISTRY}
    mirrored = {image.reference: image.digest for image in content.MIRROR}
    assert by_reference["dockerhub/library/base:1"] == by_reference["library/base:1"] == mirrored["library/base:1"]


def test_a_registry_holds_no_reference_twice() -> None:
    for held in (content.REGISTRY, content.HARBOR, content.MIRROR, content.OUTSIDE):
        references = [image.reference for image in held]
        assert len(references) == len(set(references))


def test_an_index_names_each_image_with_the_version_of_windows_it_is_made_for() -> None:
    image = next(one for one in content.REGISTRY if one.repository == "team/winapp")
    files = layout([image])
    index = json.loads(files[f"blobs/{image.digest.replace(':', '/')}"])
    assert [entry["platform"].get("os.version", "") for entry in index["manifests"]] == [
        "",
        "10.0.17763.5458",
        "10.0.20348.2322",
        "10.0.26100.1742",
    ]
    for entry in index["manifests"]:
        manifest = json.loads(files[f"blobs/{entry['digest'].replace(':', '/')}"])
        config = json.loads(files[f"blobs/{manifest['config']['digest'].replace(':', '/')}"])
        assert {key: config[key] for key in entry["platform"]} == entry["platform"]
