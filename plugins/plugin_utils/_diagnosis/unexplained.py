# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of the runtime about a pull, if no probe found a fault or a probe had a timeout.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE, UNKNOWN
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.deciding_endpoint import ABSENT
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import host_of, path_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.runtime_messages import (
    parse_message,
    place_in,
    reports_end,
    reports_timeout,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.mirrors import default_attempt
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.not_loaded import (
    REGISTRIES,
    not_loaded_though_healthy,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.probe import is_healthy, refined
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.answers import LAYER_UNSUPPORTED
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.scopes import refused_to_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.unusable_files import (
    attempt_with_file,
)

_CREDENTIALS = ("credentials_missing", "credentials_wrong", "forbidden", "token_scope")
_LITTLE_ROOM_MIB = 64
_TIMEOUTS = ("timeout", "connect_timeout")


def reported_fault(evidence: Evidence) -> Fault:
    """The fault that the runtime reports; `unknown` if its message is not known."""
    error = evidence.error
    words = parse_message(error)
    named = (attempt_at(place_in(error), evidence) or attempt_with_file(error, evidence)) if words else None
    if evidence.outcome is not None and evidence.outcome.reason == "timeout":
        # The message of a pull that was stopped at its timeout has the last step, not a cause.
        return Fault("timeout", error, named or _first(evidence.attempts))
    if words is None:
        return _refused_client(evidence) or _logged(evidence) or Fault(UNKNOWN, error, _first(evidence.attempts))
    if named is not None and named.is_peer and words.code in ABSENT:
        named = None
    return Fault(words.code, error, named or _first(evidence.attempts))


def further(fault: Fault, evidence: Evidence) -> Fault:
    """The fault that the runtime reports at an endpoint where the probe had a timeout: the runtime got an answer."""
    error = evidence.error
    words = parse_message(error)
    if fault.code != "timeout" or words is None or words.code in _TIMEOUTS or reports_timeout(error):
        return fault
    named = attempt_at(place_in(error), evidence)
    if named is None or named.endpoint.url != fault.url:
        return fault
    return Fault(words.code, error, named)


def unexplained(evidence: Evidence, faults: Sequence[Fault]) -> Fault:
    """The reason of a failure although an endpoint is healthy by its probe."""
    reported = reported_fault(evidence)
    earlier = _stopped_at(reported, faults)
    if earlier is not None:
        return earlier
    serving = next(attempt for attempt in evidence.attempts if is_healthy(attempt))
    # containerd 2 reports "not found" of another endpoint over what went wrong at this one; its log has both.
    fault = _logged(evidence, serving) or reported
    stale = not_loaded_though_healthy(fault, evidence)
    if stale is not None:
        return stale
    return _contradicting(fault, serving, evidence)


def attempt_at(place: str, evidence: Evidence) -> Attempt | None:
    """The endpoint of a URL, or at a host, or at this name with any port. Endpoints of a host differ in paths."""
    host = host_of(place) if "://" in place else place
    if not host:
        return None
    attempts = evidence.attempts
    at_host = [attempt for attempt in attempts if host_of(attempt.endpoint.url) == host]
    path = path_of(place)
    below = (one for one in at_host if path.startswith(f"{path_of(one.endpoint.url)}/{one.endpoint.repository}/"))
    by_name = (attempt for attempt in attempts if host_of(attempt.endpoint.url).startswith(f"{host}:"))
    return next(below, None) or next(iter(at_host), None) or next(by_name, None)


def _stopped_at(reported: Fault, faults: Sequence[Fault]) -> Fault | None:
    """A broken endpoint that the runtime did not go past, or that took all the time there was."""
    for fault in faults:
        if fault.code == reported.code and fault.url == reported.url:
            return fault
        if reported.code == "timeout" and CATALOGUE[fault.code].temporary:
            return fault
    return None


def _refused_client(evidence: Evidence) -> Fault | None:
    """The fault that the server closed the connection, if a client certificate is configured. With TLS 1.3, this is how
    a server refuses it. If the probe is healthy, the server accepts it, unless the runtime has not loaded it.
    """
    named = attempt_at(place_in(evidence.error), evidence) if reports_end(evidence.error) else None
    if named is None or (is_healthy(named) and REGISTRIES not in evidence.context.pending_roles):
        return None
    wanted = evidence.by_variables(named.endpoint)
    has_client = named.endpoint.client_certificate or (wanted and wanted.client_certificate)
    return Fault("tls_client_cert", evidence.error, named) if has_client else None


def _logged(evidence: Evidence, attempt: Attempt | None = None) -> Fault | None:
    """The last fault in the log about an endpoint (None: about any endpoint)."""
    for line in reversed(evidence.log):
        words = parse_message(line.error)
        is_at_host = not line.host or host_of(line.url) == line.host
        named = attempt_at((line.url if is_at_host else line.host) or place_in(line.error), evidence)
        if words and (attempt is None or (named and named.endpoint == attempt.endpoint)):
            return Fault(words.code, line.error, named or _first(evidence.attempts))
    return None


def _contradicting(fault: Fault, serving: Attempt, evidence: Evidence) -> Fault:
    """The fault that the runtime reports at a healthy endpoint, although the service has loaded the configuration on
    disk.
    """
    if fault.code in (LAYER_UNSUPPORTED, "token_server"):
        return refined(fault, evidence)
    free = evidence.context.disk_free_mib
    if fault.code in (UNKNOWN, "timeout") and free is not None and free < _LITTLE_ROOM_MIB:
        return Fault("disk_full", f"{free} MiB free; {fault.observed}")
    refused = refused_to_runtime(fault, serving, evidence)
    if refused is not None:
        return refused
    if fault.code in _CREDENTIALS and serving.endpoint.credential_key:
        observed = f"{fault.observed}; the registry accepts the same credentials from a probe"
        fix = "find out why the runtime does not send them: a custom template for config.toml, or use_local_image_pull"
        return Fault("credentials_not_used", observed, serving, fix=fix)
    default = default_attempt(evidence)
    if fault.code in ABSENT and default is not None and not serving.is_default:
        observed = (
            f"{fault.observed}; {host_of(serving.endpoint.url)} has the image, but the runtime did not request it there"
        )
        return Fault("mirror_ignored", observed, default)
    return fault


def _first(attempts: Sequence[Attempt]) -> Attempt | None:
    """The first endpoint that is not a peer-to-peer registry."""
    return next((attempt for attempt in attempts if not attempt.is_peer), attempts[0] if attempts else None)
