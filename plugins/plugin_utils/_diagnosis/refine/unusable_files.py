# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and keys of an endpoint that are missing on the node. containerd then contacts no host of the registry.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import host_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Config, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint

_CA, _CLIENT = "tls_unknown_ca", "tls_client_cert"
_EXPECTED = "files that exist and that containerd can use, for all endpoints of {registry}"


def unusable_file(evidence: Evidence) -> Fault | None:
    """The fault that a file of an endpoint can't be used, None if all can."""
    file = next(iter(evidence.view.unusable), None) if evidence.view else None
    if file is None:
        return None
    attempt = next((one for one in evidence.attempts if one.endpoint.url == file.url), None)
    is_client = attempt is not None and file.path in _client_files(attempt.endpoint)
    return Fault(
        _CLIENT if is_client else _CA,
        str(file),
        attempt,
        checked="the files of certificates and keys in hosts.toml",
        expected=_EXPECTED.format(registry=evidence.registry),
        fix=_fix(file.path, file.url, evidence),
    )


def attempt_with_file(message: str, evidence: Evidence) -> Attempt | None:
    """The endpoint one of whose files is in a message of the runtime."""
    return next((one for one in evidence.attempts if any(path in message for path in _files(one.endpoint))), None)


def _client_files(endpoint: Endpoint) -> tuple[str, ...]:
    return endpoint.client_certificate, endpoint.client_key


def _files(endpoint: Endpoint) -> Iterator[str]:
    named = (*endpoint.ca.split(", "), *_client_files(endpoint))
    return (f'"{path}"' for path in named if path.startswith("/"))


def _fix(path: str, url: str, evidence: Evidence) -> str:
    host = host_of(url)
    tls = evidence.registries.configs.get(host, Config()).tls or Tls()
    if path in (tls.ca_file, tls.cert_file, tls.key_file):
        contents = "ca_content" if path == tls.ca_file else "cert_content and key_content"
        place = f"registries_configs[{host!r}].tls"
        return f"restore {path}, or set {place}.{contents} and run the role registries, which then writes the files"
    if tls.ca_content or tls.cert_content:
        return "run the role registries, which writes this file"
    return f"restore {path}, or remove it from the settings of {host}"
