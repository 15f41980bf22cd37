# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The effective trust bundle of the node, as OpenSSL and Go read it.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import PlannedTrust
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

_CERTIFICATE = re.compile(
    r"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----\s+(.*?)-----END (?:TRUSTED |X509 )?CERTIFICATE-----", re.DOTALL
)


def fingerprints_in(text: str) -> set[str]:
    """SHA-256 (lower-case hex) of the DER of every certificate in a PEM text. What is not valid base64 is skipped."""
    found = set()
    for body in _CERTIFICATE.findall(text):
        try:
            found.add(hashlib.sha256(base64.b64decode(body)).hexdigest())
        except binascii.Error:
            continue
    return found


def missing_from_bundle(files: NodeFiles, trust: PlannedTrust) -> list[str]:
    """The wanted fingerprints that the effective bundle does not hold."""
    present = fingerprints_in(files.read(trust.bundle) or "")
    return [fingerprint for fingerprint in trust.fingerprints if fingerprint not in present]


def refresh_bundle(trust: PlannedTrust, files: NodeFiles, commands: Commands) -> None:
    """Rebuild the bundle. Raises NodeError if a wanted certificate is still missing."""
    result = commands.run(trust.command, seconds=120)
    missing = missing_from_bundle(files, trust)
    if result.rc != 0 or missing:
        output = (result.err or result.out).strip().splitlines()[-1:] or ["nothing"]
        raise NodeError(
            f"{' '.join(trust.command)} and the bundle {trust.bundle}",
            f"exit code {result.rc}, {len(missing)} managed certificates missing from the bundle, output: {output[0]}",
            "exit code 0 and every certificate in the bundle",
            f"run {trust.command[0]} by hand on the node, and correct the error that it reports",
        )
