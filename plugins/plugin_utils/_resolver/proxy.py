# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which way the requests of a program go, by the environment of its service.

RKE2 and K3s hand their whole environment to containerd, with each ``CONTAINERD_X`` as ``X`` on top; their own requests
do not see those. The ranges that their servers add to NO_PROXY by themselves are not counted.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import (
    CONTAINERD_PREFIX,
    containerd_environment,
    replaced_variables,
    without_prefix,
)
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Route


@dataclass(frozen=True)
class Routes:
    """The proxy settings of one process, and under which names its variables were given."""

    proxy: GoProxy = field(repr=False)
    names: Mapping[str, str]

    @classmethod
    def of_process(cls, environment: Mapping[str, str]) -> Routes:
        """For a program that gets the environment as it is."""
        return cls(GoProxy.from_environment(environment), _read_names(environment))

    @classmethod
    def of_containerd(cls, environment: Mapping[str, str]) -> Routes:
        """For the containerd of RKE2 and K3s."""
        replaced = replaced_variables(environment)
        routes = cls.of_process(containerd_environment(environment))
        names = {
            name: f"{CONTAINERD_PREFIX}{read}" if read in replaced else read for name, read in routes.names.items()
        }
        return cls(routes.proxy, names)

    def to(self, scheme: str, host: str) -> Route:
        """The way to a host (with its port, if any)."""
        try:
            decision = self.proxy.decide(f"{scheme}://{host}")
        except GoUrlError as error:
            return Route(error=str(error))
        variable = self.names.get(decision.variable, "")
        if decision.proxy is not None:
            return Route(mask_userinfo(decision.proxy), variable)
        return Route(variable=variable, entry=mask_userinfo(decision.entry)) if decision.entry else Route()


def variables_as_given(process: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The proxy variables of a containerd under the names by which RKE2 and K3s were given them."""
    special = {name: process.get(without_prefix(name), "") for name in own if name.startswith(CONTAINERD_PREFIX)}
    replaced = {without_prefix(name) for name in special}
    plain = {
        name: value
        for name, value in process.items()
        if name not in replaced and not name.startswith(CONTAINERD_PREFIX)
    }
    return {**plain, **special}


def _read_names(environment: Mapping[str, str]) -> dict[str, str]:
    """Upper case wins unless it is empty."""
    names = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
    return {name: name if environment.get(name) else name.lower() for name in names}
