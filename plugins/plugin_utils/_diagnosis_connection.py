# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that curl.exe of Windows could not make, by what the runtime says of them.

From version 8 on curl says no more than that it could not connect, and that a handshake hangs is one time limit with
that for the connection; when a server ends the connection, its reason may be lost. Programs in Go pass on what the
system says.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis_fault import Fault, name_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis_words import read_words
from ansible_collections.pullproof.registry.plugins.plugin_utils._evidence import Evidence

_UNCONNECTED = frozenset(("connect_refused", "connect_timeout", "no_route"))
_HANDSHAKE_HANGS = re.compile("tls handshake timeout", re.IGNORECASE)


def refine_connection(fault: Fault, evidence: Evidence) -> Fault:
    """The same fault, or what the runtime said of the same host where a probe by curl.exe could not say it exactly."""
    if evidence.context.judges_as_go or evidence.outcome is None or not _is_vague(fault):
        return fault
    error = evidence.outcome.error or ""
    words = read_words(error)
    if words is None or name_of(words.host) != name_of(fault.host) or not _is_exact(words.code, error):
        return fault
    return fault if words.code == fault.code else replace(fault, code=words.code, observed=error)


def _is_vague(fault: Fault) -> bool:
    """Whether nobody answered, or TLS failed for a reason that is not known."""
    if fault.stage is None:
        return False
    return fault.code in _UNCONNECTED | {"tls_handshake"} or (
        fault.code == "not_a_registry" and fault.stage.name == "v2" and "status" not in fault.stage.facts
    )


def _is_exact(code: str, error: str) -> bool:
    return code in _UNCONNECTED or code.startswith("tls_") or bool(_HANDSHAKE_HANGS.search(error))
