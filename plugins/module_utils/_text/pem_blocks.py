# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The PEM blocks in a text, without reading what is in them.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
# The header of an encrypted key in the older form (RFC 1421).
_OLD_ENCRYPTION = "Proc-Type: 4,ENCRYPTED"


class PemFacts(t.TypedDict):
    """A PEM file. `labels` are those of its blocks, `certificates` the text of the blocks that are certificates.

    `public_key` belongs to its private key, as PEM. If it is None, `unchecked` may have the reason.
    """

    present: bool
    labels: list[str]
    certificates: str
    encrypted: bool
    public_key: t.Optional[str]
    unchecked: str


def describe_pem(text: str) -> PemFacts:
    """The facts of a file with this text, without its public key."""
    blocks = list(_BLOCK.finditer(text))
    return {
        "present": True,
        "labels": [block.group(1) for block in blocks],
        "certificates": "".join(f"{block.group(0)}\n" for block in blocks if block.group(1).endswith("CERTIFICATE")),
        "encrypted": any(block.group(1).startswith("ENCRYPTED") for block in blocks) or _OLD_ENCRYPTION in text,
        "public_key": None,
        "unchecked": "",
    }


def absent_pem() -> PemFacts:
    """The facts of a file that does not exist."""
    return {**describe_pem(""), "present": False}


def has_usable_key(facts: PemFacts) -> bool:
    """Whether the file has a private key that a program can read without a password."""
    return any(label.endswith("PRIVATE KEY") for label in facts["labels"]) and not facts["encrypted"]
