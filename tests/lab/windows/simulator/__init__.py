# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator of a Windows node, behind a WS-Man endpoint. No PowerShell runs: the effects of modules are simulated.

Runs inside a lab container with nothing but Python's standard library.
"""
