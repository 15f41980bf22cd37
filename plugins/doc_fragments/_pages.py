# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The place of the pages that the documentation of modules names.

This documentation fragment is private to the collection and may change at any time.
"""

from __future__ import annotations


class ModuleDocFragment:
    """For modules whose documentation names a page."""

    # Ansible does not accept a fragment without options.
    DOCUMENTATION = r"""
options: {}
notes:
  - The pages in C(docs) are installed with the collection, in C(pullproof/registry/docs) under the path that
    C(ansible-galaxy collection list pullproof.registry) prints.
"""
