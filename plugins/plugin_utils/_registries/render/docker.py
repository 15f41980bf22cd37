# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registries for Docker Engine (20.10 and later): daemon.json, which it reloads, and certs.d, which it reads per pull.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import PlannedFile
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import (
    certificate_folder,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import (
    FILE_NAMES,
    certificate_files,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import (
    EndpointUrl,
    config_for,
    endpoint_url,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Mirror
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.endpoint_options import (
    unsupported_options,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.node_path import is_same_path

DAEMON_FILE = "/etc/docker/daemon.json"
WINDOWS_DAEMON_FILE = "C:/ProgramData/docker/config/daemon.json"

_MIRRORS = "registry-mirrors"
_OPTIONS = {_MIRRORS: "registry-mirror", "insecure-registries": "insecure-registry"}


def plan_docker(wanted: RegistrySettings) -> tuple[PlannedFile, ...]:
    """Certificates, and the managed members of the two lists in daemon.json. Unmanaged members stay there."""
    members = _members(wanted)
    files = certificate_files(wanted.registries, certificate_folder("docker", wanted.platform))
    if not members:
        return files
    entries = {json.dumps([key, [member]]): json.dumps(member) for key, member in members}
    masked = "".join(f"{key}: {member}\n" for key, member in members)
    path = WINDOWS_DAEMON_FILE if wanted.platform == "windows" else DAEMON_FILE
    return (*files, PlannedFile(path, "json", None, "reload", masked=masked, entries=entries))


def check_docker(wanted: RegistrySettings) -> list[Finding]:
    """What Docker Engine can't do."""
    findings = [*_settings(wanted), *_certificates(wanted), *_credentials(wanted)]
    findings += unsupported_options(wanted.registries, "Docker Engine has no such option for a mirror.")
    for name, mirror in sorted(wanted.registries.mirrors.items()):
        findings += _mirror(name, mirror, wanted)
    return findings


def check_command_line(wanted: RegistrySettings, options: Container[str]) -> Iterator[Finding]:
    """An error per key that would be set while dockerd has its option (``registry-mirror``) on the command line.

    By `findConfigurationConflicts` of dockerd 20.10 to 28.
    """
    for key in dict(_members(wanted)):
        if _OPTIONS[key] in options:
            message = (
                f"dockerd has --{_OPTIONS[key]} on its command line; with {key} in {DAEMON_FILE} it does not start."
            )
            fix = "Remove the option from docker.service, its drop-ins and its environment file, and restart Docker."
            yield Finding("docker-command-line", "error", DAEMON_FILE, message, fix)


def check_unmanaged_mirrors(wanted: RegistrySettings, unmanaged: Sequence[str]) -> Iterator[Finding]:
    """A warning about mirrors in daemon.json of other origin: dockerd queries them after the managed ones."""
    others = [mirror for mirror in unmanaged if (_MIRRORS, mirror) not in _members(wanted)]
    if others and _hub_mirrors(wanted):
        message = (
            f"registry-mirrors also has {', '.join(others)}, which this collection did not write. Docker Engine "
            "queries the mirrors of the variables first, and then these. Each one that does not answer costs up to 15 "
            "seconds for an image that the mirrors before it lack."
        )
        fix = f"Remove them from {DAEMON_FILE} if they are not needed, or add them to registries_mirrors."
        yield Finding("docker-unmanaged-mirror", "warning", DAEMON_FILE, message, fix)


def _members(wanted: RegistrySettings) -> list[tuple[str, str]]:
    """Our members of the two lists in daemon.json, with their keys."""
    mirrors = [(_MIRRORS, str(url)) for url in _hub_mirrors(wanted)]
    return mirrors + [("insecure-registries", host) for host in _insecure_hosts(wanted)]


def _hub_mirrors(wanted: RegistrySettings) -> list[EndpointUrl]:
    mirror = wanted.registries.mirrors.get(HUB, Mirror())
    return list(dict.fromkeys(endpoint_url(endpoint) for endpoint in mirror.endpoints))


def _insecure_hosts(wanted: RegistrySettings) -> list[str]:
    unverified = {name for name, tls in wanted.tls() if tls.insecure_skip_verify}
    return sorted(unverified | {url.host for url in _hub_mirrors(wanted) if url.scheme == "http"})


def _mirror(name: str, mirror: Mirror, wanted: RegistrySettings) -> Iterator[Finding]:
    where = f"registries_mirrors[{name!r}]"
    if mirror.rewrites:
        message = "Docker Engine does not support rewrites. It requests the unchanged name."
        yield Finding(
            "rewrite-unsupported", "error", f"{where}.rewrite", message, "Remove the rewrite for these nodes."
        )
    if name != HUB and mirror.endpoints:
        message = "Docker Engine supports mirrors of docker.io only. Other images are pulled from their own registry."
        fix = "Remove it for these nodes, and use the host of the mirror in the image references."
        yield Finding("mirror-unsupported", "error", where, message, fix)
    for index, endpoint in enumerate(mirror.endpoints if name == HUB else ()):
        yield from _endpoint(f"{where}.endpoint[{index}]", endpoint_url(endpoint), wanted)


def _endpoint(where: str, url: EndpointUrl, wanted: RegistrySettings) -> Iterator[Finding]:
    config = config_for(wanted.registries.configs, url.host)
    if config and config.auth and config.auth != Auth():
        message = (
            f"Docker Engine never sends the credentials of {url.host} to a mirror. The mirror rejects the request, and "
            "the image is pulled from docker.io."
        )
        fix = "Use a mirror that needs no credentials, or use its host in the image references."
        yield Finding("mirror-with-auth", "error", where, message, fix)


def _settings(wanted: RegistrySettings) -> Iterator[Finding]:
    if not wanted.default_endpoint:
        message = "Docker Engine always tries docker.io last. This can't be disabled."
        yield _unsupported("default-endpoint-kept", "registries_default_endpoint", message, "Use true for these nodes.")
    if wanted.image_pull_progress_timeout:
        where = "registries_image_pull_progress_timeout"
        yield _unsupported(
            "timeout-unsupported", where, "Docker Engine has no such setting.", "Unset it for these nodes."
        )
    if "*" in wanted.registries.configs:
        where = "registries_configs['*']"
        yield _unsupported(
            "config-for-any", where, "Docker Engine does not support settings for '*'.", "Configure each registry."
        )


def _unsupported(identifier: str, where: str, message: str, fix: str) -> Finding:
    return Finding(identifier, "error", where, message, fix)


def _certificates(wanted: RegistrySettings) -> Iterator[Finding]:
    folder = certificate_folder("docker", wanted.platform)
    for name, tls in wanted.tls():
        for kind, file_name in FILE_NAMES.items():
            given, read = getattr(tls, f"{kind}_file"), f"{folder(name)}/{file_name}"
            if given and not is_same_path(given, read, wanted.platform):
                where = f"registries_configs[{name!r}].tls.{kind}_file"
                message = f"Docker Engine does not read {given}, but {read}."
                yield _unsupported(
                    "certificate-elsewhere", where, message, f"Use {kind}_content, or put the file there."
                )


def _credentials(wanted: RegistrySettings) -> Iterator[Finding]:
    names = [name for name, _auth in wanted.auths()]
    if names and not wanted.docker_config:
        message = (
            f"Docker Engine does not store credentials. Only pulls of this collection use those of {', '.join(names)}."
        )
        fix = "For the docker client, add its config.json to registries_docker_config."
        yield Finding("credentials-unused", "warning", "registries_configs", message, fix)
