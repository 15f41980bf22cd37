# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known issues that an upgrade of the runtime would introduce, or fix, for the given variables.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import STOPS_PULLS, issues_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import InvalidVersionError, Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_SUFFIX = re.compile(r"[+-](rke2r|k3s)\d+$")
_PRODUCTS = {"rke2r": "rke2", "k3s": "k3s"}
# Docker Engine 17.03 was the first with a year in its version; containerd 1.7 is the last of its first line.
_FIRST_DOCKER = 17
_LAST_CONTAINERD_1 = 7


@dataclass(frozen=True)
class UpgradeTarget:
    """The target version of an upgrade, and the product (rke2, k3s, containerd, docker) whose version it is."""

    text: str
    version: Version
    product: str


def target_of(text: str) -> UpgradeTarget | None:
    """As `parse_target`; None if the text is empty."""
    return parse_target(text) if text.strip() else None


def parse_target(text: str) -> UpgradeTarget:
    """Read ``preflight_target_version``; raises PullproofError if it is not a version of a known product."""
    try:
        version = Version.parse(text)
    except InvalidVersionError as error:
        raise _refusal(str(error)) from None
    suffix = _SUFFIX.search(text.strip())
    product = _PRODUCTS[suffix[1]] if suffix else _product_of_plain(version)
    if not product:
        raise _refusal(f"{text!r} has no suffix +rke2r1 or +k3s1, and is not a version of containerd or Docker")
    return UpgradeTarget(text.strip(), version, product)


def broken_by_upgrade(subject: LintSubject, target: UpgradeTarget) -> Iterator[Finding]:
    """Known issues that the target has and the subject's own version has not.

    Those that can stop a pull are errors here, though they may be warnings on a node that lives with them. Without a
    version of its own all that the target has.
    """
    for finding in _missing_from(subject, target.version, Version.parsed(subject.version)):
        severity = "error" if finding.id in STOPS_PULLS else finding.severity
        yield replace(finding, severity=severity, message=f"With {target.text}: {finding.message}")


def fixed_by_upgrade(subject: LintSubject, target: UpgradeTarget) -> Iterator[Finding]:
    """Known issues of the subject's own version that the target has not."""
    version = Version.parsed(subject.version)
    if version:
        for finding in _missing_from(subject, version, target.version):
            message = f"Fixed in {target.text}: {finding.message}"
            yield replace(finding, severity="info", message=message, fix="No action is required after the upgrade.")


def _missing_from(subject: LintSubject, version: Version, other: Version | None) -> Iterator[Finding]:
    known = {(finding.id, finding.where) for finding in issues_of(subject, other)}
    return (finding for finding in issues_of(subject, version) if (finding.id, finding.where) not in known)


def _product_of_plain(version: Version) -> str:
    if version.major >= _FIRST_DOCKER:
        return "docker"
    is_containerd = version.major > 1 or (version.major == 1 and version.minor <= _LAST_CONTAINERD_1)
    return "containerd" if is_containerd else ""


def _refusal(observed: str) -> PullproofError:
    return PullproofError(
        f"Invalid preflight_target_version: {observed}. "
        "Write the version as the product prints it: v1.34.1+rke2r1, v1.34.1+k3s1, 2.1.4 (containerd), 28.5.1 (Docker)."
    )
