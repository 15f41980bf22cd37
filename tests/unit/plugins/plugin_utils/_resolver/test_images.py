# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsing the images to prove."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import parse_images

DIGEST = f"sha256:{'0' * 64}"


def test_references_and_mappings_may_be_mixed_and_are_completed() -> None:
    images, findings = parse_images(["nginx", {"image": "h:5000/a:1", "digest": DIGEST, "os": "windows"}])
    assert findings == []
    assert [(image.image, str(image.reference), image.digest, image.os) for image in images] == [
        ("nginx", "docker.io/library/nginx:latest", None, "linux"),
        ("h:5000/a:1", "h:5000/a:1", DIGEST, "windows"),
    ]


def test_everything_wrong_is_named_by_its_place() -> None:
    wrong = ["h:5000/Big", {"image": "a", "digest": "sha256:12"}, {"image": "a", "os": "plan9"}, 7, {"img": "a"}]
    _images, findings = parse_images(wrong)
    assert [(finding.id, finding.where) for finding in findings] == [
        ("image-invalid", "verify_images[0]"),
        ("invalid-digest", "verify_images[1].digest"),
        ("unknown-os", "verify_images[2].os"),
        ("wrong-type", "verify_images[3]"),
        ("unknown-key", "verify_images[4]"),
        ("wrong-type", "verify_images[4].image"),
    ]
    assert findings[4].message == "Images have no key 'img'."
