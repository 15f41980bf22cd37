# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that several concerns have alike.

This documentation fragment is private to the collection and may change at any time.
"""

from __future__ import annotations


class ModuleDocFragment:
    """One variable per option, so that a module takes what it has."""

    RUNTIME = r"""
options:
  runtime:
    description: The runtime meant; V(auto) takes the one that is found. One that is named need not be there yet.
    type: str
    choices: [auto, rke2-server, rke2-agent, k3s-server, k3s-agent, containerd, docker]
    default: auto
"""

    OVERWRITE_UNMANAGED = r"""
options:
  overwrite_unmanaged:
    description: Take over files and values of others. Old ones are kept, and come back when those of ours are removed.
    type: bool
    default: false
"""

    KEY = r"""
options:
  key:
    description: Key of this run for the digests of the returned observation, hexadecimal.
    type: str
    required: true
"""
