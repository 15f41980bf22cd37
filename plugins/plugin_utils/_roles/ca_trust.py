# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the variables of `ca_trust` to files on a node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.module_utils._facts.distribution import TRUST_STORES, TrustStore
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import (
    Plan,
    PlannedFile,
    PlannedTrust,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import (
    CaCertificate,
    PemError,
    check_validity,
    days_left,
    split_pem,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import (
        ManagedFileFacts,
        NodeFacts,
        SystemFacts,
    )

ROLE = "ca_trust"
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
DOCKER_CERTS = "/etc/docker/certs.d"


@dataclass(frozen=True)
class Anchor:
    """An item of `ca_trust_certificates` with its certificates. Empty for `state: absent`."""

    name: str
    certificates: tuple[CaCertificate, ...]
    docker_registries: tuple[str, ...] = ()
    for_docker: tuple[CaCertificate, ...] = ()


def parse_anchors(
    items: t.Sequence[t.Mapping[str, t.Any]], read_source: t.Callable[[str], str], now: datetime.datetime
) -> tuple[tuple[Anchor, ...], list[Finding]]:
    """The anchors, a certificate that several items hold in the first of them only, and all that is wrong with the
    items.
    """
    anchors, findings, known = [], [], set[str]()
    for index, item in enumerate(items):
        try:
            anchor = _anchor(item, read_source, now)
        except PemError as error:
            findings.append(_finding(index, item["name"], error))
            continue
        fresh = tuple(found for found in anchor.certificates if found.fingerprint not in known)
        known.update(found.fingerprint for found in fresh)
        anchors.append(replace(anchor, certificates=fresh))
    return tuple(anchors), findings


def expiry_findings(anchors: t.Iterable[Anchor], days: int, now: datetime.datetime) -> list[Finding]:
    """One warning per certificate that expires within `days`."""
    return [
        Finding(
            "ca-expires-soon",
            "warning",
            f"ca_trust_certificates ({anchor.name})",
            f"{found.subject} expires in {days_left(found, now)} days, on {found.not_after:%Y-%m-%d}.",
            "List its successor as well.",
        )
        for anchor in anchors
        for found in anchor.certificates
        if days_left(found, now) <= days
    ]


def plan_anchors(anchors: t.Sequence[Anchor], exclusive: bool, facts: NodeFacts, key: bytes) -> Plan:
    """The plan for the node's family; unless `exclusive`, what was installed under names not listed stays."""
    if not anchors and not any(managed_file["role"] == ROLE for managed_file in facts["managed"].values()):
        return Plan(ROLE, key)
    store = _store(facts["os"])
    files = tuple(planned for anchor in anchors for planned in _files(anchor, store))
    fingerprints = tuple(found.fingerprint for anchor in anchors for found in anchor.certificates)
    keep = () if exclusive else tuple(_unlisted(anchors, facts["managed"]))
    trust = PlannedTrust(store.bundle, store.command, fingerprints)
    return Plan(ROLE, key, files, trust=trust, keep=keep)


def result_of(anchors: t.Iterable[Anchor]) -> dict[str, t.Any]:
    """The part of the task's result about the certificates."""
    certificates = [found for anchor in anchors for found in anchor.certificates]
    return {
        "certificates": [{"subject": found.subject, "sha256": found.fingerprint} for found in certificates],
        "msg": f"{len(certificates)} managed certificate(s) in the trust store",
    }


def _anchor(item: t.Mapping[str, t.Any], read_source: t.Callable[[str], str], now: datetime.datetime) -> Anchor:
    if item["state"] == "absent":
        return Anchor(item["name"], ())
    if bool(item["content"]) == bool(item["src"]):
        raise PemError(
            "source", "Exactly one of content and src is required", "set the PEM text as content, or its path as src"
        )
    for registry in item["docker_registries"] or ():
        if not _HOST.fullmatch(registry):
            raise PemError("docker-registry", "An entry of docker_registries is not host[:port]", "write host[:port]")
    certificates = split_pem(item["content"] or read_source(item["src"]))
    for certificate in certificates:
        check_validity(certificate, now, item["allow_leaf"])
    return Anchor(item["name"], certificates, tuple(item["docker_registries"] or ()), for_docker=certificates)


def _finding(index: int, name: str, error: PemError) -> Finding:
    # Of a name with several lines, which may be a key in the wrong place, people see the first.
    where = f"ca_trust_certificates[{index}] ({name.strip().partition(chr(10))[0]})"
    fix = f"{error.fix[:1].upper()}{error.fix[1:]}."
    return Finding(f"ca-{error.identifier}", "error", where, f"{error.observed}.", fix)


def _store(system: SystemFacts) -> TrustStore:
    store = TRUST_STORES.get(system["family"])
    if store is None:
        raise PullproofError(
            "Checked: the node's family of distributions. "
            f"Observed: {system['id']} {system['version']}, which is not supported. "
            f"Expected: {', '.join(TRUST_STORES)}. "
            "Fix: exclude this node from ca_trust, and install its trust anchors with the tools of the distribution."
        )
    return store


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "ca"


def _file_name(name: str, fingerprint: str) -> str:
    return f"pullproof-{_slug(name)}-{fingerprint[:12]}.crt"


def _files(anchor: Anchor, store: TrustStore) -> t.Iterator[PlannedFile]:
    for found in anchor.certificates:
        path = f"{store.anchors}/{_file_name(anchor.name, found.fingerprint)}"
        yield PlannedFile(path, "whole", "0644", "restart", found.pem, found.summary())
    for registry in anchor.docker_registries:
        for found in anchor.for_docker:
            path = f"{DOCKER_CERTS}/{registry}/{_file_name(anchor.name, found.fingerprint)}"
            yield PlannedFile(path, "whole", "0644", "live", found.pem, found.summary())


def _unlisted(anchors: t.Iterable[Anchor], managed: t.Mapping[str, ManagedFileFacts]) -> t.Iterator[str]:
    listed = "|".join(re.escape(_slug(anchor.name)) for anchor in anchors)
    of_listed = re.compile(rf"pullproof-(?:{listed})-[0-9a-f]{{12}}\.crt")
    for path, managed_file in managed.items():
        if managed_file["role"] == ROLE and not of_listed.fullmatch(path.rpartition("/")[2]):
            yield path


def check_chains(anchors: t.Sequence[Anchor]) -> list[Finding]:
    """A warning for each certificate that Windows will not trust by itself, because the one above it is not listed."""
    certificates = [found for anchor in anchors for found in anchor.certificates]
    subjects = {found.subject for found in certificates}
    return [
        Finding(
            "ca-windows-no-root",
            "warning",
            f"ca_trust_certificates ({anchor.name})",
            f"{found.subject} is not self-signed, and {found.issuer}, which signed it, is not listed: Windows trusts "
            "only chains that end in a root.",
            "List that root too, unless the nodes have it.",
        )
        for anchor in anchors
        for found in anchor.certificates
        if found.issuer not in subjects
    ]
