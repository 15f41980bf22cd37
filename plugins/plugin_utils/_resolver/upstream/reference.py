# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Image references as CRI reads them: containerd and the kubelet complete them with distribution/reference (v0.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_reference
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_INDEX

DEFAULT_TAG = "latest"
_MAX_PATH = 255
_HEX_DIGITS = {"sha256": 64, "sha384": 96, "sha512": 128}

_DOMAIN_LABEL = r"[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*"
_DOMAIN = rf"(?:{_DOMAIN_LABEL}(?:\.{_DOMAIN_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_PATH = rf"{_COMPONENT}(?:/{_COMPONENT})*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,127}"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[\-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_REFERENCE = re.compile(
    rf"(?:(?P<domain>{_DOMAIN})/)?(?P<path>{_PATH})(?::(?P<tag>{_TAG}))?(?:@(?P<digest>{_DIGEST}))?"
)
_IMAGE_ID = re.compile(r"[a-f0-9]{64}")
SHA256_DIGEST = re.compile(r"sha256:[a-f0-9]{64}")


def is_repository(path: str) -> bool:
    """Whether the path is a valid name of a repository, without a registry."""
    return len(path) <= _MAX_PATH and re.fullmatch(_PATH, path) is not None


class InvalidReferenceError(ValueError):
    """CRI refuses the image reference; no registry is queried."""


@dataclass(frozen=True)
class Reference:
    """A complete reference with a tag or a digest, never both; the other one is empty.

    ``domain`` is what a mirror is looked up by. It is empty in one odd case: the name's first part has a dot and is not
    a host name, such as ``a_b.c/app``.
    """

    domain: str
    path: str
    tag: str = ""
    digest: str = ""

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Complete ``nginx`` to ``docker.io/library/nginx:latest``; a digest wins over a tag.

        Raises InvalidReferenceError.
        """
        match = _match(text)
        digest = match["digest"] or ""
        if digest:
            _check_digest(text, digest)
            return cls(match["domain"] or "", match["path"], digest=digest)
        return cls(match["domain"] or "", match["path"], tag=match["tag"] or DEFAULT_TAG)

    @property
    def name(self) -> str:
        """Domain and path, without tag and digest."""
        return f"{self.domain}/{self.path}" if self.domain else self.path

    def __str__(self) -> str:
        return f"{self.name}@{self.digest}" if self.digest else f"{self.name}:{self.tag}"


@dataclass(frozen=True)
class RequestedImage:
    """An image as it is written. Without a ``reference``, ``error`` is the reason why the runtime refuses it."""

    text: str
    reference: Reference | None
    error: str = ""

    @classmethod
    def parse(cls, text: str) -> RequestedImage:
        """Never raises."""
        try:
            return cls(text, Reference.parse(text))
        except InvalidReferenceError as error:
            return cls(text, None, str(error))


def _match(text: str) -> re.Match[str]:
    """The parts of the completed reference."""
    if _IMAGE_ID.fullmatch(text):
        raise InvalidReferenceError(f"{text!r} is an image ID, not a reference: name the repository")
    shown = mask_reference(text)
    domain, remainder = _split_domain(text)
    repository = remainder.partition(":")[0]
    if repository != repository.lower():
        raise InvalidReferenceError(
            f"{shown!r} is not a valid image reference: {mask_reference(repository)!r} must be in lower case"
        )
    match = _REFERENCE.fullmatch(f"{domain}/{remainder}")
    if not match:
        raise InvalidReferenceError(
            f"{shown!r} is not a valid image reference: write [host[:port]/]repository[:tag|@digest]"
        )
    if len(match["path"]) > _MAX_PATH:
        raise InvalidReferenceError(
            f"{text!r} is not a valid image reference: the repository has more than {_MAX_PATH} characters"
        )
    return match


def _split_domain(text: str) -> tuple[str, str]:
    first, slash, rest = text.partition("/")
    if not slash:
        return HUB, f"library/{text}"
    if first == HUB_INDEX:
        first = HUB
    elif first != "localhost" and not set(".:") & set(first) and first == first.lower():
        first, rest = HUB, text
    if first == HUB and "/" not in rest:
        rest = f"library/{rest}"
    return first, rest


def _check_digest(text: str, digest: str) -> None:
    algorithm, _colon, encoded = digest.partition(":")
    digits = _HEX_DIGITS.get(algorithm)
    if digits is None:
        known = ", ".join(_HEX_DIGITS)
        raise InvalidReferenceError(f"{text!r} has a digest of an unknown kind, {algorithm!r}: known are {known}")
    if len(encoded) != digits or encoded != encoded.lower():
        raise InvalidReferenceError(
            f"{text!r} has an invalid digest: {algorithm} has {digits} lower-case hexadecimal digits"
        )
