# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""CA certificates in the stores of a Windows node: the self-signed in Root, others in CA, told apart by thumbprint.

Programs in Go ask Windows per connection, and Windows builds chains that end in Root only.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import hashlib
import ssl
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.ca_trust import CONCERN, Anchor
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.files import remove_file, write_file
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import (
    names_in,
    run_queries,
    subkeys_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import (
    QUESTIONS,
    OwnedCertificate,
    WindowsState,
    mark_pending,
    memory_of,
    save,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import CaCertificate

Result = dict[str, t.Any]

ROOT, INTERMEDIATE = "Root", "CA"
# Where the certificates of the two stores are that were imported on the machine itself.
_KEYS = {store: rf"HKLM\SOFTWARE\Microsoft\SystemCertificates\{store}\Certificates" for store in (ROOT, INTERMEDIATE)}
_STORE_NAMES = {ROOT: "Root", INTERMEDIATE: "CertificateAuthority"}


@dataclass(frozen=True)
class WantedCertificate:
    """A certificate by its `thumbprint` (SHA-1 of the DER form, upper-case hex) and the store it belongs in."""

    thumbprint: str
    store: str
    pem: str
    owned: OwnedCertificate


@dataclass(frozen=True)
class Changes:
    """What is to be imported, and the thumbprints of ours that are to go. `memory` is what is ours afterwards."""

    missing: tuple[WantedCertificate, ...]
    unwanted: tuple[str, ...]
    memory: WindowsState


def trust_on_windows(anchors: t.Sequence[Anchor], exclusive: bool, hands: WindowsNode) -> Result:
    """Make the anchors trusted, and no longer what of ours is not among them."""
    told = run_queries(hands, [*QUESTIONS, *map(subkeys_of, _KEYS.values())])
    memory = memory_of(*told[: len(QUESTIONS)])
    seen = {store: names_in(answer) for store, answer in zip(_KEYS, told[len(QUESTIONS) :], strict=True)}
    wanted = wanted_certificates(anchors)
    missing = [certificate for certificate in wanted if not _is_present(certificate, seen, hands)]
    changes = changes_for(wanted, missing, {anchor.name for anchor in anchors}, exclusive, memory)
    changed = bool(changes.missing or changes.unwanted)
    if changed and not hands.check_mode:
        _carry_out(changes, memory, hands)
    return {
        "changed": changed,
        "diff": list(_diffs(changes, memory)),
        "files": list(_told(changes, memory)),
        "trust_refreshed": changed and not hands.check_mode,
    }


def wanted_certificates(anchors: t.Iterable[Anchor]) -> list[WantedCertificate]:
    """All certificates of the anchors with their stores."""
    return [
        WantedCertificate(
            thumbprint_of(found.pem),
            store_of(found),
            found.pem,
            OwnedCertificate(store_of(found), anchor.name, found.summary()),
        )
        for anchor in anchors
        for found in anchor.certificates
    ]


def thumbprint_of(pem: str) -> str:
    """As Windows names certificates."""
    return hashlib.sha1(ssl.PEM_cert_to_DER_cert(pem), usedforsecurity=False).hexdigest().upper()


def store_of(certificate: CaCertificate) -> str:
    """Windows trusts what is in Root, and takes from CA what is missing between it and a server's certificate."""
    return ROOT if certificate.subject == certificate.issuer else INTERMEDIATE


def changes_for(
    wanted: t.Sequence[WantedCertificate],
    missing: t.Sequence[WantedCertificate],
    names: t.Collection[str],
    exclusive: bool,
    memory: WindowsState,
) -> Changes:
    """What is to be done. What others installed stays theirs, wanted or not; unless `exclusive`, what is ours under
    names that are not listed stays too.
    """
    listed = {certificate.thumbprint for certificate in wanted}
    unwanted = tuple(
        thumbprint
        for thumbprint, owned in memory.certificates.items()
        if thumbprint not in listed and (exclusive or owned.name in names)
    )
    kept = {thumbprint: owned for thumbprint, owned in memory.certificates.items() if thumbprint not in unwanted}
    renamed = {one.thumbprint: one.owned for one in wanted if one.thumbprint in memory.certificates}
    added = {certificate.thumbprint: certificate.owned for certificate in missing}
    return Changes(tuple(missing), unwanted, replace(memory, certificates={**kept, **renamed, **added}))


def _is_present(certificate: WantedCertificate, seen: t.Mapping[str, set[str]], hands: WindowsNode) -> bool:
    """By the registry, else by the store itself, which shows what a group policy brings too."""
    if certificate.thumbprint in seen[certificate.store]:
        return True
    arguments = {"store_name": _STORE_NAMES[certificate.store], "thumbprint": certificate.thumbprint}
    return bool(hands.look("ansible.windows.win_certificate_info", arguments)["exists"])


def _carry_out(changes: Changes, memory: WindowsState, hands: WindowsNode) -> None:
    # Both the old and the new are ours until the last change, because a run may be killed before it.
    marked = mark_pending(hands, memory, CONCERN)
    both = replace(marked, certificates={**memory.certificates, **changes.memory.certificates})
    intent = save(hands, marked, both)
    for certificate in changes.missing:
        _import(certificate, hands)
    for thumbprint in changes.unwanted:
        store = _STORE_NAMES[memory.certificates[thumbprint].store]
        arguments = {"state": "absent", "thumbprint": thumbprint, "store_name": store}
        hands.call("ansible.windows.win_certificate_store", arguments)
    save(hands, intent, replace(intent, certificates=changes.memory.certificates))


def _import(certificate: WantedCertificate, hands: WindowsNode) -> None:
    """By a file of its own: of a file with several certificates only the first is imported."""
    path = rf"{FOLDER}\certificates\{certificate.thumbprint}.pem"
    write_file(hands, path, certificate.pem, private=False)
    arguments = {"state": "present", "path": path, "store_name": _STORE_NAMES[certificate.store]}
    hands.call("ansible.windows.win_certificate_store", arguments)
    remove_file(hands, path)


def _place(store: str, thumbprint: str) -> str:
    return rf"Cert:\LocalMachine\{store}\{thumbprint}"


def _told(changes: Changes, memory: WindowsState) -> t.Iterator[dict[str, str]]:
    for one in changes.missing:
        yield _entry(_place(one.store, one.thumbprint), "created")
    for thumbprint in changes.unwanted:
        yield _entry(_place(memory.certificates[thumbprint].store, thumbprint), "removed")


def _entry(path: str, change: str) -> dict[str, str]:
    return {"path": path, "change": change, "loads": "restart", "disruption": "restart"}


def _diffs(changes: Changes, memory: WindowsState) -> t.Iterator[dict[str, str]]:
    for one in changes.missing:
        yield _diff(_place(one.store, one.thumbprint), "", one.owned.summary)
    for thumbprint in changes.unwanted:
        owned = memory.certificates[thumbprint]
        yield _diff(_place(owned.store, thumbprint), owned.summary, "")


def _diff(path: str, before: str, after: str) -> dict[str, str]:
    return {"before_header": path, "after_header": path, "before": before, "after": after}
