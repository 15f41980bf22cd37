# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import tomllib

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.toml_literals import (
    toml_key,
    toml_text,
    toml_texts,
)
from hypothesis import given
from hypothesis import strategies as st

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_every_text_is_read_back_as_it_was(text: str) -> None:
    assert tomllib.loads(f"x = {toml_text(text)}") == {"x": text}


@given(st.lists(TEXTS))
def test_every_list_of_texts_is_read_back_as_it_was(texts: list[str]) -> None:
    assert tomllib.loads(f"x = {toml_texts(texts)}") == {"x": texts}


def test_a_key_is_quoted_only_where_it_has_to_be() -> None:
    assert toml_key(["plugins", "io.containerd.cri.v1.images", "use_local_image_pull"]) == (
        'plugins."io.containerd.cri.v1.images".use_local_image_pull'
    )
