# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which failures are worth another try, in the words of containerd and Docker."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.run import is_temporary


@pytest.mark.parametrize(
    "words",
    [
        "read tcp 10.0.0.1:4->10.0.0.2:5000: read: connection reset by peer",
        'failed to do request: Head "https://h/v2/a/manifests/1": EOF',
        "unexpected status from HEAD request to https://h/v2/a/manifests/1: 503 Service Unavailable",
        'Get "https://h/v2/": net/http: TLS handshake timeout',
        'Get "https://h/v2/": Bad Gateway',
    ],
)
def test_what_may_be_gone_a_moment_later(words: str) -> None:
    assert is_temporary(words)


@pytest.mark.parametrize(
    "words",
    [
        "dial tcp 10.0.0.1:5000: connect: connection refused",
        "tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "unexpected status from HEAD request to https://h/v2/a/manifests/1: 429 Too Many Requests",
        "pull access denied, repository does not exist or may require authorization",
        "h:5000/a:500: not found",
    ],
)
def test_what_stays_as_it_is(words: str) -> None:
    assert not is_temporary(words)
