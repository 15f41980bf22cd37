# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two networks of a lab: corp, with no way out, and outside, which plays the internet."""

from __future__ import annotations

from tests.lab.host.lab import Lab


def ensure_networks(lab: Lab) -> None:
    """Make the networks that do not exist. Neither leads anywhere else: the lab has no internet but its own."""
    existing = set(lab.podman.run("network", "ls", "--format", "{{.Name}}").split())
    for name in (lab.corp, lab.outside):
        if name not in existing:
            lab.podman.run("network", "create", "--internal", "--label", lab.label, name)


def remove_networks(lab: Lab) -> None:
    """Remove all networks of this lab, by label."""
    names = lab.podman.run("network", "ls", "--filter", f"label={lab.label}", "--format", "{{.Name}}").split()
    if names:
        lab.podman.run("network", "rm", "--force", *names)
