# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of hosts that nothing uses, or that have side effects."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import (
    ANY,
    LintSubject,
    config_place,
    mirror_place,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST, HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

# This finds a name with one letter added, missing or replaced.
_ALIKE = 0.9

_NEAR_MISS = RULES["config-near-miss"]
_UNUSED = RULES["config-unused"]
_MIRRORED_NAME = RULES["config-under-mirrored-name"]
_WILDCARD = RULES["config-disables-wildcard"]
# The same identifier as on the other runtimes, where it is an error.
_FOR_ANY = RULES["config-for-any"]


def check_configs(subject: LintSubject) -> Iterator[Finding]:
    """Keys of registries_configs."""
    yield from _unused(subject)
    yield from _under_mirrored_name(subject)
    yield from _disabling_wildcard(subject)
    yield from _for_any(subject)


def has_settings(config: Config) -> bool:
    """Whether anything is set; K3s and RKE2 accept empty credentials."""
    return config.auth is not None or config.tls is not None


def _unused(subject: LintSubject) -> Iterator[Finding]:
    used = _used_names(subject)
    # A host with settings of its own does not need those of a similar name.
    wanting = {_bare(host): (host, where) for host, where in used.items() if host not in subject.configs}
    for name in subject.configs:
        if name in used or name in (ANY, *HUB_NAMES):
            continue
        if _bare(name) in wanting:
            host, where = wanting[_bare(name)]
            message = (
                f"These settings are not used for {host!r} ({where}): the names must be equal, including the port."
            )
            yield _NEAR_MISS.at(config_place(name), message, f"Name them {host!r}.")
            continue
        alike = difflib.get_close_matches(_bare(name), wanting, n=1, cutoff=_ALIKE)
        if alike or subject.images:
            message = f"{name!r} is not the host of an endpoint, a mirror or a listed image."
            meant = f"Did you mean {wanting[alike[0]][0]!r}? Otherwise remove" if alike else "Remove"
            yield _UNUSED.at(
                config_place(name), message, f"{meant} the settings, unless images that are not listed need them."
            )


def _used_names(subject: LintSubject) -> dict[str, str]:
    """The hosts of endpoints and images, and the names of mirrors, with their places in the variables."""
    requested = {endpoint.url.host: endpoint.where for endpoint in subject.endpoints}
    pulled = {image.reference.domain: image.where for image in subject.listed_images}
    named = {name: mirror_place(name) for name in subject.mirrors if name != ANY}
    used = {**named, **pulled, **requested}
    return {**used, HUB_HOST: used[HUB]} if HUB in used else used


def _under_mirrored_name(subject: LintSubject) -> Iterator[Finding]:
    for name in subject.mirrors:
        auth = subject.configs.get(name, Config()).auth
        endpoints = subject.endpoints_of(name)
        if name == ANY or auth in (None, Auth()) or not endpoints:
            continue
        if all(endpoint.config is None for endpoint in endpoints):
            hosts = ", ".join(dict.fromkeys(repr(endpoint.url.host) for endpoint in endpoints))
            message = f"These credentials are for {name} itself. Requests to its mirrors ({hosts}) are anonymous."
            fix = f"If they are credentials of the mirrors, move them to {hosts}. Otherwise keep them."
            yield _MIRRORED_NAME.at(f"{config_place(name)}.auth", message, fix)


def _disabling_wildcard(subject: LintSubject) -> Iterator[Finding]:
    endpoints = subject.endpoints_of(ANY)
    if not endpoints or subject.product == "docker":
        return
    # Hosts of mirrors are requested directly, and the folder of docker.io has another name than its host.
    exempt = {ANY, HUB_HOST, *subject.mirrors, *(endpoint.url.host for endpoint in subject.endpoints)}
    for name, config in subject.configs.items():
        makes_folder = has_settings(config) if subject.generates_hosts else config.tls not in (None, Tls())
        if makes_folder and name not in exempt:
            message = f"Because {name} has settings, the mirror '*' is not used for it. Its images are pulled directly."
            fix = f"Repeat the mirror as registries_mirrors[{name!r}], or remove these settings."
            yield _WILDCARD.at(config_place(name), message, fix)


def _for_any(subject: LintSubject) -> Iterator[Finding]:
    config = subject.configs.get(ANY)
    if config is None or not subject.generates_hosts:
        return
    lost = [name for name, given in (("auth", config.auth), ("tls", config.tls)) if given is not None]
    if ANY not in subject.mirrors:
        lost = [name for name in lost if name == "auth"]
    if lost:
        message = f"containerd does not use {' and '.join(lost)} of '*' for any mirror or registry."
        yield _FOR_ANY.at(config_place(ANY), message, "Configure each host of the mirrors and registries.")


def _bare(host: str) -> str:
    """Without port and case."""
    return split_host_port(host)[0].lower()
