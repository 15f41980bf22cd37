# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lint inside an action: all variables of one host or of many, as they stand in the inventory.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
import typing as t
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from ansible.errors import AnsibleError, AnsibleUndefinedVariable
from ansible.template import Templar
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.sources import pem_text
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.equal_hosts import (
    CONNECTION_VARIABLES,
    equal_hosts,
    variables_of_collection,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import Controller, HostProfile
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import UnresolvedError, resolved

if t.TYPE_CHECKING:
    from ansible.plugins.action import ActionBase

# Connections and shells of Windows hosts.
_WINDOWS = {"winrm", "psrp", "ansible.builtin.winrm", "ansible.builtin.psrp", "powershell", "cmd"}
_PLAIN = (str, int, float, bool, list, dict, type(None))


def controller_of(action: ActionBase) -> Controller:
    """What the lint of a host needs: templates, files of the `files` folders, and the clock."""
    return _controller(action, action._templar)


def groups_of_hosts(
    action: ActionBase, names: Sequence[str], variables: Mapping[str, t.Any]
) -> Iterator[tuple[Sequence[str], Mapping[str, t.Any], Controller]]:
    """Groups of hosts with equal variables: their names, the variables of the first, and what its lint needs.

    ``variables`` are the variables of the task. It has variables that its host does not have, such as the defaults of
    roles. Others take precedence over variables of the host, such as variables of the play. Both apply to all hosts.
    """
    hostvars = variables["hostvars"]
    own = hostvars.raw_get(variables["inventory_hostname"])
    defaults = {name: value for name, value in variables.items() if name not in own}
    play = {name: variables[name] for name in variables_of_collection() if name in own and own[name] != variables[name]}
    raw = {name: {**defaults, **hostvars.raw_get(name), **play} for name in names}
    for hosts in equal_hosts(raw):
        first = raw[hosts[0]]
        yield hosts, first, _controller(action, Templar(action._loader, {**first, "hostvars": hostvars}))


def profile_of(variables: Mapping[str, t.Any], controller: Controller) -> HostProfile:
    """The profile of a host according to its variables."""
    names = ("registries_runtime", "pullproof_runtime_version", "pullproof_embedded_registry", *CONNECTION_VARIABLES)
    runtime, version, embedded, *connection = (resolved(variables.get(name), controller.template) for name in names)
    platform = "windows" if _WINDOWS & set(map(str, connection)) else "linux"
    is_known = isinstance(runtime, str) and runtime in RUNTIMES
    return HostProfile(str(runtime) if is_known else "", str(version or ""), platform, embedded is True)


def _controller(action: ActionBase, templar: t.Any) -> Controller:
    evaluate, read = partial(_evaluate, templar), partial(pem_text, action._find_needle)
    return Controller(evaluate, read, datetime.datetime.now(datetime.UTC))


def _evaluate(templar: t.Any, raw: object) -> object:
    try:
        value = templar.template(raw)
        # What YAML reads as a date is text to the lint.
        return value if isinstance(value, _PLAIN) else str(value)
    except AnsibleUndefinedVariable as error:
        raise UnresolvedError(str(error).partition("\n")[0].rstrip(".")) from error
    except AnsibleError as error:
        # The text of any other error may show a value.
        raise UnresolvedError(type(error).__name__) from error
