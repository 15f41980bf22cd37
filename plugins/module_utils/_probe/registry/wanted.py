# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The image that a probe requests.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import dataclass

CONTAINERD, BOOTSTRAP = "containerd", "bootstrap"


@dataclass(frozen=True)
class WantedManifest:
    """The image: `repository`, `version` (tag or digest, empty for an endpoint without an image), `digest` if one is
    expected, for `os` and `architecture`.

    `program` is whose requests these are. Only containerd requests a manifest with HEAD before GET. The token is for
    `token_repository` if it is set.
    """

    repository: str
    version: str
    digest: str = ""
    os: str = ""
    architecture: str = ""
    program: str = CONTAINERD
    token_repository: str = ""

    @property
    def path(self) -> str:
        """The path of the manifest below the root of the API; empty without a version."""
        return f"{self.repository}/manifests/{self.version}" if self.version else ""
