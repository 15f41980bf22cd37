# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one seam for podman commands: nothing else of the lab starts a podman process."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

NAME_AND_TAG = "{{.Repository}}:{{.Tag}}"

_REMOVALS = 3


class PodmanError(RuntimeError):
    """A podman command failed; the text holds the command, its exit code and the end of its standard error."""


@dataclass(frozen=True)
class Upload:
    """One regular file to be put into a container, owned by root."""

    path: str
    content: bytes
    mode: int = 0o644


def sudo() -> tuple[str, ...]:
    """What has to stand before a command that only root may run."""
    return () if os.geteuid() == 0 else ("sudo",)


def default_command() -> tuple[str, ...]:
    """Rootful podman with runc (crun refuses to raise resource limits in a host without CAP_SYS_RESOURCE)."""
    return (*sudo(), "podman", "--runtime=runc")


@dataclass(frozen=True)
class Podman:
    """Runs podman; ``command`` is what stands before the subcommand."""

    command: tuple[str, ...]

    def run(
        self, *args: str, data: bytes | None = None, check: bool = True, timeout: float = 300, scratch: str = ""
    ) -> str:
        """Run one podman command and return its standard output; raise PodmanError if it fails and ``check``.

        ``scratch`` is the folder for podman's temporary files, if not its usual one.
        """
        command = [*self._command(scratch), *args]
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=timeout)
        if check and done.returncode:
            said = done.stderr.decode(errors="replace").strip()[-2000:]
            raise PodmanError(f"podman {shlex.join(args)}: exit code {done.returncode}: {said}")
        return done.stdout.decode(errors="replace")

    def succeeds(self, *args: str, timeout: float = 300) -> bool:
        """Whether a podman command ends with exit code 0."""
        done = subprocess.run([*self.command, *args], capture_output=True, check=False, timeout=timeout)
        return done.returncode == 0

    def remove(self, *containers: str) -> None:
        """Remove containers with their volumes; what does not exist is left out.

        Podman waits some seconds for killed processes. On a machine under load that is too short, and a second command
        finds them gone.
        """
        command = ("rm", "--force", "--ignore", "--volumes", "--time=0", *containers)
        if not any(self.succeeds(*command) for _attempt in range(_REMOVALS)):
            self.run(*command)

    def exec(self, container: str, *argv: str, data: bytes | None = None, check: bool = True) -> str:
        """Run a command as root inside a running container, with ``data`` as its standard input."""
        return self.run("exec", *(("-i",) if data is not None else ()), container, *argv, data=data, check=check)

    def upload(self, container: str, files: Sequence[Upload]) -> None:
        """Put files into a container, created or running; their bytes stand in no argument, and stay in no file."""
        # Podman 4.3 copies its standard input to a file in /var/tmp or the given folder, and leaves it there.
        with tempfile.TemporaryDirectory(prefix="pullproof-") as folder:
            self.run("cp", "-", f"{container}:/", data=_tar(files), scratch=folder)

    def states(self, label: str) -> Mapping[str, str]:
        """State (``running``, ``exited``, ``created``, …) of every container with the label ``key=value``, by name."""
        listed = json.loads(self.run("ps", "--all", "--filter", f"label={label}", "--format", "json") or "[]")
        return {entry["Names"][0]: str(entry["State"]) for entry in listed}

    def addresses(self, containers: Sequence[str], network: str) -> Mapping[str, str]:
        """IPv4 address of each container on the network, by container name; containers that have none are left out."""
        if not containers:
            return {}
        found = json.loads(self.run("inspect", "--type", "container", *containers))
        by_name = {entry["Name"]: entry["NetworkSettings"]["Networks"].get(network, {}) for entry in found}
        return {name: str(settings["IPAddress"]) for name, settings in by_name.items() if settings.get("IPAddress")}

    def address(self, container: str, network: str) -> str:
        """IPv4 address of one container on the network; KeyError if it has none (not running)."""
        return self.addresses([container], network)[container]

    def images(self, pattern: str) -> Set[str]:
        """Full names of the images in the local store that match the pattern (``*`` stands for anything but ``/``)."""
        return set(self.run("images", "--filter", f"reference={pattern}", "--format", NAME_AND_TAG).split())

    def _command(self, scratch: str) -> Sequence[str]:
        # sudo hands on no environment, so the variable is set behind it.
        before = len(sudo())
        variable = ("env", f"TMPDIR={scratch}") if scratch else ()
        return (*self.command[:before], *variable, *self.command[before:])

    def image_exists(self, reference: str) -> bool:
        """Whether the local store has the image."""
        return self.succeeds("image", "exists", reference)


def _tar(files: Sequence[Upload]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for file in files:
            member = tarfile.TarInfo(file.path.lstrip("/"))
            member.size, member.mode = len(file.content), file.mode
            archive.addfile(member, io.BytesIO(file.content))
    return buffer.getvalue()
