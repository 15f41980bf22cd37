# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trust store of the real programs behind a simulated node: what its image trusts, and LocalMachine\\Root.

Intermediates (LocalMachine\\CA) are no anchors and stay out: the lab's servers send theirs. A program that runs keeps
what it has loaded, as Go's and curl's do here; on Windows the verifier asks the system for every connection.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from .state import State

BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
PRISTINE = Path("/var/lib/simulated-windows/ca-certificates.crt")


def refresh(state: State, bundle: Path = BUNDLE, pristine: Path = PRISTINE) -> None:
    """Have programs that start from now on trust the root store."""
    if not pristine.exists():
        shutil.copyfile(bundle, pristine)
    anchors = [pem for _thumbprint, pem in sorted(state["stores"].get("Root", {}).items())]
    unfinished = bundle.with_suffix(".unfinished")
    unfinished.write_text("".join([pristine.read_text(), *anchors]))
    unfinished.rename(bundle)
