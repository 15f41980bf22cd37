# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight
short_description: Check that a node can be provisioned
version_added: 0.1.0
description:
  - Looks at the node once and refuses what the roles can't work on, before anything is changed.
  - Tells which container runtime was found, and whether the node goes with the servers (one at a time) or the
    agents (in batches).
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.runtime
  - pullproof.registry._attributes.reads_only
"""

EXAMPLES = r"""
- name: Check the node
  pullproof.registry.preflight:
    runtime: auto
"""

RETURN = r"""
runtime:
  description: Name of the runtime.
  returned: always
  type: str
unit:
  description: Its systemd unit.
  returned: always
  type: str
version:
  description: The version that its program prints; none if it is not installed.
  returned: always
  type: str
wave:
  description: V(servers) or V(agents).
  returned: always
  type: str
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
