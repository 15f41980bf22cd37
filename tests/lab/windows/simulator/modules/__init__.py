# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The effects of stock modules, by the modules' full names: ansible.windows 3.3, community.windows 3.1."""

from __future__ import annotations

from collections.abc import Mapping

from ..machine import Effect
from . import access, basics, certificates, commands, files, firewall, registry, search, services

EFFECTS: Mapping[str, Effect] = {
    **access.EFFECTS,
    **basics.EFFECTS,
    **certificates.EFFECTS,
    **commands.EFFECTS,
    **files.EFFECTS,
    **firewall.EFFECTS,
    **registry.EFFECTS,
    **search.EFFECTS,
    **services.EFFECTS,
}
