# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""User information is masked. The digest of an image is not user information."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import (
    mask_reference,
    mask_userinfo,
    mask_userinfo_in_words,
)

DIGEST = f"sha256:{'0123456789abcdef' * 4}"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("https://u:p@h:5000/v2", "https://***@h:5000/v2"),
        ("u:p@h", "***@h"),
        ("https://u:p/@w@h", "https://***@h"),
        ("//token@h", "//***@h"),
        ("https://h:5000/v2", "https://h:5000/v2"),
        (f"h:5000/a@{DIGEST}", f"h:5000/a@{DIGEST}"),
        (f"u:p@h/a@{DIGEST}", f"***@h/a@{DIGEST}"),
        (f"https://u:p@{DIGEST}", f"https://***@{DIGEST}"),
        ("u:p@sha256:5000", "***@sha256:5000"),
    ],
)
def test_what_may_be_credentials_of_a_url_is_masked_and_the_rest_stays(text: str, masked: str) -> None:
    assert mask_userinfo(text) == masked


@pytest.mark.parametrize("digest", [DIGEST, "sha256:abc", "sha256:", "sha256"])
def test_a_reference_keeps_its_digest_also_if_it_is_incomplete(digest: str) -> None:
    assert mask_reference(f"host/a@{digest}") == f"host/a@{digest}"
    assert mask_reference(f"u:p@host/a@{digest}") == f"***@host/a@{digest}"


def test_every_word_of_a_file_is_masked() -> None:
    text = 'server = "https://u:p@one"\n# token@two, https://three\n'
    assert mask_userinfo_in_words(text) == 'server = "https://***@one"\n# ***@two, https://three\n'
