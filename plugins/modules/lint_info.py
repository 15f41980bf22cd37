# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lint_info
short_description: Say what is wrong, or may be, with the variables of a host
version_added: 0.1.0
description:
  - Checks the values that the host has for the variables of all roles of the collection, as they stand in the inventory
    and in the defaults of the roles that the play knows. C(docs/lint.md) of the collection explains each finding.
  - Runs on the controller and asks no node. What only the node knows is checked by the roles.
  - Never fails because of a finding; see M(pullproof.registry.report).
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  runtime:
    description: The container runtime of the host. For V(auto), or any name that is not known, nothing is said of what
      only one of them can't do, which is a finding of severity info.
    type: str
    default: auto
  version:
    description: The runtime's version, such as V(v1.32.2+rke2r1), for the known issues. If empty, only those that no
      version has fixed are found.
    type: str
    default: ""
  platform:
    description: The system of the host; V(auto) tells it by its connection, without using that.
    type: str
    choices: [auto, linux, windows]
    default: auto
  embedded_registry:
    description: Whether the servers of RKE2 or K3s have C(embedded-registry) (Spegel) on.
    type: bool
    default: false
seealso:
  - module: pullproof.registry.report
"""

EXAMPLES = r"""
- name: Lint the variables of an RKE2 agent
  pullproof.registry.lint_info:
    runtime: rke2-agent
    version: v1.34.2+rke2r1
  register: pullproof_lint
"""

RETURN = r"""
findings:
  description:
    - Errors first. Each has C(id), C(severity) (C(error), C(warning), C(info)), C(where) (a path into the variables),
      C(message), C(fix) and C(source).
  returned: always
  type: list
  elements: dict
runtime_name:
  description: The runtime that it holds for; empty if it is not known.
  returned: always
  type: str
version:
  description: The version that known issues were looked up for.
  returned: always
  type: str
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
