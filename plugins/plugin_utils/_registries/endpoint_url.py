# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of an endpoint in registries.yaml, as K3s, RKE2 and containerd complete it."""

from __future__ import annotations

import re
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import GoUrl, parse_go_url

_SCHEME_AS_HOST = re.compile(r"https?[:;.]?", re.IGNORECASE)


def parse_endpoint_url(text: str, embedded_address: str = "") -> GoUrl:
    """Parse an endpoint or registry name. Raises GoUrlError.

    Without a scheme it is https, but http for localhost with a port other than 443 that is not the embedded registry.
    The path is left as it is, and the host may be empty.
    """
    url = parse_go_url(text if "://" in text else f"//{text}")
    if url.scheme:
        return url
    is_plain = is_localhost(url.host) and url.port not in ("", "443") and url.host != embedded_address
    return replace(url, scheme="http" if is_plain else "https")


def has_misspelt_scheme(host: str) -> bool:
    """Whether a host is what is left of a misspelt scheme: of ``http:/m.example`` Go takes ``http:`` for the host."""
    return bool(_SCHEME_AS_HOST.fullmatch(host))
