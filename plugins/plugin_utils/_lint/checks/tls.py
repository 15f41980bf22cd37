# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS settings in the variables, and the files on the node that they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject, config_place
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import TLS_FILE_KEYS, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.node_path import is_absolute

_RELATIVE = RULES["tls-path-relative"]
_PLAIN_HTTP = RULES["tls-for-plain-http"]
_POINTLESS_CA = RULES["insecure-with-ca"]


@dataclass(frozen=True)
class TlsFile:
    """A file on the node that the variables name; ``kind`` is ``ca_file``, ``cert_file`` or ``key_file``."""

    where: str
    kind: str
    path: str


def check_tls_settings(subject: LintSubject) -> Iterator[Finding]:
    """The findings that do not need the node."""
    for file in tls_files(subject):
        if not is_absolute(file.path, subject.settings.platform):
            yield _RELATIVE.at(file.where, *_words(file.path, subject.settings.platform))
    for name, config in subject.configs.items():
        tls = config.tls
        if tls and tls.insecure_skip_verify and (tls.ca_file or tls.ca_content):
            message = "With insecure_skip_verify, every certificate is accepted and the CA is not used."
            yield _POINTLESS_CA.at(f"{config_place(name)}.tls", message, "Remove insecure_skip_verify.")
    yield from _for_plain_http(subject)


def _for_plain_http(subject: LintSubject) -> Iterator[Finding]:
    for endpoint in subject.endpoints:
        host, tls = endpoint.url.host, endpoint.config.tls if endpoint.config else None
        if endpoint.url.scheme != "http" or tls is None or tls == Tls():
            continue
        if subject.product == "docker" or split_host_port(host)[1] in ("", "80"):
            message = f"{host} is reached over plain http. Its TLS settings have no effect."
        else:
            message = f"Because {host} has TLS settings, https is tried first, then plain http."
        if endpoint.registry == host and subject.product != "docker":
            message = (
                f"{message} The last request is for {host} itself over https, and the error is about this request."
            )
        fix = f"Remove {config_place(host)}.tls if the registry uses plain http."
        if tls.ca_file or tls.ca_content or tls.cert_file or tls.cert_content:
            fix = f"Write https://{host.removesuffix(':80')}{endpoint.url.path}, or remove {config_place(host)}.tls."
        yield _PLAIN_HTTP.at(endpoint.where, message, fix)


def tls_files(subject: LintSubject) -> Iterator[TlsFile]:
    """The files that must be read on the node."""
    for name, config in subject.configs.items():
        for kind in TLS_FILE_KEYS if config.tls else ():
            path = getattr(config.tls, kind)
            if path:
                yield TlsFile(f"{config_place(name)}.tls.{kind}", kind, path)


def _words(path: str, platform: str) -> tuple[str, str]:
    if platform == "windows" and path.startswith("/"):
        return f"{path!r} is a Linux path, but these nodes run Windows.", "Write C:/folder/file."
    return f"{path!r} is a relative path. Each program resolves it differently.", "Write an absolute path."
