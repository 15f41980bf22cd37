# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One thing that an audit compares between nodes: readable where it can't be a secret, a keyed digest where it can.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import asdict, dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import keyed_digest
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.module_utils._text.printable import printable

_QUERY = re.compile(r"\?.*", re.DOTALL)


@dataclass(frozen=True)
class AuditItem:
    """`key` of a file, or of another `place` on the node. `shown` is for people, None if a secret may be in it.

    `digest` is of the whole value, keyed; empty if `shown` is the whole value.
    """

    place: str
    key: str
    shown: t.Optional[str]
    digest: str = ""


Items = t.Iterator[AuditItem]


class ItemBuilder:
    """Makes items; `key` is the key of the run."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def plain(self, place: str, key: str, value: str) -> AuditItem:
        """A value that is not a secret. Credentials in URLs are masked."""
        shown = masked(value)
        return AuditItem(place, key, shown, "" if shown == value else keyed_digest(self._key, value))

    def secret(self, place: str, key: str, value: str) -> AuditItem:
        """A value that may be a secret."""
        return AuditItem(place, key, None, keyed_digest(self._key, value))


def masked(text: str) -> str:
    """Printable text without the credentials of a URL, and without its query, which may hold a token."""
    bare = _QUERY.sub("?***", mask_userinfo(text))
    return printable(bare)


def as_results(items: t.Iterable[AuditItem]) -> list[dict[str, t.Any]]:
    """Items as a module returns them."""
    return [asdict(item) for item in items]
