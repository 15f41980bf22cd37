# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries about files, folders and registry keys of a Windows node, answered by programs that Windows includes.

The parsers read only what does not depend on the system's language (Windows Server 2019 to 2025).
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import (
    ProgramOutput,
    Query,
    output_of,
    text_of,
)

_INTERPRETED = re.compile(r'["%!\x00-\x1f]')
_RIGHTS = re.compile(r":((?:\([A-Z0-9,]+\))+)\s*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"([A-Z ]*?) *[A-Za-z]:\\")
_SHA256 = re.compile(r"^\s*((?:[0-9a-f]{2} ?){32})\s*$", re.MULTILINE | re.IGNORECASE)
_VERSION = re.compile(r"\bv\d+\.\d+\.\d+\S*")
_BUILD = re.compile(r"\b\d+\.\d+\.(\d+)")
# The mandatory labels of a token with administrator rights (high), and of the system itself.
_ELEVATED = ("S-1-16-12288", "S-1-16-16384")
_VALUE = re.compile(r"^ {4}(\S+) {4}REG_\w+ {4}(.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class AccessControl:
    """`is_private`: nothing is inherited, and at most two entries exist, both with full control.

    icacls prints account names in the system's language, which therefore cannot be compared. This collection grants
    SYSTEM and Administrators.
    """

    is_private: bool = False
    is_folder: bool = False


def quoted(path: str) -> str:
    """A path for cmd.exe. Raises PullproofError for characters that cmd.exe would interpret."""
    if not is_quotable(path):
        raise PullproofError(
            f"The path {path!r} has a quote, a percent or exclamation mark, or a control character, which cmd.exe "
            "interprets. Choose another path."
        )
    return f'"{path}"'


def is_quotable(path: str) -> bool:
    """Whether a path has no character that cmd.exe would interpret even between quotes."""
    return not _INTERPRETED.search(path)


def content_of(path: str) -> Query[str]:
    """The text of a file; empty if the file is absent."""
    return text_of(f"type {quoted(path)}", str)


def access_to(path: str) -> Query[AccessControl]:
    """The access control of a file or folder."""
    return text_of(f"icacls {quoted(path)}", parse_access)


def parse_access(text: str) -> AccessControl:
    """The access control as icacls prints it."""
    rights = _RIGHTS.findall(text)
    private = 0 < len(rights) <= 2 and all("(I)" not in found and "(F)" in found for found in rights)
    # Only entries of folders have flags for what files and folders below inherit.
    return AccessControl(private, any("(OI)" in found or "(CI)" in found for found in rights))


def grants_access(path: str, account: str) -> Query[bool]:
    """Whether an account (`*SID`) has an entry of its own. The output contains the path only then."""
    return text_of(f"icacls {quoted(path)} /findsid {account}", lambda text: path.lower() in text.lower())


def is_read_only(path: str) -> Query[bool]:
    """Whether a file has the attribute."""
    return text_of(f"attrib.exe {quoted(path)}", parse_read_only)


def parse_read_only(text: str) -> bool:
    """Letters precede the path. For a missing file, attrib prints a sentence."""
    found = _ATTRIBUTES.match(text)
    return found is not None and "R" in found[1]


def names_in(folder: str) -> Query[tuple[str, ...]]:
    """The names of files and folders in a folder; empty if the folder is absent."""
    return text_of(f"dir /b {quoted(folder)}", parse_lines)


def paths_below(folder: str) -> Query[tuple[str, ...]]:
    """The paths of all files and folders below a folder; empty if the folder is absent."""
    return text_of(f"dir /s /b {quoted(folder)}", parse_lines)


def parse_lines(text: str) -> tuple[str, ...]:
    """The lines without surrounding space."""
    return tuple(line.strip() for line in text.splitlines())


def sha256_of(path: str) -> Query[str | None]:
    """The SHA-256 of a file in lower-case hex; None if the file is absent."""
    return text_of(f"certutil -hashfile {quoted(path)} SHA256", parse_sha256)


def parse_sha256(text: str) -> str | None:
    """Some versions of certutil print spaces between the bytes."""
    found = _SHA256.search(text)
    return found.group(1).replace(" ", "").lower() if found else None


def contains(path: str, text: str) -> Query[bool]:
    """Whether a file contains a text."""
    return text_of(f'findstr.exe /m /l /c:"{text}" {quoted(path)}', bool)


def subkeys_of(key: str) -> Query[set[str]]:
    """The last parts of the names of a registry key's subkeys, in upper case; `key` is `HKLM\\...`."""
    return text_of(f"reg query {quoted(key)}", parse_subkeys)


def parse_subkeys(text: str) -> set[str]:
    """The subkeys as reg.exe prints them."""
    return {line.rpartition("\\")[2].upper() for line in parse_lines(text) if line.upper().startswith("HKEY_")}


def values_of(key: str) -> Query[dict[str, str]]:
    """The values of a registry key, by name in lower case; `key` is `HKLM\\...`."""
    return text_of(f"reg.exe query {quoted(key)}", parse_values)


def parse_values(text: str) -> dict[str, str]:
    """The values as reg.exe prints them."""
    return {name.lower(): data for name, data in _VALUE.findall(text)}


def version_of(program: str) -> Query[str]:
    """The version that a program prints, such as v1.34.1+rke2r1; empty if it prints none."""
    return output_of(f'"{program}" --version', parse_version)


def parse_version(output: ProgramOutput) -> str:
    """The first version in the output of a program."""
    found = _VERSION.search(output.text)
    return found[0] if found else ""


def windows_build() -> Query[int]:
    """The build number of Windows, such as 17763; 0 if it is unknown."""
    return output_of("ver", _build)


def _build(output: ProgramOutput) -> int:
    found = _BUILD.search(output.text)
    return int(found[1]) if found else 0


def is_elevated() -> Query[bool]:
    """Whether the user has administrator rights in this session."""
    return output_of("whoami.exe /groups /fo csv /nh", lambda output: any(sid in output.text for sid in _ELEVATED))


def check_elevated(elevated: bool) -> None:
    """Raises PullproofError without the rights of an administrator, with which all files can be read."""
    if not elevated:
        raise PullproofError(
            "Checked: the rights of the user that Ansible logs in as. Observed: not those of an administrator. "
            "Expected: an elevated token. Fix: log in as a local administrator whose token is not filtered, or set "
            "ansible_become: true and ansible_become_method: runas."
        )


def free_mb_of(folder: str) -> Query[int | None]:
    """The free MiB of a folder's volume; None if the folder is absent."""
    return output_of(f"dir /-c /ad {folder}", lambda output: parse_free_mb(output.printed))


def parse_free_mb(text: str) -> int | None:
    """The last line ends with the free bytes, without separators, and words of any language."""
    numbers = re.findall(r"\d+", text.rpartition("\n")[2])
    return int(numbers[-1]) // 1024**2 if numbers else None
