# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates and keys that are given as content: the files they become on the node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import PlannedFile
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import PemError, split_pem
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Config, Registries, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

Folder = Callable[[str], str]

# The names that Docker Engine and containerd look for themselves.
FILE_NAMES = {"ca": "ca.crt", "cert": "client.cert", "key": "client.key"}


def place_certificates(registries: Registries, folder: Folder) -> tuple[tuple[PlannedFile, ...], Registries]:
    """The files for all contents, and the registries with the paths of these files."""
    return certificate_files(registries, folder), with_paths(registries, folder)


def certificate_files(registries: Registries, folder: Folder) -> tuple[PlannedFile, ...]:
    """One file per certificate or key given as content, in `folder` of the registry's name. They are read per pull."""
    return tuple(
        planned
        for name, config in sorted(registries.configs.items())
        if config.tls
        for planned in _files(config.tls, folder(name))
    )


def certificate_contents(registries: Registries, folder: Folder) -> dict[str, str]:
    """The same as texts by path, without checking their content."""
    return {
        f"{folder(name)}/{file_name}": f"{content}\n"
        for name, config in registries.configs.items()
        for kind, file_name in FILE_NAMES.items()
        if config.tls and (content := getattr(config.tls, f"{kind}_content"))
    }


def with_paths(registries: Registries, folder: Folder) -> Registries:
    """The same registries, each content replaced by the path of its file."""
    configs = {
        name: Config(config.auth, _with_paths(config.tls, folder(name)) if config.tls else None)
        for name, config in registries.configs.items()
    }
    return replace(registries, configs=configs)


def check_certificates(registries: Registries) -> list[Finding]:
    """An error for each content that is not what it should be; the programs would find out at the first pull."""
    return [
        Finding(f"tls-{identifier}", "error", f"registries_configs[{name!r}].tls.{kind}_content", f"{what}.", fix)
        for name, config in sorted(registries.configs.items())
        if config.tls
        for kind, identifier, what, fix in _problems(config.tls)
    ]


def _problems(tls: Tls) -> Iterator[tuple[str, str, str, str]]:
    for kind, content in (("ca", tls.ca_content), ("cert", tls.cert_content)):
        problem = _problem_of(content)
        if problem:
            yield kind, problem.identifier, problem.observed, f"{problem.fix[:1].upper()}{problem.fix[1:]}."
    if tls.key_content and "PRIVATE KEY-----" not in tls.key_content:
        yield "key", "not-key", "It contains no PEM private key", "Use a private key in PEM format."


def _problem_of(content: str) -> PemError | None:
    try:
        split_pem(content) if content else ()
    except PemError as error:
        return error
    return None


def _files(tls: Tls, folder: str) -> Iterator[PlannedFile]:
    for kind, file_name in FILE_NAMES.items():
        content = getattr(tls, f"{kind}_content")
        if content:
            mode = "0600" if kind == "key" else "0644"
            text = content if content.endswith("\n") else content + "\n"
            yield PlannedFile(f"{folder}/{file_name}", "whole", mode, "live", text, _summary(kind, text))


def _summary(kind: str, text: str) -> str:
    if kind == "key":
        return "# a private key; not shown\n"
    return "".join(found.summary() for found in split_pem(text))


def _with_paths(tls: Tls, folder: str) -> Tls:
    def path(kind: str) -> str:
        return f"{folder}/{FILE_NAMES[kind]}"

    return Tls(
        ca_file=path("ca") if tls.ca_content else tls.ca_file,
        cert_file=path("cert") if tls.cert_content else tls.cert_file,
        key_file=path("key") if tls.key_content else tls.key_file,
        insecure_skip_verify=tls.insecure_skip_verify,
    )
