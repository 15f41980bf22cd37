# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration between two registries: the new endpoints, and after them the former ones with their settings.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import PLAN
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import (
    config_for,
    endpoint_url,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import (
    Mirror,
    Registries,
    parse_registries,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

FORMER_MIRRORS, FORMER_CONFIGS = "provision_former_mirrors", "provision_former_configs"
TRANSITION_OPTIONS = frozenset(("provision_transition", FORMER_MIRRORS, FORMER_CONFIGS))

# By subject, such as `mirror docker.io`: the settings of a node as they were last written, without secrets.
Written = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Transition:
    """The wanted settings, and the former ones. Both have passed the lint."""

    wanted: Registries
    former: Registries

    def endpoints(self) -> dict[str, list[str]]:
        """The former endpoints of each registry that keeps its mirrors, as they are written."""
        found = {}
        for name, mirror in self.wanted.mirrors.items():
            new = {api_url(text) for text in mirror.endpoints}
            former = self.former.mirrors.get(name, Mirror()).endpoints if mirror.endpoints else ()
            found[name] = [text for text in former if api_url(text) not in new]
        return found

    def urls(self) -> dict[str, list[str]]:
        """The same as URLs of the registry API."""
        return {name: [api_url(text) for text in texts] for name, texts in self.endpoints().items()}

    def hosts(self) -> list[str]:
        """The keys of the former settings that the former endpoints need."""
        used = {endpoint_url(text).host for texts in self.endpoints().values() for text in texts}
        names = {host: HUB_NAMES if host in HUB_NAMES else (host,) for host in used}
        lacking = [host for host in used if config_for(self.wanted.configs, host) is None]
        return sorted(name for host in lacking for name in names[host] if name in self.former.configs)

    def is_due(self, written: Written) -> bool:
        """Whether the node has one of the former endpoints. Raises PullproofError if it would lose other ones only,
        or if it has settings for a former endpoint that are in no variable.
        """
        lost = dict(_lost(written, self.wanted))
        kept = {name: {*urls} & {*self.urls()[name]} for name, urls in lost.items()}
        missing = [f"{url} ({name})" for name, urls in lost.items() if not kept[name] for url in sorted(urls)]
        if missing:
            raise _not_given("endpoints", missing, FORMER_MIRRORS)
        hosts = {endpoint_url(url).host for urls in kept.values() for url in urls}
        unknown = [host for host in sorted(hosts) if f"config {host}" in written and not self._has_settings(host)]
        if unknown:
            raise _not_given("settings of the hosts", unknown, FORMER_CONFIGS)
        return any(kept.values())

    def _has_settings(self, host: str) -> bool:
        return any(config_for(one.configs, host) is not None for one in (self.wanted, self.former))


def in_transition(
    arguments: dict[str, Any], variables: Mapping[str, Any], template: Callable[[Any], Any]
) -> dict[str, Any]:
    """The arguments, with the former endpoints and settings if the plan of the node keeps them."""
    if not any((variables.get(PLAN) or {}).get("former", {}).values()):
        return arguments
    mirrors, configs = (template(variables.get(name, {})) for name in (FORMER_MIRRORS, FORMER_CONFIGS))
    return with_former(arguments, mirrors, configs)


def with_former(arguments: Mapping[str, Any], mirrors: Any, configs: Any) -> dict[str, Any]:
    """The arguments, with the former endpoints after those of `mirrors`, and the former settings of their hosts."""
    transition = Transition(
        parse_registries(arguments["mirrors"], arguments["configs"]), parse_registries(mirrors, configs)
    )
    kept = {name: texts for name, texts in transition.endpoints().items() if texts}
    merged = {name: _merged(arguments["mirrors"][name], mirrors[name], texts) for name, texts in kept.items()}
    settings = {host: configs[host] for host in transition.hosts()}
    return {
        **arguments,
        "mirrors": {**arguments["mirrors"], **merged},
        "configs": {**(arguments["configs"] or {}), **settings},
    }


def api_url(endpoint: str) -> str:
    """The URL of the registry API at an endpoint, which is the same for all its spellings."""
    url = endpoint_url(endpoint)
    return str(url) if url.path else f"{url}/v2"


def _merged(wanted: Mapping[str, Any], former: Mapping[str, Any], kept: Collection[str]) -> dict[str, Any]:
    """One mirror with the former endpoints, including their options."""
    added = [one for one in former["endpoint"] if (one["url"] if isinstance(one, Mapping) else one) in kept]
    return {**wanted, "endpoint": [*wanted["endpoint"], *added]}


def _lost(written: Written, wanted: Registries) -> Iterator[tuple[str, set[str]]]:
    """The endpoints that the node has, and that the variables do not have, by registry that keeps its mirrors."""
    for name, mirror in wanted.mirrors.items():
        on_node = written.get(f"mirror {mask_userinfo(name)}", {}).get("endpoint", ())
        lost = {api_url(text) for text in on_node} - {api_url(text) for text in mirror.endpoints}
        if lost and mirror.endpoints:
            yield name, lost


def _not_given(what: str, missing: Collection[str], variable: str) -> PullproofError:
    return PullproofError(
        f"Checked: the former {what} on the node. Observed: {', '.join(missing)}, and no variable has them. "
        f"Expected: all of them in {variable}. Fix: set {variable} to the values of the time before, or set "
        "provision_transition: false to switch without a transition."
    )
