# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: target_hosts
short_description: Check that a host pattern matches hosts of the inventory
version_added: 0.1.0
description:
  - Returns the pattern as it is, for the keyword C(hosts) of a play.
  - Fails if the pattern contains a name that is not in the inventory, or if it does not match a host within C(--limit).
    Ansible would skip the play, and the run would succeed without a host.
author:
  - pullproof.registry contributors (@pullproof)
options:
  _terms:
    description: A host pattern, or a list of patterns.
    required: true
  variable:
    description: The variable that the pattern is from, for messages.
    type: str
    default: pullproof_hosts
  within_limit:
    description: Whether a host must be within C(--limit).
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: A play on the hosts of a variable
  hosts: "{{ lookup('pullproof.registry.target_hosts', pullproof_hosts | default('all')) }}"
"""

RETURN = r"""
_raw:
  description: The pattern.
  type: list
  elements: raw
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.host_names import (
    inventory_of,
    unknown_part,
)


class LookupModule(LookupBase):
    """Returns a host pattern that matches."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[t.Any]:
        self.set_options(var_options=variables, direct=kwargs)
        known, name = variables or {}, self.get_option("variable")
        groups = known.get("groups", {})
        # Ansible reports an empty inventory, and checks the syntax of playbooks with one.
        for pattern in terms if any(groups.values()) else ():
            fault = unknown_part(pattern, groups) or self._nothing_matched(pattern, known)
            if fault:
                raise AnsibleLookupError(f"{name}: {fault}")
        return terms

    def _nothing_matched(self, pattern: t.Any, variables: dict[str, t.Any]) -> str:
        inventory = inventory_of(variables.get("groups", {}))
        hosts = set(inventory.get_hosts(pattern))
        limit = variables.get("ansible_limit") if self.get_option("within_limit") else ""
        if not hosts:
            return f"{pattern!r} matches no host of the inventory."
        # The names of a file after @ are not known here.
        if limit and "@" not in limit and not hosts & set(inventory.get_hosts(limit)):
            return f"No host that {pattern!r} matches is within --limit {limit}."
        return ""
