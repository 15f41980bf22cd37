# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""crictl.exe: simulated on the container's real containerd.

A Linux containerd refuses Windows platforms through CRI, so a pull is made with `ctr content fetch`: the real
resolver, with the node's certs.d, its credentials and the environment of its containerd. Which manifest of an index is
taken is the rule for the simulated host's build.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..machine import Machine
from ..os_version import matching
from ..real import Ended
from ..real import run as run_real

SOCKET = Path("/run/k3s/containerd/containerd.sock")
CONTAINERD = Path("/var/lib/rancher/rke2/agent/etc/containerd")
_CTR = ("ctr", "--address", str(SOCKET), "--namespace", "simulated-windows")
_NO_PIPE = (
    'validate service connection: validate CRI v1 image API for endpoint "npipe:////./pipe/containerd-containerd": '
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: open '
    '//./pipe/containerd-containerd: The system cannot find the file specified."'
)
_VALUED = ("--config", "-c", "--runtime-endpoint", "-r", "--image-endpoint", "-i", "--timeout", "-t", "--pull-timeout")


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """Run `pull`, `version`, `info` or `images`."""
    words = _words(arguments)
    if _pid() is None:
        return Ended(1, "", f'level=fatal msg="{_NO_PIPE}"\n')
    match words:
        case ["pull", reference]:
            return _pull(machine, reference)
        case ["version", *_]:
            return Ended(0, "Version:  0.1.0\nRuntimeName:  containerd\n", "")
        case ["info", *_]:
            return Ended(0, json.dumps({"status": {"conditions": [{"type": "RuntimeReady", "status": True}]}}), "")
        case ["images", *_]:
            return Ended(0, json.dumps({"images": []}), "")
    return Ended(1, "", f"crictl {' '.join(words)} is not simulated")


def _words(arguments: Sequence[str]) -> list[str]:
    words, rest = [], iter(arguments)
    for argument in rest:
        if argument in _VALUED or argument in ("-o", "--output"):
            next(rest, None)
        elif not argument.startswith("-"):
            words.append(argument)
    return words


def _pull(machine: Machine, reference: str) -> Ended:
    environment = _environment()
    fetch = [*_CTR, "content", "fetch", "--hosts-dir", str(CONTAINERD / "certs.d"), *_user(reference)]
    described = run_real([*fetch, "--metadata-only", "--all-platforms", reference], environment=environment)
    if described.code:
        return _failed(reference, described.err)
    digest = _digest(reference)
    if digest is None:
        return _failed(reference, "not found")
    index = json.loads(run_real([*_CTR, "content", "get", digest]).out)
    if "manifests" not in index:
        platform = json.loads(run_real([*_CTR, "content", "get", index["config"]["digest"]]).out)
        chosen = matching([{"digest": digest, "platform": platform}], machine.state["host"]["build"])
    else:
        chosen = matching(index["manifests"], machine.state["host"]["build"])
    if chosen is None:
        return _failed(reference, f"no match for platform in manifest {digest}: not found")
    name = f"{_repository(reference)}@{chosen['digest']}"
    fetched = run_real([*fetch, "--all-platforms", name], environment=environment)
    return _failed(reference, fetched.err) if fetched.code else Ended(0, f"Image is up to date for {digest}\n", "")


def _failed(reference: str, words: str) -> Ended:
    said = words.strip().removeprefix("ctr: ")
    message = f'failed to pull and unpack image "{reference}": {said}'
    fatal = f"pulling image: rpc error: code = Unknown desc = {message}"
    return Ended(1, "", f"level=fatal msg={json.dumps(fatal)}\n")


def _digest(reference: str) -> str | None:
    """What the reference means now."""
    listed = run_real([*_CTR, "images", "ls", f"name=={reference}"]).out.splitlines()[1:]
    return listed[0].split()[2] if listed else None


def _repository(reference: str) -> str:
    name, _at, _digest = reference.partition("@")
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}"


def _user(reference: str) -> list[str]:
    """The credentials of the first host that certs.d names, or of the registry itself."""
    auths = _credentials()
    registry = reference.partition("/")[0]
    for host in [*_hosts(registry), registry]:
        if host in auths:
            return ["--user", auths[host]]
    return []


def _hosts(registry: str) -> list[str]:
    names = [registry.replace(":", "_", 1) + "_" * (":" in registry), registry, "_default"]
    for name in names:
        path = CONTAINERD / "certs.d" / name / "hosts.toml"
        if path.exists():
            return [
                url.partition("://")[2].partition("/")[0] for url in tomllib.loads(path.read_text()).get("host", {})
            ]
    return []


def _credentials() -> Mapping[str, str]:
    config = tomllib.loads((CONTAINERD / "config.toml").read_text())
    found: dict[str, str] = {}
    for plugin in config.get("plugins", {}).values():
        configs: Mapping[str, Any] = plugin.get("registry", {}).get("configs", {})
        for host, entry in configs.items():
            auth = entry.get("auth", {})
            if auth.get("username"):
                found[host] = f"{auth['username']}:{auth['password']}"
    return found


def _pid() -> int | None:
    found = run_real(["pgrep", "--oldest", "--exact", "containerd"]).out.split()
    return int(found[0]) if found else None


def _environment() -> Mapping[str, str]:
    """The proxy settings that the running containerd was started with."""
    raw = Path(f"/proc/{_pid()}/environ").read_bytes().decode(errors="replace")
    pairs = (item.partition("=") for item in raw.split("\0") if item)
    return {name: value for name, _sign, value in pairs if name.upper().endswith("_PROXY")}
