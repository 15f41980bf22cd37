# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight_target
short_description: Check the version that an upgrade is to bring
version_added: 0.1.0
description:
  - Fails for what is no version of RKE2, K3s, containerd or Docker Engine. Asks no node.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  version:
    description: The version as the product prints it, such as V(v1.34.1+rke2r1). Empty if there is no upgrade.
    type: str
    default: ""
seealso:
  - module: pullproof.registry.preflight_info
"""

EXAMPLES = r"""
- name: Check the version
  pullproof.registry.preflight_target:
    version: v1.34.1+rke2r1
"""

RETURN = r"""
product:
  description: V(rke2), V(k3s), V(containerd) or V(docker); empty without a version.
  returned: always
  type: str
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
