# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of the runtime's log about one image, and the endpoint that served it.

containerd before 2.3 logs only the host of an endpoint that it gives up, without path and image: the line can be about
any image, and any endpoint, at this host.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import host_of, path_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget

Attempts = Sequence[tuple[ProbeTarget, Probe | None]]

_DEBUG = "debug"
_BY_TAG = "/manifests/"
_BY_DIGEST = "sha256:"


def lines_about(
    lines: Sequence[LogLine], attempts: Attempts, others: Mapping[str, Collection[bool]], *, is_stale: bool
) -> Iterator[LogLine]:
    """The lines of the log about the image of the attempts.

    ``others`` has the hosts of other images, each with the answers whether the endpoint has those images. ``is_stale``:
    the service has not loaded the configuration of the probes, so that it may fail where a probe passes.
    """
    for line in lines:
        if any(_is_about(line, target, probe, others, is_stale) for target, probe in attempts):
            yield line


def has_image(probe: Probe | None) -> bool:
    """Whether the endpoint returned the manifest of the image."""
    return probe is not None and any(stage.name == "manifest" and stage.state == "passed" for stage in probe.stages)


def serving_endpoint(attempts: Attempts, log: Sequence[LogLine]) -> str:
    """The URL of the endpoint that served a pulled image; empty if several are possible.

    It is the first endpoint without an error in its probe and in the log. If there is none, but one endpoint has the
    image, it is that one.
    """
    failed = {url for line in log if line.error and line.level != _DEBUG for url in _endpoints_of(line, attempts)}
    possible = [
        (target.endpoint.url, probe)
        for target, probe in attempts
        if (probe is None or probe.fault is None) and target.endpoint.url not in failed
    ]
    known = [url for url, probe in possible if probe is not None]
    if known or len(possible) == 1:
        return known[0] if known else possible[0][0]
    having = [target.endpoint.url for target, probe in attempts if has_image(probe)]
    return having[0] if len(having) == 1 and not possible else ""


def _endpoints_of(line: LogLine, attempts: Attempts) -> set[str]:
    """The URLs of the endpoints that a line is about. Without a path, an endpoint with a fault explains it."""
    at_host = [(target, probe) for target, probe in attempts if host_of(target.endpoint.url) == line.host]
    path = _requested_path(line)
    if path:
        return {target.endpoint.url for target, _probe in at_host if _is_request_for(path, target)}
    faulty = {target.endpoint.url for target, probe in at_host if probe is not None and probe.fault is not None}
    return faulty or {target.endpoint.url for target, _probe in at_host}


def _requested_path(line: LogLine) -> str:
    """The path of the request; empty for the root of the API, or if it is unknown."""
    path = path_of(line.url)
    return "" if path.endswith("/v2") else path


def _is_about(
    line: LogLine, target: ProbeTarget, probe: Probe | None, others: Mapping[str, Collection[bool]], is_stale: bool
) -> bool:
    if line.host != host_of(target.endpoint.url):
        return False
    path = _requested_path(line)
    if path:
        return _is_request_for(path, target)
    if not has_image(probe) or line.host not in others:
        return True
    # The other image explains the line. If all images are there, only a service with another configuration fails.
    return is_stale and all(others[line.host])


def _is_request_for(path: str, target: ProbeTarget) -> bool:
    """Whether a request for this path is about the image at this endpoint: its repository, and no other tag."""
    if not path.startswith(f"{path_of(target.endpoint.url)}/{target.endpoint.repository}/"):
        return False
    version = path.rpartition(_BY_TAG)[2] if _BY_TAG in path else ""
    return version in ("", target.target.version) or version.startswith(_BY_DIGEST) or not target.target.version
