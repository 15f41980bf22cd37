# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which file on a node may hold a secret, by the rules of the collection. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from tests.stages.leaks.scenario.seeds import OF_PROXY, UNMANAGED
from tests.stages.leaks.search.hive import SERVICE
from tests.stages.leaks.search.matcher import Hit


class Verdict(Enum):
    """The verdict about a secret in a place."""

    LEAK = "leak"
    MANAGED = "a managed file, which contains it"
    RUNTIME = "written by the runtime"
    SNAPSHOT = "a copy from before the last change, readable by root only"
    LEFT = "left by a killed run, readable by root only"
    OPEN = "in the Windows registry, where every user can read it, as documented"


@dataclass(frozen=True)
class Place:
    """Where a text was found: node or `controller`, path or other name, and for files the owner and mode."""

    host: str
    name: str
    owner: int = 0
    mode: int = 0o600

    @property
    def is_private(self) -> bool:
        """Whether root alone can read it."""
        return self.owner == 0 and not self.mode & 0o077

    def __str__(self) -> str:
        is_file = self.name.startswith("/")
        return f"{self.host}: {self.name}" + f" (mode {self.mode:04o}, owner {self.owner})" * is_file


# What the collection writes because the runtime or its clients read it.
_MANAGED = re.compile(
    r"/etc/rancher/(?:rke2|k3s)/registries\.yaml"
    r"|/etc/rancher/(?:rke2|k3s)/pullproof/[^/]+/client\.key"
    r"|/etc/default/(?:rke2|(?:rke2|k3s)-(?:server|agent))"
    r"|/etc/pullproof/[^/]+\.env"
    r"|/etc/containerd/config\.toml"
    r"|/etc/containerd/certs\.d/[^/]+/client\.key"
    # The only host with a secret in a header. No other hosts.toml may hold a secret.
    r"|/etc/containerd/certs\.d/header\.example\.lab/hosts\.toml"
    r"|/etc/docker/certs\.d/[^/]+/client\.key"
    r"|/root/\.docker/config\.json"
    # A Windows node: its drive C.
    r"|/var/lib/wine/drive_c/etc/rancher/rke2/registries\.yaml"
    r"|/var/lib/wine/drive_c/etc/rancher/rke2/pullproof/[^/]+/client\.key"
    r"|/var/lib/wine/drive_c/\.docker/config\.json"
)
# What RKE2 and K3s (here their stand-ins), containerd and dockerd make of that by themselves: the configuration they
# generate for their containerd, and their logs. A collection can neither stop nor mask it.
_RUNTIME = re.compile(
    r"(?:/var/lib/wine/drive_c)?/var/lib/rancher/(?:rke2|k3s)/agent/(?:etc/containerd|containerd)/.*"
    r"|journal of (?:rke2-server|rke2-agent|rke2|k3s-agent|k3s|containerd|docker)\.service"
)


# The record of managed files. It has digests of files with secrets, and on Linux nodes the content of unmanaged files
# where ours stands.
_RECORDS = ("/var/lib/pullproof/owned.json", "/var/lib/wine/drive_c/ProgramData/pullproof/owned.json")
_RECORD_OF_UNMANAGED = _RECORDS[0]
# Where a file is on its way to a Windows node: there, until the next run, and on the controller.
_LEFT = re.compile(
    r"/var/lib/wine/drive_c/ProgramData/pullproof/(?:unfinished|ansible-tmp-[^/]+/source)"
    r"|.*/\.ansible/tmp/ansible-local-[^/]+/[^/]+"
)
_SNAPSHOT = re.compile(r"/var/lib/pullproof/snapshots/[^/]+/\d+-[^/]+")
_BACKUP = re.compile(r"\.before-pullproof(?:\.\d+)?$")


def judge(place: Place, hit: Hit, emptied: bool, killed: bool = False) -> Verdict:
    """What a hit in this place is; `emptied` says that the variables which held the secret are empty by now, `killed`
    that the run was not let end.
    """
    if killed and not place.mode & 0o077 and _LEFT.fullmatch(place.name):
        return Verdict.LEFT
    if _RUNTIME.fullmatch(place.name):
        return Verdict.RUNTIME
    if place.name == SERVICE and hit.seed in OF_PROXY and not emptied:
        return Verdict.OPEN
    if place.is_private and _SNAPSHOT.fullmatch(place.name):
        return Verdict.SNAPSHOT
    if place.is_private and (_is_unmanaged(place, hit) or (_is_to_hold_it(place, hit) and not emptied)):
        return Verdict.MANAGED
    return Verdict.LEAK


def _is_to_hold_it(place: Place, hit: Hit) -> bool:
    return bool(_MANAGED.fullmatch(place.name)) or (place.name in _RECORDS and hit.form.endswith("digest"))


def _is_unmanaged(place: Place, hit: Hit) -> bool:
    """Whether the secret is from an unmanaged file, and the place is this file, its backup, or the record."""
    is_file_or_backup = _MANAGED.fullmatch(_BACKUP.sub("", place.name)) is not None
    return hit.seed == UNMANAGED and (place.name == _RECORD_OF_UNMANAGED or is_file_or_backup)
