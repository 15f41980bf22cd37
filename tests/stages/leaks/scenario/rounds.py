# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rounds of the search: which run, with which secrets, on which nodes, and what it must show."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from tests.lab.host.playbook import CHECKOUT, Run
from tests.stages.leaks.collection.nodes import LINUX, UNITS, WINDOWS
from tests.stages.leaks.scenario.seeds import Secrets
from tests.stages.leaks.search.readability import missing

FOLDER = CHECKOUT / "tests" / "stages" / "leaks"
ALL = "nodes"
# Servers come first and alone: if one fails, the agents are not tried.
WITHOUT_SERVER = "nodes:!rke2_server"
SIMULATED = "windows"
# Change the nodes although probes show that images could not be pulled.
FORCED = ("-e", "provision_require_images=none")

# What must stay readable, whatever is masked beside it.
WORDS = (
    "registry.lab:5000",
    "harbor.lab",
    "mirror.lab:5000",
    "proxy.lab:3129",
    "ftp.example.lab:3129",
    "docker.io/library/base:1",
    "registry.lab:5000/team/app:1",
    "harbor.lab/project/web:1",
    "quay.io/outside/tool:1",
    "short.example.lab:5000",
    "client.example.lab",
    "containerd-1",
    "docker-1",
    "rke2-agent-1",
    "k3s-agent-1",
    "rke2-server-1",
    "/etc/rancher/rke2/registries.yaml",
    "/etc/containerd/certs.d",
)
_IN_A_DIFF = (
    '+  "registry.lab:5000":',
    '+      - "https://registry.lab:5000"',
    '+      password: "***"',
    "+HTTPS_PROXY=http://***@proxy.lab:3129",
    "+EXAMPLE_API_TOKEN=***",
)
# The files beside it are searched, too.
_REPORT = "/leaks/report/verify.html"
_PROVEN = (
    "docker.io/library/base:1      passed  fresh",
    "registry.lab:5000/team/app:1  passed  fresh",
    "harbor.lab/project/web:1      passed  fresh",
    "quay.io/outside/tool:1        passed  fresh",
    _REPORT,
    f"pulls proven on {len(LINUX)} nodes",
)
_PROVEN_ON_WINDOWS = (f"pulls proven on {len(WINDOWS)} nodes",)
_AUDITED = (f"{len(WINDOWS)} host(s) audited", "rke2 on Windows")
_UNPROVEN_ON_WINDOWS = ("credentials_wrong",)
_UNPROVEN = (
    *(f"images could not be pulled on {node}" for node in UNITS),
    "https://registry.lab:5000/v2/team/app/manifests/1: 401 Unauthorized",
    "Proxy Authentication Required",
    _REPORT,
)
_WOULD_FAIL = (
    *(f"images could be pulled on {node}, according to probes" for node in UNITS),
    "[credentials_wrong]",
    "[proxy_auth]",
    "nothing was pulled",
)
_UNMANAGED = ("/etc/rancher/rke2/registries.yaml", "/etc/rancher/k3s/registries.yaml", "overwrite_unmanaged: true")
_REFUSED = tuple(
    f"{node} refused {variable}"
    for node in LINUX
    for variable in (
        "registries_configs",
        "registries_mirrors",
        "proxy_http",
        "proxy_environment",
        "ca_trust_certificates",
        "verify_images",
    )
)
_BROKEN = (
    *(f"whether {unit} serves" for unit in UNITS.values()),
    "/etc/rancher/rke2/config.yaml.d/10-broken.yaml: yaml: line",
    "Host: registry.lab:5000 Authorization: Basic ***",
    "proxyconnect tcp: dial http://***@proxy.lab:3129: refused",
    "short.example.lab:5000 password: ***",
)


@dataclass(frozen=True)
class Round:
    """One run of a playbook and what is expected of it. `secrets`: first, changed, or wrong ones."""

    name: str
    secrets: str
    playbook: str = "provision.yml"
    options: tuple[str, ...] = ()
    hosts: str = ALL
    pipelining: bool = True
    fails: bool = False
    plants: bool = False
    breaks: bool = False
    empties: bool = False
    is_killed: bool = False
    heals: bool = False
    shows: tuple[str, ...] = ()

    def faults(self, run: Run) -> list[str]:
        """What of the run was not as planned."""
        ended = run.code != 0
        wrong_end = [f"exit code {run.code}"] if ended != self.fails else []
        return wrong_end + [f"not shown: {text}" for text in missing(run.output, self.shows)]


