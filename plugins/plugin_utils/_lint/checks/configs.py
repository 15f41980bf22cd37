# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of hosts that nothing uses, or that have side effects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import (
    ANY,
    LintSubject,
    ListedEndpoint,
    config_place,
    mirror_place,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST, HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import EndpointUrl
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.host_kind import is_public_registry
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.similar_names import (
    ALIKE,
    close_name,
)

_DEFAULT_PORTS = {"https": ":443", "http": ":80"}

_NEAR_MISS = RULES["config-near-miss"]
_UNUSED = RULES["config-unused"]
_MIRRORED_NAME = RULES["config-under-mirrored-name"]
_WILDCARD = RULES["config-disables-wildcard"]
# The same identifier as on the other runtimes, where it is an error.
_FOR_ANY = RULES["config-for-any"]


def check_configs(subject: LintSubject) -> Iterator[Finding]:
    """Keys of registries_configs."""
    yield from _unused(subject)
    yield from _of_same_address(subject)
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
        alike = close_name(_bare(name), wanting, ALIKE)
        if alike or subject.images:
            message = f"{name!r} is not the host of an endpoint, a mirror or a listed image."
            meant = f"Did you mean {wanting[alike][0]!r}? Otherwise remove" if alike else "Remove"
            yield _UNUSED.at(
                config_place(name), message, f"{meant} the settings, unless images that are not listed need them."
            )


def _of_same_address(subject: LintSubject) -> Iterator[Finding]:
    """An endpoint without settings, whose server has settings under its name with or without the default port."""
    for endpoint in subject.endpoints:
        url = endpoint.url
        other = _other_spelling(url)
        config = subject.configs.get(other)
        if endpoint.config is None and config is not None and has_settings(config) and other in _used_names(subject):
            message = (
                f"{url.host!r} has no settings. Those of {other!r} are not used for it, although it is the same server."
            )
            fix = f"Repeat them as registries_configs[{url.host!r}]."
            yield _NEAR_MISS.at(endpoint.where, message, fix)


def _other_spelling(url: EndpointUrl) -> str:
    """The host with the default port of the scheme if it has no port, and without it if it has this port."""
    port = _DEFAULT_PORTS[url.scheme]
    return url.host.removesuffix(port) if url.host.endswith(port) else f"{url.host}{port}"


def _used_names(subject: LintSubject) -> dict[str, str]:
    """The hosts of endpoints and images, and the names of mirrors, with their places in the variables."""
    requested = {endpoint.url.host: endpoint.where for endpoint in subject.endpoints}
    pulled = {image.reference.domain: image.where for image in subject.listed_images}
    named = {name: mirror_place(name) for name in subject.mirrors if name != ANY}
    used = {**named, **pulled, **requested}
    return {**used, HUB_HOST: used[HUB]} if HUB in used else used


def _under_mirrored_name(subject: LintSubject) -> Iterator[Finding]:
    for name in subject.mirrors:
        endpoints = subject.endpoints_of(name)
        config = subject.configs.get(name, Config())
        if name == ANY or not endpoints:
            continue
        has_auth = _is_misplaced_auth(config.auth, endpoints) and subject.product != "docker"
        has_tls = _is_misplaced_tls(config.tls, endpoints, is_public_registry(name))
        if has_auth or has_tls:
            is_certain = has_tls or not subject.settings.default_endpoint or _is_tls_used(endpoints)
            finding = _misplaced(name, endpoints, has_auth, has_tls)
            yield finding if is_certain else replace(finding, severity="info")


def _is_misplaced_auth(auth: Auth | None, endpoints: Sequence[ListedEndpoint]) -> bool:
    return auth not in (None, Auth()) and all(endpoint.config is None for endpoint in endpoints)


def _is_misplaced_tls(tls: Tls | None, endpoints: Sequence[ListedEndpoint], is_public: bool) -> bool:
    """A public registry does not need TLS settings. A private one may need its own besides those of its mirrors."""
    configs = [endpoint.config for endpoint in endpoints]
    if tls in (None, Tls()) or any(config and config.tls not in (None, Tls()) for config in configs):
        return False
    return is_public or not any(configs)


def _is_tls_used(endpoints: Sequence[ListedEndpoint]) -> bool:
    """Whether a mirror uses https. Mirrors over plain http are mostly caches without credentials."""
    return any(endpoint.url.scheme == "https" for endpoint in endpoints)


def _misplaced(name: str, endpoints: Sequence[ListedEndpoint], has_auth: bool, has_tls: bool) -> Finding:
    hosts = ", ".join(dict.fromkeys(repr(endpoint.url.host) for endpoint in endpoints))
    kinds = " and ".join(kind for kind, given in (("credentials", has_auth), ("TLS settings", has_tls)) if given)
    place = config_place(name) if has_auth and has_tls else f"{config_place(name)}.{'auth' if has_auth else 'tls'}"
    message = f"The {kinds} of {name} are used for {name} itself. Requests to its mirrors ({hosts}) do not use them."
    fix = f"If they are for the mirrors, move them to {hosts}. Otherwise keep them."
    if has_tls and not _is_tls_used(endpoints):
        message = f"{message} These are reached over plain http."
        fix = "Remove the TLS settings, unless the registry itself needs them."
    return _MIRRORED_NAME.at(place, message, fix)


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
