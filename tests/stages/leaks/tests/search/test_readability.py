# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mask that cuts a name is noticed, a mask in place of a secret is not."""

from __future__ import annotations

import pytest

from tests.stages.leaks.search.readability import mangled, missing

WORDS = ("registry.lab:5000", "docker.io/library/base:1", "proxy.lab:3129", "containerd-1")


@pytest.mark.parametrize(
    "text",
    [
        "https://registry.l***b:5000/v2/",
        "pull of docker.io/libr***ry/b***se:1 failed",
        "docker.io/library/b********se:1",
        "***egistry.lab:5000",
        "registry.lab***",
        "[cont***inerd-1]",
        "http://***@***.lab:3129",
    ],
)
def test_a_name_cut_by_a_mask_is_mangled(text: str) -> None:
    assert mangled(text, WORDS) != []


@pytest.mark.parametrize(
    "text",
    [
        'password: "***"',
        "HTTPS_PROXY=http://***@proxy.lab:3129",
        "https://***@registry.lab:5000/v2/: 401",
        "TASK [proxy] ***********************************",
        "ok: [containerd-1] ***",
        '"plan": "********"',
        "Authorization: Basic ***",
    ],
)
def test_a_mask_in_place_of_a_secret_mangles_nothing(text: str) -> None:
    assert mangled(text, WORDS) == []


def test_each_place_is_told_once() -> None:
    assert mangled("regist***:5000 and again regist***:5000", WORDS) == ["regist***:5000"]


def test_what_is_not_shown_is_missing() -> None:
    assert missing("one two", ["two", "three"]) == ["three"]
