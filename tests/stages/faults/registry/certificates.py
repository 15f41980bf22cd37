# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates of the badly kept registries: one per name, each with exactly what its endpoint asks for.

``faults-root`` is the authority that the nodes trust; it signs ``faults-intermediate``, which signs the servers.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.lab.model.pki import (
    Oddity,
    Pair,
    Request,
    new_client,
    new_intermediate,
    new_root,
    new_server,
    odd,
    pem,
    regular,
    regular_address,
)
from tests.stages.faults.model.endpoints import Endpoint

ROOT = "faults-root"
CLIENT_AUTHORITY = "client-ca"
SKEW = timedelta(days=40)
_STALE_SECONDS = 12 * 3600
_MARK = "complete"


@dataclass(frozen=True)
class Authorities:
    """Those who sign. ``stranger`` is one that nobody trusts, ``lapsed`` an intermediate that expired."""

    root: Pair
    intermediate: Pair
    lapsed: Pair
    stranger: Pair
    clients: Pair


def ensure(folder: Path, endpoints: Iterable[Endpoint]) -> None:
    """Make all of them anew if one is missing or they are half a day old: some are dated around today."""
    wanted = sorted(f"{endpoint.host} {endpoint.certificate}" for endpoint in endpoints)
    mark = folder / _MARK
    known = mark.read_text(encoding="utf-8").splitlines() if mark.exists() else []
    if known == wanted and time.time() - mark.stat().st_mtime < _STALE_SECONDS:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    _make(folder, endpoints)
    mark.write_text("\n".join(wanted), encoding="utf-8")


def _make(folder: Path, endpoints: Iterable[Endpoint]) -> None:
    root = new_root("Lab faults-root")
    authorities = Authorities(
        root,
        new_intermediate(root, "Lab faults-intermediate"),
        new_intermediate(root, "Lab faults-lapsed", datetime.now(UTC) - timedelta(hours=1)),
        new_root("Lab stranger"),
        new_root("Lab client-ca"),
    )
    for endpoint in endpoints:
        _store(folder, endpoint.host, _RECIPES[endpoint.certificate](authorities, endpoint.host))
    _store(folder, ROOT, authorities.root)
    _store(folder, CLIENT_AUTHORITY, authorities.clients)
    _store(folder, "stranger-ca", authorities.stranger)
    _store(folder, "client-right", _client(authorities.clients))
    _store(folder, "client-wrong", _client(authorities.stranger))


def _good(authorities: Authorities, host: str) -> Pair:
    return new_server(authorities.intermediate, regular(host))


def _by_root(authorities: Authorities, host: str) -> Pair:
    """A short chain, which fits into one packet."""
    return new_server(authorities.root, regular(host))


def _odd(oddity: Oddity) -> Callable[[Authorities, str], Pair]:
    return lambda authorities, host: new_server(authorities.intermediate, odd(host, oddity))


def _dated(first: timedelta, last: timedelta) -> Callable[[Authorities, str], Pair]:
    """A certificate with dates around today, such as one that is valid only if the clock is wrong by about `SKEW`."""
    now = datetime.now(UTC)
    return lambda authorities, host: new_server(
        authorities.intermediate, Request(host, (host,), now + first, now + last)
    )


def _wildcard(authorities: Authorities, host: str) -> Pair:
    parent = host.partition(".")[2]
    return new_server(authorities.intermediate, replace(regular(host), dns_names=(f"*.{parent}",)))


def _wildcard_above(authorities: Authorities, host: str) -> Pair:
    """For any name one level up, which is not this one."""
    grandparent = host.split(".", 2)[2]
    return new_server(authorities.intermediate, replace(regular(host), dns_names=(f"*.{grandparent}",)))


def _another_address(authorities: Authorities, host: str) -> Pair:
    return new_server(authorities.intermediate, regular_address(host, "192.0.2.1"))


def _self_signed(_authorities: Authorities, host: str) -> Pair:
    key = new_root(host)
    return replace(new_server(key, regular(host), key.key), intermediates=())


def _without_intermediate(authorities: Authorities, host: str) -> Pair:
    return replace(_good(authorities, host), intermediates=())


def _other_intermediate(authorities: Authorities, host: str) -> Pair:
    """Signed by the key of an intermediate that has only its name in common with the one that is sent."""
    namesake = new_intermediate(authorities.root, "Lab faults-intermediate")
    return replace(new_server(namesake, regular(host)), intermediates=authorities.intermediate.intermediates)


def _below_no_authority(authorities: Authorities, host: str) -> Pair:
    issuer = new_server(authorities.root, regular("Lab no-authority"))
    return new_server(replace(issuer, intermediates=(issuer.certificate,)), regular(host))


def _small_key(authorities: Authorities, host: str) -> Pair:
    """What OpenSSL's defaults refuse and Go accepts."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    return new_server(authorities.intermediate, regular(host), key)


def _client(authority: Pair) -> Pair:
    return new_client(authority, regular("node"))


_DAY = timedelta(days=1)
_RECIPES: Mapping[str, Callable[[Authorities, str], Pair]] = {
    "good": _good,
    "by_root": _by_root,
    "expired": _odd(Oddity.EXPIRED),
    "not_yet_valid": _odd(Oddity.NOT_YET_VALID),
    "wrong_name": _odd(Oddity.WRONG_NAME),
    "no_san": _odd(Oddity.NO_SAN),
    "wildcard": _wildcard,
    "wildcard_above": _wildcard_above,
    "another_address": _another_address,
    "small_key": _small_key,
    "for_clients": lambda authorities, host: new_client(authorities.intermediate, regular(host)),
    "stranger": lambda authorities, host: new_server(authorities.stranger, regular(host)),
    "self_signed": _self_signed,
    "without_intermediate": _without_intermediate,
    "other_intermediate": _other_intermediate,
    "below_no_authority": _below_no_authority,
    "stranger_expired": lambda authorities, host: new_server(authorities.stranger, odd(host, Oddity.EXPIRED)),
    "lapsed_intermediate": lambda authorities, host: new_server(authorities.lapsed, regular(host)),
    "from_tomorrow": _dated(SKEW - 10 * _DAY, SKEW + 300 * _DAY),
    "ends_soon": _dated(-_DAY, 3 * _DAY),
    "until_yesterday": _dated(-SKEW - 300 * _DAY, -SKEW + 10 * _DAY),
}


def _store(folder: Path, name: str, pair: Pair) -> None:
    key = folder / f"{name}.key"
    key.touch(mode=0o600)
    key.write_bytes(pair.key_pem)
    is_authority = not pair.intermediates and pair.certificate.issuer == pair.certificate.subject
    (folder / f"{name}.pem").write_bytes(pem(pair.certificate) if is_authority else pair.chain_pem)
