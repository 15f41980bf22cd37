# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which runtimes have the options of endpoints: capabilities, dial timeout, headers.

Only hosts.toml of plain containerd has them. Its dial timeout exists since containerd 2.1.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import EndpointOptions, Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader

DIAL_TIMEOUT = (2, 1)
_GLOBAL = "registries_dial_timeout"
_PULL_IGNORED = "containerd downloads from each endpoint, whether it has the capability pull or not."
_ONLY_DIGESTS = "No endpoint has the capability resolve: images can only be pulled by digest."


def endpoint_options(registries: Registries) -> Iterator[tuple[str, EndpointOptions]]:
    """The options of each endpoint that has some, with its place in the variables."""
    for name, mirror in registries.mirrors.items():
        for index, endpoint in enumerate(mirror.endpoints):
            if endpoint in mirror.options and endpoint not in mirror.endpoints[:index]:
                place = VariableReader.within("registries_mirrors", name)
                yield f"{place}.endpoint[{index}]", mirror.options[endpoint]


def unsupported_options(registries: Registries, reason: str) -> Iterator[Finding]:
    """An error per option, for a runtime that does not support them."""
    for where in _options_in_use(registries):
        fix = "Remove it for these nodes. Only plain containerd supports it."
        yield Finding("endpoint-option-unsupported", "error", where, reason, fix)


def check_endpoint_options(wanted: RegistrySettings, version: tuple[int, int] | None) -> Iterator[Finding]:
    """What plain containerd of this version (None: not known) does not do as the options want it."""
    if version is not None and version < DIAL_TIMEOUT:
        yield from _no_dial_timeout(wanted.registries, ".".join(map(str, version)))
    for where, options in endpoint_options(wanted.registries):
        if options.capabilities == ("resolve",):
            fix = "Add pull, or remove the endpoint if it has no manifests and layers."
            yield Finding("capability-pull-ignored", "warning", f"{where}.capabilities", _PULL_IGNORED, fix)
    if not wanted.default_endpoint:
        yield from _without_resolve(wanted.registries)


def _without_resolve(registries: Registries) -> Iterator[Finding]:
    for name, mirror in registries.mirrors.items():
        found = [mirror.options.get(endpoint, EndpointOptions()).capabilities for endpoint in mirror.endpoints]
        if found and all(capabilities and "resolve" not in capabilities for capabilities in found):
            where = VariableReader.within("registries_mirrors", name)
            fix = "Add resolve to the capabilities of an endpoint."
            yield Finding("no-endpoint-resolves", "error", where, _ONLY_DIGESTS, fix)


def _no_dial_timeout(registries: Registries, version: str) -> Iterator[Finding]:
    message = f"containerd {version} has no dial timeout for an endpoint. It waits for 30 seconds."
    for where in _options_in_use(registries):
        if where.endswith("dial_timeout"):
            yield Finding("timeout-unsupported", "error", where, message, "Unset it, or use containerd 2.1 or later.")


def _options_in_use(registries: Registries) -> Iterator[str]:
    if registries.dial_timeout:
        yield _GLOBAL
    for where, options in endpoint_options(registries):
        if options.capabilities:
            yield f"{where}.capabilities"
        if options.dial_timeout:
            yield f"{where}.dial_timeout"
        if options.headers:
            yield f"{where}.header"
