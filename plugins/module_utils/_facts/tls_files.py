# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The certificate and key files that registries' settings name on the node. Only the public half of a key is returned.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._text.pem_blocks import (
    absent_pem,
    describe_pem,
    has_usable_key,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._text.pem_blocks import PemFacts

_SECONDS = 10


def read_tls_files(
    certificates: t.Iterable[str], keys: t.Iterable[str], files: NodeFiles, commands: Commands
) -> dict[str, PemFacts]:
    """The facts of these files by path; of `keys` with the public half of the key."""
    found = {path: _described(path, files) for path in [*certificates, *keys]}
    for path in keys:
        if has_usable_key(found[path]):
            found[path] = _with_public_half(found[path], path, commands)
    return found


def _described(path: str, files: NodeFiles) -> PemFacts:
    text = files.read(path) if os.path.isfile(path) else None
    return describe_pem(text) if text is not None else absent_pem()


def _with_public_half(facts: PemFacts, path: str, commands: Commands) -> PemFacts:
    # With an empty password openssl does not prompt for one.
    shown = commands.run(["openssl", "pkey", "-in", path, "-passin", "pass:", "-pubout"], seconds=_SECONDS)
    if shown.rc == 0:
        return {**facts, "public_key": shown.out}
    reason = "there is no openssl on the node" if shown.rc == 127 else "the node's openssl can't read it"
    return {**facts, "unchecked": reason}
