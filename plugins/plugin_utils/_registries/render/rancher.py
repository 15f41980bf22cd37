# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registries for RKE2 and K3s: registries.yaml, which they read once, when they start.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import (
    ANY,
    certificate_folder,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import (
    place_certificates,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.endpoint_options import (
    unsupported_options,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.registries_yaml import (
    MARKER,
    render_registries_yaml,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_NO_DEFAULT_ENDPOINT = f"{MARKER}\ndisable-default-registry-endpoint: true\n"


def plan_rancher(wanted: RegistrySettings, runtime: Runtime) -> tuple[PlannedFile, ...]:
    """All files, certificates before the registries.yaml that names them."""
    # On Linux the registries file can be elsewhere (private-registry in config.yaml).
    etc = f"{'C:' if wanted.platform == 'windows' else ''}/etc/rancher/{runtime.product}"
    certificates, registries = place_certificates(
        wanted.registries, certificate_folder(runtime.product, wanted.platform)
    )
    if not (registries.mirrors or registries.configs):
        return ()
    text, masked = render_registries_yaml(registries), render_registries_yaml(registries, masked=True)
    files = [
        *certificates,
        PlannedFile(runtime.registries_file, "whole", "0600", "restart", text, masked),
    ]
    if not wanted.default_endpoint:
        path = f"{etc}/config.yaml.d/90-pullproof.yaml"
        files.append(PlannedFile(path, "whole", "0644", "restart", _NO_DEFAULT_ENDPOINT, _NO_DEFAULT_ENDPOINT))
    return tuple(files)


def check_rancher(wanted: RegistrySettings, runtime: Runtime) -> list[Finding]:
    """Variables that RKE2 and K3s do not support, or handle differently."""
    reason = f"registries.yaml has no such option, and {runtime.product} writes hosts.toml itself."
    findings = list(unsupported_options(wanted.registries, reason))
    if wanted.image_pull_progress_timeout:
        findings.append(
            Finding(
                "timeout-unsupported",
                "error",
                "registries_image_pull_progress_timeout",
                f"{runtime.product} writes containerd's config.toml itself and has no such setting.",
                "Unset it for these nodes.",
            )
        )
    if not wanted.default_endpoint:
        findings += [_defeated(name) for name in sorted(_with_endpoints(wanted) & set(wanted.registries.configs))]
    return findings


def _with_endpoints(wanted: RegistrySettings) -> set[str]:
    """Registries with mirrors; settings under `*` do not count, because they create no host."""
    return {name for name, mirror in wanted.registries.mirrors.items() if mirror.endpoints and name != ANY}


def _defeated(name: str) -> Finding:
    return Finding(
        "default-endpoint-kept",
        "warning",
        f"registries_configs[{name!r}]",
        f"registries_default_endpoint: false has no effect for {name}, because registries_configs has an entry for it.",
        "Remove the entry. Only requests to the registry itself need it.",
    )
