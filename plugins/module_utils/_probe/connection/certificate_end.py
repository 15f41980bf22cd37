# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificate of a verified connection ends first.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import ssl
import typing as t

_SHORT = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "localityName": "L",
    "stateOrProvinceName": "ST",
    "countryName": "C",
    "domainComponent": "DC",
}


def first_end(tls: ssl.SSLObject) -> dict[str, t.Any]:
    """The facts `ends` (seconds since the epoch), `ends_subject`, and `ends_issues` (whether it is a CA's certificate).

    The CA of the node is included. Python before 3.10 only has the certificate of the server. Without verification, the
    facts are empty.
    """
    found = [facts for index, info in enumerate(_verified(tls)) for facts in _facts(info, is_issuer=index > 0)]
    return min(found, key=lambda facts: int(facts["ends"]), default={})


def _verified(tls: ssl.SSLObject) -> list[t.Mapping[str, t.Any]]:
    """The contents of the certificates, the certificate of the server first. Since Python 3.10 inside, as objects."""
    leaf = tls.getpeercert()
    if not leaf:
        return []
    chain = getattr(getattr(tls, "_sslobj", None), "get_verified_chain", None)
    return [leaf, *(item.get_info() for item in (chain() or () if chain else ())[1:])]


def _facts(info: t.Mapping[str, t.Any], is_issuer: bool) -> t.Iterator[dict[str, t.Any]]:
    with contextlib.suppress(ValueError):
        ends = ssl.cert_time_to_seconds(str(info.get("notAfter", "")))
        yield {"ends": ends, "ends_subject": _name(info.get("subject", ())), "ends_issues": is_issuer}


def _name(subject: t.Iterable[t.Iterable[tuple[str, str]]]) -> str:
    pairs = [f"{_SHORT.get(key, key)}={value}" for part in subject for key, value in part]
    return ",".join(reversed(pairs))
