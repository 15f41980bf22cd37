# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mirrors and their endpoints."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost, parse_ip
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import (
    ANY,
    LintSubject,
    ListedEndpoint,
    mirror_place,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_INDEX
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import parse_endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import EndpointUrl, endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.rewrites import rewritten
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_NO_ENDPOINT = RULES["mirror-without-endpoint"]
_NOTHING_LEFT = RULES["default-endpoint-needs-endpoint"]
_PATH = RULES["endpoint-path-without-v2"]
_DUPLICATE = RULES["endpoint-duplicate"]
_DEFAULT = RULES["endpoint-is-default"]
_DEFAULT_REWRITE = RULES["endpoint-is-default-unrewritten"]
_HTTP = RULES["endpoint-scheme-localhost"]
_PORT_80 = RULES["endpoint-scheme-port-80"]
_NO_SCHEME = RULES["endpoint-without-scheme"]
_BOOTSTRAP = RULES["bootstrap-keeps-name"]
_BY_HTTPS = RULES["image-not-over-http"]
_RUNTIME = "rke2-runtime"


def check_mirrors(subject: LintSubject) -> Iterator[Finding]:
    """Endpoints that are missing, superfluous or ambiguous."""
    for name in subject.mirrors:
        endpoints = subject.endpoints_of(name)
        if endpoints:
            yield from _duplicates(name, subject)
            yield from _default(name, subject)
            yield from _bootstrap(name, subject)
        elif not subject.registries.mirrors[name].endpoints:
            yield from _nothing(name, subject)
    for endpoint in subject.endpoints:
        if subject.product != "docker":
            yield from _path(endpoint)
        yield from _scheme(endpoint)
    yield from _pulled_over_https(subject)


def default_url(registry: str) -> EndpointUrl | None:
    """The address of the registry itself; None for any registry and for a name that is not a host."""
    try:
        return None if registry == ANY else endpoint_url(registry)
    except GoUrlError:
        return None


def _nothing(name: str, subject: LintSubject) -> Iterator[Finding]:
    place = mirror_place(name)
    if subject.embedded_registry or any(error.where.startswith(place) for error in subject.registries.errors):
        # What is wrong there may be the endpoints, such as a misspelt key.
        return
    if subject.generates_hosts and not subject.settings.default_endpoint:
        message = f"A mirror without an endpoint does not block {name}: its images are pulled directly."
        yield _NOTHING_LEFT.at(place, message, "Add an endpoint. A registry cannot be blocked.")
        return
    message = "A mirror without an endpoint only has an effect with the embedded registry of RKE2 and K3s."
    yield _NO_ENDPOINT.at(place, message, "Add an endpoint, or remove the mirror.")


def _path(endpoint: ListedEndpoint) -> Iterator[Finding]:
    path = endpoint.url.path
    if path and "v2" not in path.split("/"):
        message = f"The path is used as it is, without /v2: {path}/<repository>/manifests/<tag>."
        yield _PATH.at(endpoint.where, message, f"Write the complete path of the API, usually /v2{path.rstrip('/')}.")


def _duplicates(name: str, subject: LintSubject) -> Iterator[Finding]:
    for endpoint in _repeated(name, subject):
        message = f"{endpoint.url} is listed twice. Depending on the version, it is skipped or requested twice."
        yield _DUPLICATE.at(endpoint.where, message, "Remove it.")


def _repeated(name: str, subject: LintSubject) -> Iterator[ListedEndpoint]:
    earlier: set[EndpointUrl] = set()
    for endpoint in subject.endpoints_of(name):
        url = endpoint.url
        comparable = EndpointUrl(url.scheme, url.host, _clean(url.path))
        if comparable in earlier:
            yield endpoint
        earlier.add(comparable)


def _default(name: str, subject: LintSubject) -> Iterator[Finding]:
    last = subject.endpoints_of(name)[-1]
    if last.url != default_url(name) or not subject.settings.default_endpoint:
        return
    if subject.mirrors[name].rewrites and subject.generates_hosts:
        message = f"{name} itself is always the last endpoint. If it is listed last, rewrites are not applied to it."
        fix = f"Remove it. To apply the rewrites, write {last.url}/v2/ with the slash."
        if _has_default_port(last):
            fix = f"Remove it. To apply the rewrites, {_with_port(last)}"
        yield _DEFAULT_REWRITE.at(last.where, message, fix)
        return
    yield _DEFAULT.at(last.where, f"{name} itself is always the last endpoint.", "Remove it.")


def _bootstrap(name: str, subject: LintSubject) -> Iterator[Finding]:
    """wharfie compares the hosts alone: a path or a slash at the end makes no difference."""
    if subject.product != "rke2" or not _rewrites_runtime(name, subject):
        return
    for endpoint in subject.endpoints_of(name):
        host = parse_endpoint_url(endpoint.text).host
        if (HUB if host == HUB_INDEX else host) == name:
            message = (
                f"RKE2's own pull of rke2-runtime does not apply rewrites to {host} itself. The path of the endpoint "
                "makes no difference."
            )
            fix = "Use another DNS name of the server in the endpoint, and name its settings after it."
            if _has_default_port(endpoint):
                fix = f"For all programs, {_with_port(endpoint)}"
            yield _BOOTSTRAP.at(endpoint.where, message, fix)


def _rewrites_runtime(name: str, subject: LintSubject) -> bool:
    """Whether a rewrite of the mirror changes the name of rke2-runtime, the only image that RKE2 pulls itself."""
    listed = [image.reference.path for image in subject.images_of(name)]
    runtimes = [path for path in listed if path.endswith(_RUNTIME)] or [f"rancher/{_RUNTIME}"]
    rewrites = subject.mirrors[name].rewrites
    return any(rewritten(path, rewrites).repository != path for path in runtimes)


def _has_default_port(endpoint: ListedEndpoint) -> bool:
    return not split_host_port(endpoint.url.host)[1]


def _with_port(endpoint: ListedEndpoint) -> str:
    """The spelling with the default port, which programs take for another host than the registry itself."""
    url = endpoint.url
    host = f"{url.host}{':80' if url.scheme == 'http' else ':443'}"
    path = url.path.rstrip("/") if url.path != "/v2/" else ""
    return f"write {url.scheme}://{host}{path}, and repeat the settings of {url.host} as registries_configs[{host!r}]."


def _pulled_over_https(subject: LintSubject) -> Iterator[Finding]:
    """Docker Engine tries plain http for these hosts, because they become insecure registries."""
    plain = {endpoint.url.host for endpoint in subject.endpoints if endpoint.url.scheme == "http"}
    of_any = {endpoint.url.host for endpoint in subject.endpoints_of(ANY)}
    reported: set[str] = set()
    for image in subject.listed_images if subject.product != "docker" else ():
        host = image.reference.domain
        if host in plain - reported - of_any and not subject.endpoints_of(host) and not is_localhost(host):
            reported.add(host)
            message = (
                f"{host} is a mirror over plain http. Images with this registry in their name are pulled over https."
            )
            fix = f"Add registries_mirrors[{host!r}] with the endpoint http://{host}."
            yield _BY_HTTPS.at(image.where, message, fix)


def _scheme(endpoint: ListedEndpoint) -> Iterator[Finding]:
    if endpoint.has_scheme:
        return
    url = endpoint.url
    if is_localhost(url.host):
        message = f"Without a scheme, {endpoint.text} is {url.scheme}: localhost with a port other than 443 is http."
        yield _HTTP.at(endpoint.where, message, f"Write {url} if this is intended.")
    elif url.host.endswith(":80"):
        message = f"Without a scheme it is {url}, even with port 80."
        yield _PORT_80.at(endpoint.where, message, f"Write http://{url.host} for plain http.")
    elif parse_ip(url.host) is None or ":" not in url.host:
        # An IPv6 address without brackets is another finding.
        fix = f"Write {url} if this is intended, or http://{url.host}{url.path} for plain http."
        yield _NO_SCHEME.at(endpoint.where, f"Without a scheme it is {url}.", fix)


def _clean(path: str) -> str:
    return "" if not path or posixpath.normpath(path) == "/v2" else posixpath.normpath(path)
