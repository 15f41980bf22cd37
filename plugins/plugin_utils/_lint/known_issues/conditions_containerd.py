# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the variables, or config.toml of the node, trigger a known issue of plain containerd."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CONFIG_PATH
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.mirrors import default_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.conditions import credentials
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.issue import Place
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject, mirror_place
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import EndpointUrl
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.endpoint_options import (
    endpoint_options,
)

_TRANSFER_SERVICE = (2, 1)
_TABLES = ("registry.mirrors", "registry.configs", "registry.auths")


def any_image(subject: LintSubject) -> Iterator[Place]:
    """Images that must be pullable."""
    if subject.images:
        yield Place("verify_images")


def mirror_with_fallback(subject: LintSubject) -> Iterator[Place]:
    """A mirror of listed images that is not the last endpoint.

    RKE2 and K3s add the registry itself to every mirror. There, only a mirror with several endpoints is reported.
    """
    with_registry = subject.settings.default_endpoint and subject.product not in ("rke2", "k3s")
    for name in filter(subject.images_of, subject.mirrors):
        endpoints = [_with_plain_path(endpoint.url) for endpoint in subject.endpoints_of(name)]
        if endpoints and len({*endpoints, *([default_url(name)] if with_registry else [])}) > 1:
            yield Place(mirror_place(name))


def endpoint_headers(subject: LintSubject) -> Iterator[Place]:
    """Headers of an endpoint."""
    yield from (Place(f"{where}.header") for where, options in endpoint_options(subject.registries) if options.headers)


def unmanaged_mirrors(subject: LintSubject) -> Iterator[Place]:
    """Mirrors in config.toml, without a config_path."""
    facts = subject.containerd
    if facts and not facts.sets_config_path:
        yield from (Place(file, "It sets registry.mirrors. ") for file in _files_with(subject, "registry.mirrors"))


def unmanaged_tls(subject: LintSubject) -> Iterator[Place]:
    """TLS settings in config.toml."""
    for file in _files_with(subject, "registry.configs.tls"):
        yield Place(file, "It sets registry.configs with tls. ")


def config_path_list(subject: LintSubject) -> Iterator[Place]:
    """A config_path with several folders, and nothing that leads to local pulls.

    A role that runs on this version sets one folder.
    """
    if subject.containerd is None or any(credentials(subject)) or (subject.mirrors and _has_transfer_service(subject)):
        return
    facts = replace(subject.containerd, version=_TRANSFER_SERVICE)
    if len(facts.folders) > 1 and facts.hosts_ignored:
        yield Place(CONFIG_PATH, f"config_path is {':'.join(facts.folders)}. ")


def registry_tables(subject: LintSubject) -> Iterator[Place]:
    """Credentials, which can only be in config.toml, and unmanaged settings there."""
    yield from credentials(subject)
    found = [table for table in _TABLES if _pulls_locally_for(subject, table)]
    if found:
        yield Place(CONFIG_PATH, f"It sets {', '.join(found)}. ")


def _with_plain_path(url: EndpointUrl) -> EndpointUrl:
    return replace(url, path="") if url.path.rstrip("/") == "/v2" else url


def _files_with(subject: LintSubject, name: str) -> list[str]:
    conflicts = subject.containerd.conflicts if subject.containerd else {}
    return [file for file, keys in conflicts.items() if any(key.endswith(name) for key in keys)]


def _pulls_locally_for(subject: LintSubject, name: str) -> bool:
    return subject.containerd is not None and any(name in keys for keys in subject.containerd.local_pull.values())


def _has_transfer_service(subject: LintSubject) -> bool:
    version = Version.parsed(subject.version)
    return version is not None and version.branch >= _TRANSFER_SERVICE
