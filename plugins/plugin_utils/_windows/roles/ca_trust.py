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
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.ca_trust import ROLE, Anchor
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.files import remove_file, write_file
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import subkeys_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import by_name, combined, run_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import (
    STATE,
    OwnedCertificate,
    WindowsState,
    mark_pending,
    save,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import CaCertificate

Result = dict[str, t.Any]

ROOT, INTERMEDIATE = "Root", "CA"
# The thumbprints of the certificates that were imported on the machine itself, by store.
_STORES = {
    store: subkeys_of(rf"HKLM\SOFTWARE\Microsoft\SystemCertificates\{store}\Certificates")
    for store in (ROOT, INTERMEDIATE)
}
_STORE_NAMES = {ROOT: "Root", INTERMEDIATE: "CertificateAuthority"}


@dataclass(frozen=True)
class NodeFacts:
    """The managed settings of the node, and the thumbprints of certificates by store."""

    state: WindowsState
    stores: t.Mapping[str, t.Collection[str]]


@dataclass(frozen=True)
class WantedCertificate:
    """A certificate by its `thumbprint` (SHA-1 of the DER form, upper-case hex) and the store it belongs in."""

    thumbprint: str
    store: str
    pem: str
    owned: OwnedCertificate


@dataclass(frozen=True)
class Changes:
    """What is to be imported, and the thumbprints of ours that are to go. `state` is what is ours afterwards."""

    missing: tuple[WantedCertificate, ...]
    unwanted: tuple[str, ...]
    state: WindowsState


def trust_on_windows(anchors: t.Sequence[Anchor], exclusive: bool, node: WindowsNode) -> Result:
    """Make the anchors trusted, and no longer what of ours is not among them."""
    facts = run_query(node, combined(NodeFacts, state=STATE, stores=by_name(_STORES)))
    state = facts.state
    wanted = wanted_certificates(anchors)
    missing = [certificate for certificate in wanted if not _is_present(certificate, facts.stores, node)]
    changes = changes_for(wanted, missing, {anchor.name for anchor in anchors}, exclusive, state)
    changed = bool(changes.missing or changes.unwanted)
    if changed and not node.check_mode:
        _carry_out(changes, state, node)
    return {
        "changed": changed,
        "diff": list(_diffs(changes, state)),
        "files": list(_told(changes, state)),
        "trust_refreshed": changed and not node.check_mode,
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
    state: WindowsState,
) -> Changes:
    """What is to be done. What others installed stays theirs, wanted or not; unless `exclusive`, what is ours under
    names that are not listed stays too.
    """
    listed = {certificate.thumbprint for certificate in wanted}
    unwanted = tuple(
        thumbprint
        for thumbprint, owned in state.certificates.items()
        if thumbprint not in listed and (exclusive or owned.name in names)
    )
    kept = {thumbprint: owned for thumbprint, owned in state.certificates.items() if thumbprint not in unwanted}
    renamed = {one.thumbprint: one.owned for one in wanted if one.thumbprint in state.certificates}
    added = {certificate.thumbprint: certificate.owned for certificate in missing}
    return Changes(tuple(missing), unwanted, replace(state, certificates={**kept, **renamed, **added}))


def _is_present(certificate: WantedCertificate, stores: t.Mapping[str, t.Collection[str]], node: WindowsNode) -> bool:
    """By the registry, else by the store itself, which shows what a group policy brings too."""
    if certificate.thumbprint in stores[certificate.store]:
        return True
    arguments = {"store_name": _STORE_NAMES[certificate.store], "thumbprint": certificate.thumbprint}
    return bool(node.query("ansible.windows.win_certificate_info", arguments)["exists"])


def _carry_out(changes: Changes, state: WindowsState, node: WindowsNode) -> None:
    # Both the old and the new are ours until the last change, because a run may be killed before it.
    marked = mark_pending(node, state, ROLE)
    both = replace(marked, certificates={**state.certificates, **changes.state.certificates})
    intent = save(node, marked, both)
    for certificate in changes.missing:
        _import(certificate, node)
    for thumbprint in changes.unwanted:
        store = _STORE_NAMES[state.certificates[thumbprint].store]
        arguments = {"state": "absent", "thumbprint": thumbprint, "store_name": store}
        node.call("ansible.windows.win_certificate_store", arguments)
    save(node, intent, replace(intent, certificates=changes.state.certificates))


def _import(certificate: WantedCertificate, node: WindowsNode) -> None:
    """By a file of its own: of a file with several certificates only the first is imported."""
    path = rf"{FOLDER}\certificates\{certificate.thumbprint}.pem"
    write_file(node, path, certificate.pem, private=False)
    arguments = {"state": "present", "path": path, "store_name": _STORE_NAMES[certificate.store]}
    node.call("ansible.windows.win_certificate_store", arguments)
    remove_file(node, path)


def _place(store: str, thumbprint: str) -> str:
    return rf"Cert:\LocalMachine\{store}\{thumbprint}"


def _told(changes: Changes, state: WindowsState) -> t.Iterator[dict[str, str]]:
    for one in changes.missing:
        yield _entry(_place(one.store, one.thumbprint), "created")
    for thumbprint in changes.unwanted:
        yield _entry(_place(state.certificates[thumbprint].store, thumbprint), "removed")


def _entry(path: str, change: str) -> dict[str, str]:
    return {"path": path, "change": change, "loads": "restart", "disruption": "restart"}


def _diffs(changes: Changes, state: WindowsState) -> t.Iterator[dict[str, str]]:
    for one in changes.missing:
        yield _diff(_place(one.store, one.thumbprint), "", one.owned.summary)
    for thumbprint in changes.unwanted:
        owned = state.certificates[thumbprint]
        yield _diff(_place(owned.store, thumbprint), owned.summary, "")


def _diff(path: str, before: str, after: str) -> dict[str, str]:
    return {"before_header": path, "after_header": path, "before": before, "after": after}
