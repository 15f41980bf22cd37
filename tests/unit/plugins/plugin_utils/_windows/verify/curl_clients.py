# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sends the requests of curl.exe: the curl of this machine, or a declared response."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import (
    CurlRequest,
    CurlResponse,
    configuration,
    responses,
)


@dataclass
class Asked:
    """Gives one response to each request, and records the requests."""

    response: CurlResponse
    requests: list[CurlRequest] = field(default_factory=list)

    def __call__(self, requests: Sequence[CurlRequest]) -> list[CurlResponse]:
        self.requests += requests
        return [self.response for _request in requests]


def curl(requests: Sequence[CurlRequest]) -> list[CurlResponse]:
    """The curl of this machine, without the option that only curl for Schannel knows."""
    text = configuration(requests).replace("ssl-no-revoke\n", "")
    done = subprocess.run(
        ["curl", "--stderr", "-", "--config", "-"], input=text, capture_output=True, text=True, check=False
    )
    return responses(done.stdout, len(requests)) if requests else []
