# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: rollout
short_description: Order and waves in which hosts are changed
version_added: 0.1.0
description:
  - Returns what a play needs to change the hosts of a group in waves, for its keywords C(hosts), C(serial) and
    C(max_fail_percentage).
  - Hosts are changed in the order of the groups in C(provision_wave_groups), then of the inventory. Each group is
    divided into waves of the sizes in C(provision_waves). C(provision_max_failures) is the number of nodes that may
    fail.
  - These variables must be the same for all hosts. The variables of the first host of the group are used.
author:
  - pullproof.registry contributors (@pullproof)
options:
  _terms:
    description: The group.
    required: true
  want:
    description:
      - V(hosts) returns the hosts in their order.
      - V(sizes) returns the number of hosts in each wave; V(1) without hosts.
      - V(max_fail_percentage) returns V(0) if no node may fail, and otherwise V(100).
    type: str
    choices: [hosts, sizes, max_fail_percentage]
    default: hosts
"""

EXAMPLES = r"""
- name: A play that changes the hosts of a group in waves
  hosts: "{{ query('pullproof.registry.rollout', 'agents') }}"
  serial: "{{ query('pullproof.registry.rollout', 'agents', want='sizes') }}"
"""

RETURN = r"""
_raw:
  description: Names of hosts, or numbers.
  type: list
  elements: raw
"""

import typing as t

from ansible.plugins.lookup import LookupBase
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.waves import (
    in_order,
    wave_options,
    waves,
)


class LookupModule(LookupBase):
    """Returns the hosts of a group in their order, or how the play divides them."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[t.Any]:
        self.set_options(var_options=variables, direct=kwargs)
        known, want = variables or {}, self.get_option("want")
        groups = known.get("groups", {})
        hosts = [host for group in terms for host in groups.get(group, ())]
        # Ansible checks the syntax of playbooks without the variables of hosts.
        options = wave_options(known["hostvars"][hosts[0]] if hosts else {})
        if want == "hosts":
            return in_order(hosts, options, groups)
        if want == "sizes":
            return [len(wave) for wave in waves(hosts, options, groups)] or [1]
        return [0 if options.max_failures == 0 else 100]
