# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated Windows node and the certificates of the tests of plugin_utils."""

from __future__ import annotations

from tests.unit.plugins.plugin_utils.conftest import make_certificate, node

__all__ = ["make_certificate", "node"]
