# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings of a Windows node for an audit, in the form of a Linux node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._audit.docker_files import (
    daemon_items,
    login_items,
    proxy_items,
)
from ansible_collections.pullproof.registry.plugins.module_utils._audit.hosts_toml import hosts_toml_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import ItemBuilder, Items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.server_options import server_option_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.variables import (
    PROCESS,
    process_state,
    variable_items,
)
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import CONTAINERD_PREFIX
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.observation import (
    DAEMON_FILE,
    SYSTEM_ENVIRONMENT,
    NodeObservation,
    RuntimeObservation,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.w32time import (
    PARAMETERS,
    POLICY,
    PROVIDER,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    ChosenService,
    environment_value,
)

_VALUES = {"ntpserver": "NtpServer", "type": "Type"}


def registry_items(chosen: ChosenService, found: RuntimeObservation, builder: ItemBuilder) -> Items:
    """The runtime's own files."""
    registries = chosen.runtime.registries_file
    digest = found.digests.get(registries.lower())
    if digest is not None:
        yield builder.secret(registries, "content", digest)
    for path, lines in found.options.items():
        yield from server_option_items(path, lines, builder)
    for path, text in found.shared.items():
        yield from (daemon_items if path == DAEMON_FILE else login_items)(path, json_text(text), builder)


def folder_items(found: RuntimeObservation, builder: ItemBuilder) -> Items:
    """The settings in the hosts.toml files, and the other files in the folders of registries as digests."""
    for path, text in found.hosts.items():
        yield from hosts_toml_items(path, text, builder)
    for path in found.others:
        digest = found.digests[path.lower()]
        if digest is not None:
            yield builder.secret(path, "content", digest)
    for path in found.unread:
        yield builder.plain(path, "content", "not read: cmd.exe would interpret the path")


def environment_items(
    chosen: ChosenService, node: NodeObservation, found: RuntimeObservation, builder: ItemBuilder
) -> Items:
    """The variables of the service and of the system, and what the running process has not loaded."""
    managed = frozenset(map(_comparable_name, node.state.variables.get(chosen.name, ())))
    of_service = {_comparable_name(name): value for name, value in found.settings.environment.items()}
    yield from variable_items(environment_value(chosen), of_service, managed, builder)
    of_system = {name.upper(): value for name, value in node.variables.items()}
    yield from variable_items(SYSTEM_ENVIRONMENT, of_system, (), builder)
    yield from proxy_items(DAEMON_FILE, json_text(found.shared.get(DAEMON_FILE, "")), builder)
    if chosen.installed:
        yield process_state(found.service_state == "RUNNING", builder)
    if node.state.pending:
        yield builder.plain(PROCESS, "pending restart", ", ".join(sorted(node.state.pending)))


def _comparable_name(name: str) -> str:
    """In upper case, as Windows ignores letter case. RKE2 does not, for the names that it replaces."""
    upper = name.upper()
    return name if upper.startswith(CONTAINERD_PREFIX) else upper


def certificate_items(node: NodeObservation, builder: ItemBuilder) -> Items:
    """The certificates that Windows trusts, and those that complete chains."""
    for store, thumbprints in node.certificates.items():
        for thumbprint in sorted(thumbprints):
            yield builder.plain(rf"Cert:\LocalMachine\{store}", f"certificate {thumbprint}", "")


def time_items(node: NodeObservation, builder: ItemBuilder) -> Items:
    """W32Time and its servers, also those of a group policy."""
    clock = node.clock
    yield builder.plain("the time service", "name", PROVIDER if clock.runs else "none runs")
    for place, values in ((PARAMETERS, {"ntpserver": clock.servers, "type": clock.kind}), (POLICY, clock.policy)):
        for name, value in values.items():
            if value and name in _VALUES:
                yield builder.plain(place, _VALUES[name], value)


def json_text(text: str) -> str | None:
    """The text of a shared file without a byte order mark; None for a file that is absent or empty."""
    return text[max(text.find("{"), 0) :] or None
