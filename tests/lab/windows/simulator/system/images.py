# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulls of a simulated node: the fork's resolver on the lab's registries, with the rule for Windows' versions.

A Linux containerd refuses Windows platforms through CRI. So `ctr content fetch` resolves and downloads, with the
node's certs.d, the credentials of its config.toml and the environment of its containerd; which entry of an index is
taken is containerd's rule for the simulated build. Unlike containerd's, all hosts get one login, that of the
first host that has one.
"""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .os_version import matching
from .real import CUT_OFF, Ended, run, run_with_password
from .system_errors import of_windows
from .unit import SOCKET

CONTAINERD = Path("/var/lib/rancher/rke2/agent/etc/containerd")
_NO_ROOTS = {"SSL_CERT_FILE": "/dev/null", "SSL_CERT_DIR": "/var/empty"}
_CTR = ("ctr", "--address", str(SOCKET), "--namespace", "simulated-windows")


@dataclass(frozen=True)
class Host:
    """Who pulls: the build of Windows, the proxy variables of its containerd, whether a registry's CA file replaces
    the root store, as it does before containerd 2.3, and how many seconds a pull may take.
    """

    build: int
    environment: Mapping[str, str]
    ca_replaces_roots: bool = False
    seconds: float = 120.0


class PullError(Exception):
    """No such image for this node, in containerd's words."""


@dataclass(frozen=True)
class Pulled:
    """What a pull brought: digests of what the name stands for, of the manifest that was chosen, and of its
    configuration.
    """

    digest: str
    chosen: str
    configuration: str


def pull(reference: str, host: Host) -> Pulled:
    """Fetch the image that the reference means for this host. Raises PullError."""
    registry = _Registry.of(reference.partition("/")[0])
    environment = {**host.environment, **(_NO_ROOTS if host.ca_replaces_roots and registry.has_ca else {})}
    login = registry.login(_logins())
    deadline = time.monotonic() + host.seconds
    _fetch(reference, login, environment, deadline, "--metadata-only")
    digest = _digest(reference)
    top = _content(digest)
    chosen = _chosen(digest, top, host.build)
    _fetch(f"{repository(reference)}@{chosen}", login, environment, deadline)
    manifest = top if chosen == digest else _content(chosen)
    return Pulled(digest, chosen, manifest["config"]["digest"])


def forget(gone: Mapping[str, Pulled]) -> None:
    """Take images away by their names, and what nobody else needs of them: they will be downloaded anew."""
    names = set(gone) | {f"{repository(name)}@{one.chosen}" for name, one in gone.items()}
    run([*_CTR, "images", "rm", "--sync", *sorted(names)])


def repository(reference: str) -> str:
    """A reference without tag and digest."""
    name, _at, _digest = reference.partition("@")
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}"


def _chosen(digest: str, top: Mapping[str, Any], build: int) -> str:
    """Containerd finds that an index has nothing for the host before it fetches, and a single image after."""
    if "manifests" in top:
        found = matching(top["manifests"], build)
        if found is None:
            raise PullError("no match for platform in manifest: not found")
        return str(found["digest"])
    platform = _content(top["config"]["digest"])
    if matching([{"platform": platform}], build) is None:
        raise PullError(f"no match for platform in manifest {digest}: not found")
    return digest


def _fetch(name: str, login: tuple[str, str], environment: Mapping[str, str], deadline: float, *flags: str) -> None:
    command = [*_CTR, "content", "fetch", "--hosts-dir", str(CONTAINERD / "certs.d"), "--all-platforms", *flags]
    user, password = login
    seconds = max(0.1, deadline - time.monotonic())
    if user:
        ended = run_with_password([*command, "--user", user, name], password, environment, seconds)
    else:
        ended = run([*command, name], environment=environment, seconds=seconds)
    if ended.code:
        raise PullError("context deadline exceeded" if ended.code == CUT_OFF else _words(ended))


def _words(ended: Ended) -> str:
    """The last line is the error; before it there is progress."""
    lines = [line for line in ended.err.splitlines() if line.strip()] or ["unknown error"]
    return of_windows(lines[-1].removeprefix("ctr: "))


def _content(digest: str) -> Mapping[str, Any]:
    """A manifest or a configuration; what is neither, as the body of a web page, was not kept as one."""
    try:
        parsed = json.loads(run([*_CTR, "content", "get", digest]).out)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict) or not {"manifests", "config", "os"} & parsed.keys():
        raise PullError(f"unexpected media type application/octet-stream for {digest}: not found")
    return parsed


def _digest(reference: str) -> str:
    """What the reference was resolved to."""
    listed = run([*_CTR, "images", "ls", f"name=={reference}"]).out.splitlines()[1:]
    if not listed:
        raise PullError(f"{reference}: not found")
    return listed[0].split()[2]


@dataclass(frozen=True)
class _Registry:
    """What certs.d says of a registry: its hosts in their order, the registry itself last."""

    hosts: Sequence[str]
    has_ca: bool = False

    @classmethod
    def of(cls, name: str) -> _Registry:
        paths = (CONTAINERD / "certs.d" / folder / "hosts.toml" for folder in (name, "_default"))
        path = next((one for one in paths if one.exists()), None)
        if path is None:
            return cls([name])
        parsed = tomllib.loads(path.read_text())
        hosts: Mapping[str, Mapping[str, Any]] = parsed.get("host", {})
        addresses = [url.partition("://")[2].partition("/")[0] for url in hosts]
        return cls([*addresses, name], any("ca" in one for one in (parsed, *hosts.values())))

    def login(self, logins: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
        """Name and password for the first host that has them."""
        return next((logins[host] for host in self.hosts if host in logins), ("", ""))


def _logins() -> Mapping[str, tuple[str, str]]:
    config = tomllib.loads((CONTAINERD / "config.toml").read_text())
    tables = [plugin.get("registry", {}).get("configs", {}) for plugin in config.get("plugins", {}).values()]
    auths = {host: entry.get("auth", {}) for table in tables for host, entry in table.items()}
    return {host: (auth["username"], auth["password"]) for host, auth in auths.items() if auth.get("username")}
