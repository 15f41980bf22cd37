# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""CA certificates in the stores of a Windows node: self-signed ones in Root, others in CA, identified by thumbprint.

Programs written in Go verify each connection with Windows, which accepts only chains that end in Root.
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
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.applied import (
    Applied,
    changed_file,
    diff_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import (
    STATE,
    ManagedCertificate,
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
IMPORTED = {
    store: subkeys_of(rf"HKLM\SOFTWARE\Microsoft\SystemCertificates\{store}\Certificates")
    for store in (ROOT, INTERMEDIATE)
}
_STORE_NAMES = {ROOT: "Root", INTERMEDIATE: "CertificateAuthority"}


@dataclass(frozen=True)
class CertificateStoreFacts:
    """The managed settings of the node, and the thumbprints of certificates by store."""

    state: WindowsState
    stores: t.Mapping[str, t.Collection[str]]


@dataclass(frozen=True)
class StoreCertificate:
    """A certificate by its `thumbprint` (SHA-1 of the DER form, upper-case hex), and the store that it belongs in."""

    thumbprint: str
    store: str
    pem: str
    managed: ManagedCertificate


@dataclass(frozen=True)
class CertificatePlan:
    """The certificates to import, the thumbprints to remove, and the certificates that are managed afterwards."""

    missing: tuple[StoreCertificate, ...]
    unwanted: tuple[str, ...]
    managed: t.Mapping[str, ManagedCertificate]

    @property
    def changed(self) -> bool:
        """Whether the stores change."""
        return bool(self.missing or self.unwanted)


FACTS = combined(CertificateStoreFacts, state=STATE, stores=by_name(IMPORTED))


def apply_anchors(anchors: t.Sequence[Anchor], exclusive: bool, node: WindowsNode) -> Result:
    """Import the anchors, and remove managed certificates that are no longer wanted. Raises PullproofError."""
    facts = run_query(node, FACTS)
    wanted = store_certificates(anchors)
    missing = [certificate for certificate in wanted if not _is_installed(certificate, facts.stores, node)]
    plan = plan_anchors(wanted, missing, None if exclusive else {anchor.name for anchor in anchors}, facts.state)
    if plan.changed and not node.check_mode:
        _write(plan, facts.state, node)
    return {
        **_applied(plan, facts.state).result(),
        "trust_refreshed": plan.changed and not node.check_mode,
    }


def store_certificates(anchors: t.Iterable[Anchor]) -> list[StoreCertificate]:
    """All certificates of the anchors with their stores."""
    return [
        StoreCertificate(
            thumbprint_of(found.pem),
            store_of(found),
            found.pem,
            ManagedCertificate(store_of(found), anchor.name, found.summary()),
        )
        for anchor in anchors
        for found in anchor.certificates
    ]


def thumbprint_of(pem: str) -> str:
    """The name of a certificate in Windows."""
    return hashlib.sha1(ssl.PEM_cert_to_DER_cert(pem), usedforsecurity=False).hexdigest().upper()


def store_of(certificate: CaCertificate) -> str:
    """Windows trusts certificates in Root. It uses those in CA to complete the chain of a server."""
    return ROOT if certificate.subject == certificate.issuer else INTERMEDIATE


def plan_anchors(
    wanted: t.Sequence[StoreCertificate],
    missing: t.Sequence[StoreCertificate],
    replaceable: t.Collection[str] | None,
    state: WindowsState,
) -> CertificatePlan:
    """Managed certificates are removed under the `replaceable` names only (None: under all names).

    Certificates that were installed by other means stay unmanaged, wanted or not.
    """
    listed = {certificate.thumbprint for certificate in wanted}
    unwanted = tuple(
        thumbprint
        for thumbprint, managed in state.certificates.items()
        if thumbprint not in listed and (replaceable is None or managed.name in replaceable)
    )
    rest = {thumbprint: managed for thumbprint, managed in state.certificates.items() if thumbprint not in unwanted}
    renamed = {one.thumbprint: one.managed for one in wanted if one.thumbprint in state.certificates}
    added = {certificate.thumbprint: certificate.managed for certificate in missing}
    return CertificatePlan(tuple(missing), unwanted, {**rest, **renamed, **added})


def _is_installed(certificate: StoreCertificate, stores: t.Mapping[str, t.Collection[str]], node: WindowsNode) -> bool:
    """The registry has what was imported on the node. The store itself also has what a group policy brings."""
    if certificate.thumbprint in stores[certificate.store]:
        return True
    arguments = {"store_name": _STORE_NAMES[certificate.store], "thumbprint": certificate.thumbprint}
    return bool(node.query("ansible.windows.win_certificate_info", arguments)["exists"])


def _write(plan: CertificatePlan, state: WindowsState, node: WindowsNode) -> None:
    # Old and new certificates are recorded until the last change: a run may be stopped before it.
    marked = mark_pending(node, state, ROLE)
    intent = save(node, marked, replace(marked, certificates={**state.certificates, **plan.managed}))
    for certificate in plan.missing:
        _import(certificate, node)
    for thumbprint in plan.unwanted:
        store = _STORE_NAMES[state.certificates[thumbprint].store]
        arguments = {"state": "absent", "thumbprint": thumbprint, "store_name": store}
        node.call("ansible.windows.win_certificate_store", arguments)
    save(node, intent, replace(intent, certificates=plan.managed))


def _import(certificate: StoreCertificate, node: WindowsNode) -> None:
    """From a file of its own: Windows imports only the first certificate of a file."""
    path = rf"{FOLDER}\certificates\{certificate.thumbprint}.pem"
    write_file(node, path, certificate.pem, private=False)
    arguments = {"state": "present", "path": path, "store_name": _STORE_NAMES[certificate.store]}
    node.call("ansible.windows.win_certificate_store", arguments)
    remove_file(node, path)


def _applied(plan: CertificatePlan, state: WindowsState) -> Applied:
    applied = Applied(state)
    for one in plan.missing:
        applied = applied.then(_change(one.managed, one.thumbprint, "created", state))
    for thumbprint in plan.unwanted:
        applied = applied.then(_change(state.certificates[thumbprint], thumbprint, "removed", state))
    return applied


def _change(managed: ManagedCertificate, thumbprint: str, change: str, state: WindowsState) -> Applied:
    path = rf"Cert:\LocalMachine\{managed.store}\{thumbprint}"
    before, after = ("", managed.summary) if change == "created" else (managed.summary, "")
    return Applied(state, [changed_file(path, change, "restart")], [diff_of(path, before, after)])
