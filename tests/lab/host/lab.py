# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every part of the lab needs to know: whose lab it is, where its state lives, how its things are named."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from tests.lab.host.podman import Podman, default_command

SERVICES_IMAGE = "services"


@dataclass(frozen=True)
class Lab:
    """The lab of one checkout. Two checkouts on one machine have different ids and share nothing but images."""

    id: str
    checkout: Path
    cache: Path
    podman: Podman

    @property
    def state_dir(self) -> Path:
        """Git-ignored folder (mode 0700) with inventory, keys, PKI and secrets of this lab."""
        return self.checkout / ".lab"

    @property
    def corp(self) -> str:
        """Name of the internal network: no route out."""
        return f"pp-{self.id}-corp"

    @property
    def outside(self) -> str:
        """Name of the network that plays the internet; only the proxy is on both."""
        return f"pp-{self.id}-outside"

    @property
    def label(self) -> str:
        """The label ``key=value`` on everything of this lab, by which it is cleaned up."""
        return f"pullproof.lab={self.id}"

    def container(self, name: str) -> str:
        """Container name of a node or service: ``pp-<id>-<name>``."""
        return f"pp-{self.id}-{name}"


def cache_dir() -> Path:
    """Folder outside the checkout for everything that can be built again."""
    own = os.environ.get("PULLPROOF_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(own) if own else Path(base) / "pullproof"


def this_lab() -> Lab:
    """The lab of the checkout that this file is part of."""
    checkout = Path(__file__).resolve().parents[3]
    short = hashlib.sha256(str(checkout).encode()).hexdigest()[:8]
    return Lab(id=short, checkout=checkout, cache=cache_dir(), podman=Podman(default_command()))
