# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mirrors and their endpoints."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import (
    ANY,
    LintSubject,
    ListedEndpoint,
    mirror_place,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import EndpointUrl, endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_NO_ENDPOINT = RULES["mirror-without-endpoint"]
_NOTHING_LEFT = RULES["default-endpoint-needs-endpoint"]
_PATH = RULES["endpoint-path-without-v2"]
_DUPLICATE = RULES["endpoint-duplicate"]
_DEFAULT = RULES["endpoint-is-default"]
_DEFAULT_REWRITE = RULES["endpoint-is-default-unrewritten"]
_HTTP = RULES["endpoint-scheme-localhost"]
_PORT_80 = RULES["endpoint-scheme-port-80"]


def check_mirrors(subject: LintSubject) -> Iterator[Finding]:
    """Endpoints that are missing, superfluous or ambiguous."""
    for name in subject.mirrors:
        endpoints = subject.endpoints_of(name)
        if endpoints:
            yield from _duplicates(name, subject)
            yield from _default(name, subject)
        elif not subject.registries.mirrors[name].endpoints:
            yield from _nothing(name, subject)
    for endpoint in subject.endpoints:
        yield from _path(endpoint)
        yield from _scheme(endpoint)


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
        yield _DEFAULT_REWRITE.at(last.where, message, fix)
        return
    yield _DEFAULT.at(last.where, f"{name} itself is always the last endpoint.", "Remove it.")


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


def _clean(path: str) -> str:
    return "" if not path or posixpath.normpath(path) == "/v2" else posixpath.normpath(path)
