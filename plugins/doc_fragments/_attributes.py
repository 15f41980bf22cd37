# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules support: attributes, to be refined by the module where it does something else.

This documentation fragment is private to the collection and may change at any time.
"""

from __future__ import annotations


class ModuleDocFragment:
    """For modules that change files; `reads_only` for those that change nothing, `pulls` for those that pull images."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    support: full
    description: Reports what would change, without writing anything.
  diff_mode:
    support: full
    description: Shows the lines that change, with secrets masked.
"""

    READS_ONLY = r"""
attributes:
  check_mode:
    support: full
    description: Reads only.
  diff_mode:
    support: N/A
    description: Changes nothing.
"""

    PULLS = r"""
attributes:
  check_mode:
    support: full
    description: Probes whether the images could be pulled after the change, and pulls nothing.
  diff_mode:
    support: none
    description: There are no lines to compare.
"""
