# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for badly kept registries, which runs in the container of faults.lab on the Python of Debian 12.

Before the answers of a real docker-registry it puts one fault per name: its certificate, or what a rule does.
"""
