# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual changes on a node: shell scripts that root runs on the node, each with its undo script.

Arguments are variables of the script. So are the paths of the runtime: ``UNIT``, ``STORE`` (images), ``CONTENT``
(downloaded blobs) and ``CERTS`` (folders with hosts.toml).
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from tests.lab.windows.simulator.wine.programs import DRIVE
from tests.stages.faults.model.cases import KINDS, WINDOWS, Injection

BACKUPS = "/var/lib/faults"
# Go's resolver looks at resolv.conf every five seconds at most.
RESOLVER_SECONDS = 6
# chronyd measures four times at its start, and then decides.
CLOCK_SECONDS = 12
# RKE2 and K3s start their containerd after their own start.
RESTART_SECONDS = 3

_CONTENT = "io.containerd.content.v1.content"
_RANCHER = "/var/lib/rancher/{}/agent"
_DROP_INS = f"{DRIVE}/etc/rancher/rke2/config.yaml.d"


@dataclass(frozen=True)
class Injector:
    """Two scripts, and the seconds until the first one takes effect."""

    do: str
    undo: str
    settle: float = 0.0


INJECTORS: Mapping[str, Injector] = {
    "hosts_entry": Injector(
        'echo "$address $name" >>/etc/hosts',
        f'grep -vF "$address $name" /etc/hosts >{BACKUPS}/hosts; cat {BACKUPS}/hosts >/etc/hosts',
    ),
    "route": Injector('ip route add "$kind" "$address"', 'ip route del "$kind" "$address"'),
    "dead_name_server": Injector(
        f'cp /etc/resolv.conf {BACKUPS}/resolv.conf; echo "nameserver $server" >/etc/resolv.conf',
        f"cat {BACKUPS}/resolv.conf >/etc/resolv.conf",
        settle=RESOLVER_SECONDS,
    ),
    "time_server": Injector(
        f"""file=$(grep -rl ntp.lab /etc/chrony /etc/chrony.conf 2>/dev/null | head -n 1)
        echo "$file" >{BACKUPS}/clock; cp "$file" {BACKUPS}/clock.file
        sed -i "s/ntp\\.lab/faults.lab port $port/" "$file"; systemctl restart chrony""",
        f'cat {BACKUPS}/clock.file >"$(cat {BACKUPS}/clock)"; systemctl restart chrony',
        settle=CLOCK_SECONDS,
    ),
    "full_store": Injector('mount -t tmpfs -o size=4m lab-full "$STORE"', 'umount "$STORE"'),
    "small_store": Injector(
        'mount -t tmpfs -o size=48k lab-small "$CONTENT"; mkdir -p "$CONTENT/blobs/sha256" "$CONTENT/ingest"',
        'umount "$CONTENT"',
    ),
    "read_only_store": Injector(
        'mount --bind "$CONTENT" "$CONTENT"; mount -o remount,ro,bind "$CONTENT"', 'umount "$CONTENT"'
    ),
    "stopped_runtime": Injector(
        'if [ "$UNIT" = docker ]; then systemctl stop docker.socket; fi; systemctl stop "$UNIT"',
        'if [ "$UNIT" = docker ]; then systemctl start docker.socket; fi; systemctl start "$UNIT"',
    ),
    "data_dir_with_drive": Injector(
        f"""mkdir -p {_DROP_INS}; echo 'data-dir: D:\\rke2' >{_DROP_INS}/50-site.yaml; systemctl restart "$UNIT" """,
        f'rm {_DROP_INS}/50-site.yaml; systemctl restart "$UNIT"',
        settle=RESTART_SECONDS,
    ),
    "disabled_cri": Injector(
        f"""cp /etc/containerd/config.toml {BACKUPS}/config.toml
        sed -i '1idisabled_plugins = ["cri"]' /etc/containerd/config.toml; systemctl restart containerd""",
        f"cat {BACKUPS}/config.toml >/etc/containerd/config.toml; systemctl restart containerd",
    ),
    "mirrors_beside_config_path": Injector(
        f"""cp /etc/containerd/config.toml {BACKUPS}/config.toml
        table=$(sed -n 's/^ *\\[\\(plugins[.].*[.]registry\\)\\]$/\\1/p' {BACKUPS}/config.toml | head -n 1)
        printf '[%s.mirrors."x.example"]\\n  endpoint = ["https://x.example"]\\n' "${{table:?}}" \
          >>/etc/containerd/config.toml; systemctl restart containerd""",
        f"cat {BACKUPS}/config.toml >/etc/containerd/config.toml; systemctl restart containerd",
    ),
    "drop_in": Injector(
        """mkdir -p "/etc/systemd/system/$UNIT.service.d"
        printf '[Service]\\n%s\\n' "$line" >"/etc/systemd/system/$UNIT.service.d/50-site.conf"
        systemctl daemon-reload; systemctl restart "$UNIT" """,
        """rm "/etc/systemd/system/$UNIT.service.d/50-site.conf"; systemctl daemon-reload
        systemctl restart "$UNIT" """,
        settle=RESTART_SECONDS,
    ),
    "default_environment": Injector(
        """mkdir -p /etc/systemd/system.conf.d
        printf '[Manager]\\nDefaultEnvironment=%s\\n' "$variables" >/etc/systemd/system.conf.d/50-site.conf
        systemctl daemon-reexec; systemctl restart "$UNIT" """,
        """rm /etc/systemd/system.conf.d/50-site.conf; systemctl daemon-reexec; systemctl restart "$UNIT" """,
        settle=RESTART_SECONDS,
    ),
    # The role ca_trust repairs it, in the round that follows.
    "stripped_trust": Injector(
        """for link in /etc/ssl/certs/*; do
          case "$(readlink -f "$link")" in /usr/local/share/ca-certificates/*) rm "$link" ;; esac
        done
        find /etc/ssl/certs -xtype l -delete
        cat /usr/share/ca-certificates/*/*.crt >/etc/ssl/certs/ca-certificates.crt 2>/dev/null || :
        systemctl restart "$UNIT" """,
        ":",
        settle=RESTART_SECONDS,
    ),
    "frozen_runtime": Injector(
        'systemctl kill --kill-who=main --signal=STOP "$UNIT"', 'systemctl kill --kill-who=main --signal=CONT "$UNIT"'
    ),
    "break_hosts_toml": Injector(
        f'cp "$CERTS/$name/hosts.toml" {BACKUPS}/hosts.toml; echo "[host" >>"$CERTS/$name/hosts.toml"',
        f'cat {BACKUPS}/hosts.toml >"$CERTS/$name/hosts.toml"',
    ),
    "foreign_hosts_toml": Injector(
        """mkdir "$CERTS/$name"
        echo '[host."https://refuse.lab:5000"]' >"$CERTS/$name/hosts.toml" """,
        'rm -r "$CERTS/$name"',
    ),
}

