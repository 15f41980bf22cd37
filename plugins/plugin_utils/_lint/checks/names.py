# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names: of registries, hosts and images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import parse_ip
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import (
    LintSubject,
    config_place,
    mirror_place,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import (
    HUB,
    HUB_HOST,
    HUB_INDEX,
    HUB_NAMES,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_LAST_PORT = 65535

_HUB_ALIAS = RULES["hub-alias-key"]
_UPPER_CASE = RULES["host-upper-case"]
_BARE_IPV6 = RULES["ipv6-without-brackets"]
_SPACE = RULES["key-has-space"]
_PORT = RULES["port-out-of-range"]
_INVALID_IMAGE = RULES["image-invalid"]
_UNQUALIFIED = RULES["image-unqualified"]


def check_names(subject: LintSubject) -> Iterator[Finding]:
    """Names that never match what they are compared with."""
    yield from _spaces(subject)
    yield from _ports(subject)
    yield from _hub_aliases(subject)
    yield from _upper_case(subject)
    yield from _addresses(subject)
    yield from _images(subject)


def _spaces(subject: LintSubject) -> Iterator[Finding]:
    for where, name in _named(subject):
        if not all(map(_is_visible, name)):
            message = "A key with a space or an invisible character never matches a registry."
            yield _SPACE.at(where, message, f"Write {''.join(filter(_is_visible, name))!r}.")


def _is_visible(character: str) -> bool:
    return character.isprintable() and not character.isspace()


def _ports(subject: LintSubject) -> Iterator[Finding]:
    for where, host in [*_named(subject), *((endpoint.where, endpoint.url.host) for endpoint in subject.endpoints)]:
        port = split_host_port(host)[1]
        if port.isdigit() and not 0 < int(port[:6]) <= _LAST_PORT:
            message = f"The port {port[:6]} is not between 1 and {_LAST_PORT}."
            yield _PORT.at(where, message, "Correct the port.")


def _named(subject: LintSubject) -> Sequence[tuple[str, str]]:
    """The keys of both variables, with their places."""
    mirrors = [(mirror_place(name), name) for name in subject.mirrors]
    return mirrors + [(config_place(name), name) for name in subject.configs]


def _hub_aliases(subject: LintSubject) -> Iterator[Finding]:
    if subject.product == "docker":
        return
    for name in (HUB_INDEX, HUB_HOST):
        if name in subject.mirrors:
            message = f"containerd looks up mirrors of Docker Hub as {HUB}. This mirror is never used."
            yield _HUB_ALIAS.at(mirror_place(name), message, f"Rename the mirror to {HUB!r}.")
    if HUB_INDEX in subject.configs and all(endpoint.url.host != HUB_INDEX for endpoint in subject.endpoints):
        message = f"containerd pulls images of Docker Hub from {HUB_HOST}. Settings of {HUB_INDEX} are not used."
        yield _HUB_ALIAS.at(config_place(HUB_INDEX), message, f"Rename the key to {HUB!r}.")


def _upper_case(subject: LintSubject) -> Iterator[Finding]:
    spelled = {image.reference.domain for image in subject.listed_images}
    named = [(where, name) for where, name in _named(subject) if name not in spelled]
    named += [(endpoint.where, endpoint.url.host) for endpoint in subject.endpoints]
    for where, host in named:
        if host != host.lower():
            message = f"{host!r} has upper-case letters. Names are case-sensitive."
            yield _UPPER_CASE.at(where, message, f"Write {host.lower()!r} in all variables.")


def _addresses(subject: LintSubject) -> Iterator[Finding]:
    named = [(mirror_place(name), name) for name in subject.mirrors]
    named += [(config_place(name), name) for name in subject.configs]
    named += [(endpoint.where, endpoint.url.host) for endpoint in subject.endpoints]
    for where, host in named:
        if ":" in host and parse_ip(host) is not None:
            message = f"Without brackets, the end of the address {host} is ambiguous."
            yield _BARE_IPV6.at(where, message, f"Write [{host}] or [{host}]:port.")


def _images(subject: LintSubject) -> Iterator[Finding]:
    for index, image in enumerate(subject.images):
        if image.text and image.error:
            message = f"The runtime rejects the reference: {image.error}."
            yield _INVALID_IMAGE.at(f"verify_images[{index}]", message, "Correct the reference.")
    for listed in subject.listed_images:
        text, reference = listed.text, listed.reference
        if reference.domain == HUB and not text.startswith(tuple(f"{name}/" for name in HUB_NAMES)):
            message = f"{text!r} contains no registry. The runtime completes it to {reference}."
            yield _UNQUALIFIED.at(listed.where, message, f"Write {reference} if this is intended.")
