# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints as K3s and RKE2 understand them (up to v1.36). The variables have the same meaning on every runtime.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import parse_endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Config, Tls


@dataclass(frozen=True)
class EndpointUrl:
    """`host` is host[:port] as written, `path` empty for the usual API at /v2."""

    scheme: str
    host: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


def endpoint_url(text: str) -> EndpointUrl:
    """An endpoint of a mirror, or a registry by name, which is the default source of its images.

    The paths `/` and `/v2` mean the usual API; any other has to name the whole path of the API. Raises GoUrlError.
    """
    url = parse_endpoint_url(text)
    host = HUB_HOST if url.host == HUB else url.host
    return EndpointUrl(url.scheme, host, "" if url.path in ("", "/", "/v2") else url.escaped_path)


def config_for(configs: Mapping[str, Config], host: str) -> Config | None:
    """The settings for requests to a host: they are found by the very spelling; Docker Hub has two names."""
    names = (HUB_HOST, HUB) if host in (HUB, HUB_HOST) else (host,)
    return next((configs[name] for name in names if name in configs), None)


def tls_for(configs: Mapping[str, Config], host: str) -> Tls:
    """The TLS settings for requests to a host."""
    config = config_for(configs, host)
    return config.tls if config and config.tls else Tls()