# containerd as Docker's packages configure it serves no CRI: nothing could be tried there. RKE2 v1.36.2 has no
# warning `windows-ca-file`. containerd.exe stays 2.1.5, so that no case may rely on what 2.3 trusts.
FIRST: Mapping[str, str] = {
    "containerd-2": "sed -i '/^disabled_plugins/d' /etc/containerd/config.toml; systemctl restart containerd",
    "windows-2025": "simulate version v1.36.2+rke2r1",
}


def script(node: str, injection: Injection, undo: bool = False) -> str:
    """The shell script that injects, or undoes, a fault on a node; KeyError for an injector that does not exist."""
    injector = INJECTORS[injection.name]
    known = {**_about(node), **injection.arguments}
    settings = "; ".join(f"{name}={shlex.quote(value)}" for name, value in known.items())
    return f"set -e; mkdir -p {BACKUPS}; {settings}\n{injector.undo if undo else injector.do}"


def _about(node: str) -> Mapping[str, str]:
    kind, *_ = KINDS[node]
    if kind == "docker":
        return {
            "UNIT": "docker",
            "STORE": "/var/lib/docker",
            "CONTENT": "/var/lib/docker/tmp",
            "CERTS": "",
        }
    if kind == "containerd":
        return _containerd("containerd", "/var/lib/containerd", "/etc/containerd/certs.d")
    if kind == WINDOWS:
        agent = f"{DRIVE}{_RANCHER.format('rke2')}"
        return _containerd("rke2", f"{agent}/containerd", f"{agent}/etc/containerd/certs.d", "windows")
    agent = _RANCHER.format(kind)
    return _containerd(node.rpartition("-")[0], f"{agent}/containerd", f"{agent}/etc/containerd/certs.d")


def _containerd(unit: str, store: str, certs: str, snapshotter: str = "overlayfs") -> Mapping[str, str]:
    snapshots = f"{store}/io.containerd.snapshotter.v1.{snapshotter}"
    return {"UNIT": unit, "STORE": snapshots, "CONTENT": f"{store}/{_CONTENT}", "CERTS": certs}
