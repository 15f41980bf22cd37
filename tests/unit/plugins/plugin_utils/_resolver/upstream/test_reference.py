# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completing image references."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import (
    InvalidReferenceError,
    Reference,
)


def test_a_short_name_gets_registry_library_and_tag() -> None:
    assert str(Reference.parse("nginx")) == "docker.io/library/nginx:latest"


def test_a_digest_wins_over_a_tag() -> None:
    digest = "sha256:" + "a" * 64
    assert Reference.parse(f"quay.io/org/app:1.2@{digest}") == Reference("quay.io", "org/app", digest=digest)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a valid image reference"),
        ("nginx latest", "is not a valid image reference"),
        ("quay.io/Org/app", "must be in lower case"),
        ("a" * 64, "is an image ID"),
        ("app@sha256:" + "A" * 64, "has an invalid digest"),
        ("app@md5:" + "a" * 32, "unknown kind"),
        ("quay.io/" + "a" * 256, "more than 255 characters"),
        ("nginx\n", "is not a valid image reference"),
    ],
)
def test_what_cri_refuses_is_an_error_that_says_why(text: str, why: str) -> None:
    with pytest.raises(InvalidReferenceError, match=why):
        Reference.parse(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:s3cret@registry.lab/app", "'https://***@registry.lab/app'"),
        ("user:s3cret@registry.lab:5000/app:1", "'***@registry.lab:5000/app:1'"),
        ("user:s3cret@registry.lab/app@sha256:" + "a" * 64, "'***@registry.lab/app@sha256:" + "a" * 64 + "'"),
        ("https://s3cret@Registry/app", "'***@Registry/app'"),
        ("App@sha256:" + "a" * 64, "'App@sha256:" + "a" * 64 + "'"),
    ],
)
def test_credentials_in_a_reference_are_not_shown_and_a_digest_is(text: str, shown: str) -> None:
    with pytest.raises(InvalidReferenceError) as caught:
        Reference.parse(text)
    assert shown in str(caught.value)
    assert "s3cret" not in str(caught.value)
