# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and keys of registries, in the variables and in the files on the node.

Variables that are not PEM are found elsewhere, without a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.module_utils._text.pem_blocks import describe_pem
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.key_pairs import (
    SeenFile,
    certificates_of,
    key_fits,
    public_half,
    validity_problem,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject, config_place
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_MISSING = RULES["tls-file-missing"]
_NOT_CA = RULES["tls-file-not-ca"]
_NO_CERTIFICATE = RULES["tls-file-not-certificate"]
_LEAF = RULES["tls-ca-is-leaf"]
_NOT_NOW = RULES["tls-not-valid-now"]
_MISMATCH = RULES["tls-key-mismatch"]
_UNUSABLE = RULES["tls-key-unusable"]
_UNCHECKED = RULES["tls-key-unchecked"]


@dataclass(frozen=True)
class _Material:
    """What one setting (``ca``, ``cert`` or ``key``) leads to; ``place`` is how a message names it."""

    where: str
    place: str
    file: SeenFile
    on_node: bool


def check_certificates_now(subject: LintSubject) -> Iterator[Finding]:
    """Everything of them that would stop a pull."""
    for name, config in subject.configs.items():
        for_host = {
            kind: material
            for kind in ("ca", "cert", "key")
            if (material := _material(subject, name, config.tls, kind)) is not None
        }
        present = {}
        for kind, material in for_host.items():
            if material.file.present:
                present[kind] = material
            else:
                message = f"{material.place} is not on the node."
                yield _MISSING.at(material.where, message, f"Copy it to the node, or use {kind}_content.")
        yield from _of_host(present, subject)


def _material(subject: LintSubject, host: str, tls: Tls | None, kind: str) -> _Material | None:
    path, content = (getattr(tls, f"{kind}_{form}", "") for form in ("file", "content"))
    where = f"{config_place(host)}.tls.{kind}"
    if content:
        file = SeenFile.of(describe_pem(content))
        if file.has_key:
            file = replace(file, public_key=public_half(content))
        return _Material(f"{where}_content", f"{kind}_content", file, on_node=False)
    if path in subject.node_files:
        return _Material(f"{where}_file", path, subject.node_files[path], on_node=True)
    return None


def _of_host(present: dict[str, _Material], subject: LintSubject) -> Iterator[Finding]:
    if "ca" in present:
        yield from _ca(present["ca"], subject)
    certificate, key = present.get("cert"), present.get("key")
    if certificate:
        yield from _certificate(certificate, subject)
    if key:
        yield from _key(key)
    if certificate and key:
        yield from _pair(certificate, key)


def _ca(ca: _Material, subject: LintSubject) -> Iterator[Finding]:
    certificates = certificates_of(ca.file)
    if not certificates:
        if ca.on_node:
            yield _NOT_CA.at(
                ca.where, f"{ca.place} has no certificate in PEM format.", "Use a file with the CA in PEM format."
            )
        return
    usable = [certificate for certificate in certificates if certificate.is_ca]
    if not usable:
        subjects = ", ".join(certificate.subject for certificate in certificates)
        message = (
            f"{ca.place} contains {subjects}, which is not a CA. It works only for a registry with this certificate"
        )
        yield _LEAF.at(ca.where, f"{message}, until it is renewed.", "Use the CA that signed it.")
    problem = validity_problem(usable or certificates, subject.now)
    if problem:
        yield _NOT_NOW.at(
            ca.where, f"{ca.place}: {problem}.", "Replace the certificate, and check the clock of the controller."
        )


def _certificate(certificate: _Material, subject: LintSubject) -> Iterator[Finding]:
    found = certificates_of(certificate.file)
    if not found and certificate.on_node:
        message = f"{certificate.place} has no certificate in PEM format."
        yield _NO_CERTIFICATE.at(certificate.where, message, "Use a file with the client certificate in PEM format.")
    problem = validity_problem(found[:1], subject.now)
    if problem:
        fix = "Replace the certificate, and check the clock of the controller."
        yield _NOT_NOW.at(certificate.where, f"{certificate.place}: {problem}.", fix)


def _key(key: _Material) -> Iterator[Finding]:
    file = key.file
    if file.encrypted:
        message = f"The key in {key.place} is encrypted. Runtimes cannot read encrypted keys."
        yield _UNUSABLE.at(key.where, message, "Use a key without a password.")
    elif not file.has_key and key.on_node:
        yield _UNUSABLE.at(
            key.where, f"{key.place} has no private key in PEM format.", "Use a file with the key in PEM format."
        )
    elif file.unchecked:
        message = f"Whether {key.place} belongs to the certificate was not checked: {file.unchecked}."
        yield _UNCHECKED.at(key.where, message, "Install openssl on the node.")


def _pair(certificate: _Material, key: _Material) -> Iterator[Finding]:
    found = certificates_of(certificate.file)
    if found and key.file.public_key and not key_fits(found[0], key.file.public_key):
        message = f"{key.place} does not belong to the first certificate of {certificate.place}, {found[0].subject}."
        yield _MISMATCH.at(key.where, message, "Use the key of this certificate.")
