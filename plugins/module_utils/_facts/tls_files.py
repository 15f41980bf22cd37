# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The certificate and key files that registries' settings name on the node. Of a key only its public half is told.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import re
import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
# The header of an encrypted key in the older form (RFC 1421).
_OLD_ENCRYPTION = "Proc-Type: 4,ENCRYPTED"
_SECONDS = 10

Facts = dict[str, t.Any]


def look_at_tls_files(
    certificates: t.Iterable[str], keys: t.Iterable[str], files: NodeFiles, commands: Commands
) -> dict[str, Facts]:
    """`{present, labels, certificates, encrypted, public_key, unchecked}` by path; of `keys` the public half, too.

    `labels` are those of the PEM blocks, `certificates` the text of the blocks that are certificates, `public_key` PEM
    or None, and then `unchecked` says why it is not known.
    """
    found = {path: _described(path, files) for path in [*certificates, *keys]}
    for path in keys:
        if has_usable_key(found[path]):
            found[path].update(_public_half(path, commands))
    return found


def describe_pem(text: str) -> Facts:
    """The same of a file's text, its public key aside."""
    blocks = list(_BLOCK.finditer(text))
    return {
        "present": True,
        "labels": [block.group(1) for block in blocks],
        "certificates": "".join(f"{block.group(0)}\n" for block in blocks if block.group(1).endswith("CERTIFICATE")),
        "encrypted": any(block.group(1).startswith("ENCRYPTED") for block in blocks) or _OLD_ENCRYPTION in text,
        "public_key": None,
        "unchecked": "",
    }


def has_usable_key(facts: Facts) -> bool:
    """Whether there is a private key that a program can read without a password."""
    return any(label.endswith("PRIVATE KEY") for label in facts["labels"]) and not facts["encrypted"]


def _described(path: str, files: NodeFiles) -> Facts:
    text = files.read(path) if os.path.isfile(path) else None
    return describe_pem(text or "") if text is not None else {**describe_pem(""), "present": False}


def _public_half(path: str, commands: Commands) -> Facts:
    # An empty password, so that it never asks for one.
    shown = commands.run(["openssl", "pkey", "-in", path, "-passin", "pass:", "-pubout"], seconds=_SECONDS)
    if shown.rc == 0:
        return {"public_key": shown.out}
    reason = "there is no openssl on the node" if shown.rc == 127 else "the node's openssl can't read it"
    return {"unchecked": reason}
