# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Image references as RKE2's bootstrap reads them: go-containerregistry v0.20, not as strict as CRI."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import IpNetwork, parse_ip
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import parse_go_url
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_INDEX
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import SHA256_DIGEST

_REPOSITORY = re.compile(r"[a-z0-9_\-./]{2,255}")
_TAG = re.compile(r"[A-Za-z0-9_\-.]{1,128}")
_LOOPBACK_OR_LOCAL = re.compile(r"localhost:|.*\.local(?:host)?(?::[0-9]{1,5})?$|.*(?:127\.0\.0\.1|::1)")
_PRIVATE_RANGES = tuple(
    network for network in map(IpNetwork.parse, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")) if network
)


class InvalidRepositoryError(ValueError):
    """RKE2's bootstrap refuses the image reference."""


@dataclass(frozen=True)
class BootstrapReference:
    """Registry (``index.docker.io`` for Docker Hub), repository, and the requested tag or digest."""

    registry: str
    repository: str
    identifier: str

    @property
    def is_plain_http_by_name(self) -> bool:
        """Whether the registry's name makes the library try plain http as well: local names and private addresses."""
        if _LOOPBACK_OR_LOCAL.match(self.registry):
            return True
        address = parse_ip(self.registry.partition(":")[0])
        return address is not None and any(network.contains(address) for network in _PRIVATE_RANGES)


def parse_bootstrap_reference(image: str) -> BootstrapReference:
    """Parse an image's name, completing registry, ``library/`` and tag. Raises InvalidRepositoryError."""
    try:
        return _parse_tagged(image)
    except InvalidRepositoryError as error:
        name, at, digest = image.partition("@")
        if not at:
            raise error
        if not SHA256_DIGEST.fullmatch(digest):
            raise InvalidRepositoryError(
                f"{image!r} has no digest of the form sha256:<64 hexadecimal digits>"
            ) from None
        return _with_digest(name, digest)


def parse_repository(registry: str, repository: str) -> str:
    """The name of the repository in requests. Raises InvalidRepositoryError."""
    if not _REPOSITORY.fullmatch(repository):
        raise InvalidRepositoryError(f"{repository!r} is not a valid repository: 2 to 255 of a-z, 0-9, _ - . /")
    return f"library/{repository}" if registry == HUB_INDEX and "/" not in repository else repository


def _with_digest(name: str, digest: str) -> BootstrapReference:
    try:
        tagged = _parse_tagged(name)
    except InvalidRepositoryError:
        tagged = BootstrapReference(*_split_name(name), "")
    return BootstrapReference(tagged.registry, tagged.repository, digest)


def _parse_tagged(text: str) -> BootstrapReference:
    name, colon, tag = text.rpartition(":")
    if not colon or "/" in tag:
        name, tag = text, ""
    if tag and not _TAG.fullmatch(tag):
        raise InvalidRepositoryError(f"{text!r} has an invalid tag")
    return BootstrapReference(*_split_name(name), tag or "latest")


def _split_name(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first):
        registry = HUB_INDEX if first == HUB else first
        _check_registry(registry)
        return registry, parse_repository(registry, rest)
    return HUB_INDEX, parse_repository(HUB_INDEX, name)


def _check_registry(registry: str) -> None:
    try:
        host = parse_go_url(f"//{registry}").host
    except GoUrlError as error:
        raise InvalidRepositoryError(f"{registry!r} is not a valid registry: {error}") from None
    if host != registry:
        raise InvalidRepositoryError(f"{registry!r} is not a valid registry")
