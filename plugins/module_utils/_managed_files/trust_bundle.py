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
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import RESTART
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import FileChange
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedTrust
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

_LIVE = "live"
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


@dataclass(frozen=True)
class TrustChange:
    """What a plan changes about the managed certificates in the bundle.

    `differs`: other certificates than before. `lost`: certificates that this collection had added are missing, because
    something else rebuilt or replaced the bundle.
    """

    differs: bool
    lost: bool
    missing: bool

    @property
    def must_be_loaded(self) -> bool:
        """Whether programs have to read the bundle again. A certificate in a file with another name is the same."""
        return self.differs or self.lost

    def effect_of(self, change: FileChange) -> FileChange:
        """The change of a file, which needs no restart if the certificates stay the same."""
        is_same = change.takes_effect == RESTART and not self.must_be_loaded
        return replace(change, takes_effect=_LIVE) if is_same else change


def trust_change(
    plan: Plan, trust: PlannedTrust, recorded: t.Mapping[str, ManagedFile], files: NodeFiles
) -> TrustChange:
    """Compare the planned certificates with the recorded files of the role and with the bundle."""
    anchors = {path for path, one in recorded.items() if one.role == plan.role and one.takes_effect == RESTART}
    planned = {one.path: fingerprints_in(one.content) for one in plan.files if one.takes_effect == RESTART}
    before = {path: fingerprints_in(files.read(path) or "") for path in anchors}
    kept = {path: found for path, found in before.items() if path in plan.keep}
    missing = set(missing_from_bundle(files, trust))
    known = _all(before) | _all({path: found for path, found in planned.items() if path in anchors})
    return TrustChange(_all(before) != _all({**kept, **planned}), bool(missing & known), bool(missing))


def _all(fingerprints: t.Mapping[str, set[str]]) -> set[str]:
    return set().union(*fingerprints.values())


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