def variables(name: str) -> tuple[str, str]:
    """The option that gives the variables of a file in `variables/`."""
    return "-e", f"@{FOLDER / 'variables' / name}.yml"


ROUNDS = (
    Round("unmanaged files", "first", options=variables("refusing"), fails=True, plants=True, shows=_UNMANAGED),
    Round("check mode on bare nodes", "first", options=("--check",), shows=_IN_A_DIFF),
    Round("first run", "first", shows=(*_IN_A_DIFF, *_PROVEN)),
    Round("other values", "changed", shows=("what changed is masked", *_PROVEN)),
    Round("mistakes", "changed", str(FOLDER / "mistakes.yml"), ("--check",), shows=_REFUSED),
    Round(
        "wrong passwords",
        "wrong",
        options=FORCED,
        hosts=WITHOUT_SERVER,
        pipelining=False,
        fails=True,
        shows=_UNPROVEN,
    ),
    Round(
        "probes of wrong passwords",
        "wrong",
        "preflight.yml",
        hosts=WITHOUT_SERVER,
        pipelining=False,
        fails=True,
        shows=_WOULD_FAIL,
    ),
    Round(
        "runtimes that do not start",
        "first",
        options=variables("broken-runtime"),
        hosts=WITHOUT_SERVER,
        fails=True,
        breaks=True,
        shows=_BROKEN,
    ),
    Round("Windows nodes in check mode", "first", options=("--check",), hosts=SIMULATED),
    Round("Windows nodes", "first", hosts=SIMULATED, shows=_PROVEN_ON_WINDOWS),
    Round("killed on Windows nodes", "changed", hosts=SIMULATED, fails=True, is_killed=True),
    Round("other values on Windows nodes", "changed", hosts=SIMULATED, heals=True, shows=_PROVEN_ON_WINDOWS),
    Round("audit of Windows nodes", "changed", "audit.yml", ("-e", "audit_fail_on=never"), SIMULATED, shows=_AUDITED),
    Round("drift of Windows nodes", "changed", "explain.yml", ("-e", "explain_drift=true"), SIMULATED),
    Round(
        "wrong passwords on Windows nodes",
        "wrong",
        options=FORCED,
        hosts=SIMULATED,
        fails=True,
        shows=_UNPROVEN_ON_WINDOWS,
    ),
    Round("emptied variables", "first", options=variables("emptied"), pipelining=False, empties=True),
    Round("emptied variables on Windows nodes", "first", options=variables("emptied"), hosts=SIMULATED, empties=True),
)


def runtime_log_lines(secrets: Secrets) -> list[str]:
    """Lines with secrets such as runtimes and their libraries write them into their logs."""
    password, short = secrets.registry["svc-pull"], secrets.registry["short"]
    quoted = secrets.registry["quoted"]
    basic = base64.b64encode(f"svc-pull:{password}".encode()).decode()
    return [
        f'level=error msg="proxyconnect tcp: dial http://proxyuser:{secrets.proxy}@proxy.lab:3129: refused"',
        f'level=error msg="failed to do request: Head \\"https://short:{short}@short.example.lab:5000/v2/\\": EOF"',
        f"GET /v2/ HTTP/1.1 Host: registry.lab:5000 Authorization: Basic {basic}",
        f"Authorization: Bearer {secrets.identity_token}",
        json.dumps({"registry.lab:5000": {"username": "svc-pull", "password": password}}),
        json.dumps({"quoted.example.lab": {"username": "quoted", "password": quoted}}),
        f"level=debug msg={json.dumps(json.dumps({'password': quoted, 'host': 'quoted.example.lab'}))}",
        f'    password = "{password}"',
        f"short.example.lab:5000 password: {short}",
        f"EXAMPLE_API_TOKEN={secrets.identity_token}",
    ]
