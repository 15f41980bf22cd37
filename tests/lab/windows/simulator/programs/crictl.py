# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""crictl.exe: `pull`, `images`, `inspecti` and `rmi` on the simulated pulls, all else is the real crictl.

Exit codes and the words on standard error are the real program's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..machine import Machine
from ..system.images import Host, Pulled, PullError, forget, pull, repository
from ..system.real import Ended
from ..system.real import run as run_real
from ..system.unit import SOCKET

REAL = "/usr/local/lib/standin/crictl"
_VERSION = "v1.34.1"
# The first version with containerd 2.3.
_ROOTS_ARE_KEPT_SINCE = [1, 36, 2]
_SETTINGS = "/var/lib/rancher/rke2/agent/etc/crictl.yaml"
_NO_PIPE = (
    'validate service connection: validate CRI v1 image API for endpoint "npipe:////./pipe/containerd-containerd": '
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: open '
    '//./pipe/containerd-containerd: The system cannot find the file specified."'
)
_ENDPOINTS = ("--config", "-c", "--runtime-endpoint", "-r", "--image-endpoint", "-i")
_VALUED = ("--timeout", "-t", "--pull-timeout", "-o", "--output")


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """Run a crictl command line; the endpoint is always this node's containerd."""
    arguments = _without_endpoints(arguments)
    words = _words(arguments)
    containerd = machine.unit.containerd() if machine.unit.answers() else None
    if words[:1] == ["--version"] or "--version" in arguments:
        return run_real([REAL, "--version"])
    if containerd is None:
        return _fatal(_NO_PIPE)
    match words:
        case ["pull", reference]:
            return _pull(machine, _qualified(reference), _host(machine, containerd, arguments))
        case ["images" | "image", *named]:
            return _listed(machine, [_qualified(name) for name in named], _is_json(arguments))
        case ["inspecti", reference]:
            return _inspected(machine, _qualified(reference))
        case ["rmi", *named]:
            return _removed(machine, named)
    # Its own configuration names another endpoint, but without one it would warn.
    settings = {"CRI_CONFIG_FILE": _SETTINGS}
    return run_real([REAL, "--runtime-endpoint", f"unix://{SOCKET}", *arguments], environment=settings)


def _without_endpoints(arguments: Sequence[str]) -> list[str]:
    kept, rest = [], iter(arguments)
    for argument in rest:
        name, equals, _value = argument.partition("=")
        if name not in _ENDPOINTS:
            kept.append(argument)
        elif not equals:
            next(rest, None)
    return kept


def _words(arguments: Sequence[str]) -> list[str]:
    words, rest = [], iter(arguments)
    for argument in rest:
        if argument in _VALUED:
            next(rest, None)
        elif not argument.startswith("-"):
            words.append(argument)
    return words


def _is_json(arguments: Sequence[str]) -> bool:
    return "json" in " ".join(arguments).replace("=", " ").split()


def _qualified(reference: str) -> str:
    """As CRI completes names: docker.io and its library, and the tag latest."""
    first, slash, _rest = reference.partition("/")
    if not slash:
        reference = f"docker.io/library/{reference}"
    elif not ({".", ":"} & set(first) or first == "localhost"):
        reference = f"docker.io/{reference}"
    return f"{reference}:latest" if repository(reference) == reference else reference


def _pull(machine: Machine, reference: str, host: Host) -> Ended:
    try:
        pulled = pull(reference, host)
    except PullError as error:
        message = f'failed to pull and unpack image "{reference}": {error}'
        return _fatal(f"pulling image: rpc error: code = {_code(message)} desc = {message}")
    with machine.state.changing() as state:
        state["images"][reference] = asdict(pulled)
    return Ended(0, f"Image is up to date for {pulled.configuration}\n", "")


def _host(machine: Machine, containerd: int, arguments: Sequence[str]) -> Host:
    known = machine.state["host"]
    version = [int(number) for number in re.findall(r"\d+", known.get("rke2_version") or _VERSION)[:3]]
    return Host(known["build"], _proxies(containerd), version < _ROOTS_ARE_KEPT_SINCE, _pull_seconds(arguments))


def _pull_seconds(arguments: Sequence[str]) -> float:
    """What `--pull-timeout 90s` says; crictl has no limit of its own."""
    found = re.search(r"--pull-timeout[= ](\d+)s", " ".join(arguments))
    return float(found[1]) if found else Host.seconds


def _code(message: str) -> str:
    if message.endswith(": context deadline exceeded"):
        return "DeadlineExceeded"
    return "NotFound" if message.endswith(": not found") else "Unknown"


def _listed(machine: Machine, named: Sequence[str], as_json: bool) -> Ended:
    repositories = {repository(name) for name in named}
    listed = [
        image
        for image in _images(machine)
        if not named or repositories & {repository(name) for name in [*image["repoTags"], *image["repoDigests"]]}
    ]
    if as_json:
        return Ended(0, json.dumps({"images": listed}, indent=2) + "\n", "")
    lines = [f"{repository(image['repoDigests'][0])}\t{image['id'][7:20]}" for image in listed]
    return Ended(0, "".join(f"{line}\n" for line in ["IMAGE\tIMAGE ID", *lines]), "")


def _images(machine: Machine) -> list[dict[str, Any]]:
    """One for each configuration, with all names that it was pulled by."""
    found: dict[str, dict[str, Any]] = {}
    for name, image in sorted(machine.state["images"].items()):
        known = {"id": image["configuration"], "repoTags": [], "repoDigests": [], "size": "100000", "pinned": False}
        entry = found.setdefault(image["configuration"], known)
        entry["repoTags"] += [] if "@" in name else [name]
        entry["repoDigests"] += [f"{repository(name)}@{image['digest']}"]
    return list(found.values())


def _names(machine: Machine, meant: str) -> list[str]:
    """All names of the image that is meant by a name, or by the beginning of an id."""
    images, number = machine.state["images"], meant.removeprefix("sha256:")
    image = images.get(_qualified(meant))
    return [
        name
        for name, one in images.items()
        if one == image or one["configuration"].removeprefix("sha256:").startswith(number)
    ]


def _inspected(machine: Machine, meant: str) -> Ended:
    names = _names(machine, meant)
    if not names:
        return _fatal(f'no such image "{meant}" present')
    configuration = machine.state["images"][names[0]]["configuration"]
    image = next(one for one in _images(machine) if one["id"] == configuration)
    return Ended(0, json.dumps({"status": image}, indent=2) + "\n", "")


def _removed(machine: Machine, meant: Sequence[str]) -> Ended:
    names = [name for one in meant for name in _names(machine, one)]
    if not names:
        return _fatal(f'no such image "{" ".join(meant)}" present')
    with machine.state.changing() as state:
        gone = {name: state["images"].pop(name) for name in names}
    forget({name: Pulled(**image) for name, image in gone.items()})
    return Ended(0, "".join(f"Deleted: {name}\n" for name in names), "")


def _fatal(words: str) -> Ended:
    return Ended(1, "", f"level=fatal msg={json.dumps(words)}\n")


def _proxies(containerd: int) -> Mapping[str, str]:
    """The proxy settings that the running containerd was started with."""
    raw = Path(f"/proc/{containerd}/environ").read_bytes().decode(errors="replace")
    pairs = (item.partition("=") for item in raw.split("\0") if item)
    return {name: value for name, _sign, value in pairs if name.upper().endswith("_PROXY")}
