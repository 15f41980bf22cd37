# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registries for plain containerd (1.6, 1.7, 2.x): hosts.toml per registry, credentials in config.toml.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CONFIG_PATH
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import (
    ANY,
    certificate_folder,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import (
    place_certificates,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.checks import is_duration
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd_config import config_file
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.endpoint_options import (
    check_endpoint_options,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.hosts_toml import (
    hosts_by_folder,
    hosts_files,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


def plan_containerd(wanted: RegistrySettings, facts: ContainerdFacts) -> tuple[PlannedFile, ...]:
    """All files, certificates before what names them."""
    certificates, registries = place_certificates(
        wanted.registries, certificate_folder("containerd", root=facts.folder)
    )
    hosts = hosts_files(registries, wanted.default_endpoint)
    masked = hosts_files(registries, wanted.default_endpoint, masked=True)
    return (
        *certificates,
        *(_hosts_file(f"{facts.folder}/{name}/hosts.toml", text, masked[name]) for name, text in hosts.items()),
        *config_file(wanted, facts, has_hosts=bool(hosts)),
    )


def check_containerd(wanted: RegistrySettings, facts: ContainerdFacts) -> list[Finding]:
    """What plain containerd can't do, or this node's config.toml does not allow."""
    return [
        *_rewrites(wanted),
        *_any(wanted),
        *_timeout(wanted, facts),
        *check_endpoint_options(wanted, facts.version),
        *_addresses(wanted, facts),
        *_file(wanted, facts),
        *_imports(wanted, facts),
    ]


def _hosts_file(path: str, text: str, masked: str) -> PlannedFile:
    return PlannedFile(path, "whole", "0644" if text == masked else "0600", "live", text, masked)


def _rewrites(wanted: RegistrySettings) -> Iterator[Finding]:
    for name, mirror in sorted(wanted.registries.mirrors.items()):
        if mirror.rewrites:
            yield Finding(
                "rewrite-unsupported",
                "error",
                f"registries_mirrors[{name!r}].rewrite",
                "Only the containerd of RKE2 and K3s supports rewrites. containerd requests the unchanged name.",
                "Remove the rewrite for these nodes, and add the path to the endpoint: https://host/v2/path.",
            )


def _any(wanted: RegistrySettings) -> Iterator[Finding]:
    if ANY in wanted.registries.configs:
        yield Finding(
            "config-for-any",
            "error",
            "registries_configs['*']",
            "containerd does not support settings for '*'.",
            "Configure each registry or endpoint host.",
        )


def _timeout(wanted: RegistrySettings, facts: ContainerdFacts) -> Iterator[Finding]:
    timeout = wanted.image_pull_progress_timeout
    where = "registries_image_pull_progress_timeout"
    if timeout and not is_duration(timeout):
        yield Finding(
            "no-duration", "error", where, f"{timeout!r} is not a duration.", "Use the Go format: 90s, 5m or 1h30m."
        )
    if timeout and facts.version and facts.version < (1, 7):
        version = ".".join(map(str, facts.version))
        yield Finding(
            "timeout-unsupported",
            "error",
            where,
            f"containerd {version} has no such setting.",
            "Unset it, or use containerd 1.7 or later.",
        )


def _addresses(wanted: RegistrySettings, facts: ContainerdFacts) -> Iterator[Finding]:
    """The TOML reader of containerd 1.x takes no bracket in the name of a table, and the whole file is lost."""
    if facts.version and facts.version >= (2, 0):
        return
    named = [(f"registries_configs[{name!r}]", name) for name in wanted.registries.configs]
    for name, mirror in wanted.registries.mirrors.items():
        named += [(f"registries_mirrors[{name!r}].endpoint", endpoint) for endpoint in mirror.endpoints]
    for where, text in named:
        if "[" in text:
            message = "containerd before 2.0 can't read an IPv6 address in brackets in its files."
            yield Finding("ipv6-unsupported", "error", where, message, "Use a DNS name, or containerd 2.x.")


def _file(wanted: RegistrySettings, facts: ContainerdFacts) -> Iterator[Finding]:
    if facts.error and wanted.anything:
        yield Finding(
            "config-unreadable",
            "error",
            CONFIG_PATH,
            f"{facts.error[0].upper()}{facts.error[1:]}.",
            "Correct the file by hand.",
        )
    for file, settings in facts.conflicts.items():
        if _has_hosts(wanted):
            yield Finding(
                "config-conflict",
                "error",
                file,
                f"It sets {', '.join(settings)}, which containerd rejects with a config_path. CRI does not start.",
                "Move these settings into registries_mirrors and registries_configs, and remove them from the file.",
            )


def _imports(wanted: RegistrySettings, facts: ContainerdFacts) -> Iterator[Finding]:
    """Entries in config.toml that an imported file hides."""
    if facts.loaded is None:
        return
    has_hosts = _has_hosts(wanted)
    hides, sets_path = facts.loaded.replaced_by, facts.import_with_config_path
    has_others = any(wanted.auths()) or bool(wanted.image_pull_progress_timeout)
    literal = facts.config_path_literal(pulls_locally=has_others)
    if hides and (has_others or (has_hosts and not facts.sets_config_path)):
        message = (
            f"{CONFIG_PATH} imports it, and its table of the CRI plugin replaces that of {CONFIG_PATH} as a whole. "
            "containerd would ignore the entries of this role."
        )
        fix = f"Move this table from {hides} to {CONFIG_PATH}. containerd 2.x merges the tables."
        yield Finding("config-import", "error", hides, message, fix)
    elif sets_path and has_hosts and facts.loaded.config_path != literal:
        message = (
            f"{CONFIG_PATH} imports it, and it sets config_path to {facts.loaded.config_path}, which overrides the "
            "config_path of this role."
        )
        fix = f"Set config_path to {literal} in {sets_path}, or remove it there."
        yield Finding("config-import", "error", sets_path, message, fix)


def _has_hosts(wanted: RegistrySettings) -> bool:
    """Whether hosts.toml files are wanted. An endpoint that is not a URL has a finding of its own."""
    try:
        return bool(hosts_by_folder(wanted.registries, wanted.default_endpoint))
    except GoUrlError:
        return False
