# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection faults on Windows: curl.exe reports them less exactly than the runtime.

From version 8 on, curl only reports that it could not connect. It has one time limit for the connection and the
handshake. If the server closes the connection, the reason may be lost. Programs in Go report the error of the system.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import name_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.runtime_messages import (
    host_in,
    parse_message,
)

_UNCONNECTED = frozenset(("connect_refused", "connect_timeout", "no_route"))
_OF_SEVERAL = frozenset(("tls_handshake", "tls_unknown_ca", "tls_name"))
# Whoever ends a connection as soon as TLS begins did take it.
_IS_CLOSED = re.compile('"https://.*wsarecv: an existing connection was forcibly closed', re.IGNORECASE)
_HANDSHAKE_HANGS = re.compile("tls handshake timeout", re.IGNORECASE)


def refine_connection(fault: Fault, evidence: Evidence) -> Fault:
    """The same fault, or the fault that the runtime reports for the same host if curl.exe could not determine it
    exactly.
    """
    if evidence.context.judges_as_go or evidence.outcome is None or not _is_vague(fault):
        return fault
    code, host = _reported(evidence.error)
    if not code or code == fault.code or name_of(host) != name_of(fault.host):
        return fault
    return replace(fault, code=code, observed=evidence.error)


def _is_vague(fault: Fault) -> bool:
    """Whether there was no answer, or TLS failed for an unknown reason or for one that Go may not detect first."""
    if fault.stage is None:
        return False
    return fault.code in _UNCONNECTED | _OF_SEVERAL or (
        fault.code == "not_a_registry" and fault.stage.name == "v2" and "status" not in fault.stage.facts
    )


def _reported(error: str) -> tuple[str, str]:
    """The code and the host in the message of the runtime; an empty code if the message is not more exact."""
    if _IS_CLOSED.search(error):
        return "tls_handshake", host_in(error)
    words = parse_message(error)
    if words is None:
        return "", ""
    is_exact = words.code in _UNCONNECTED or words.code.startswith("tls_") or _HANDSHAKE_HANGS.search(error)
    return (words.code if is_exact else ""), words.host
