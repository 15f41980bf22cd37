# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many questions to a Windows node in one remote call: in-box programs, one after the other, through cmd.exe.

Only what does not depend on the system's language is read of their answers (Windows Server 2019 to 2025).
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.cmd import answers as answers_in
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.cmd import command_line

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

# cmd.exe takes 8191 characters, of which each question needs some around it.
_LONGEST, _AROUND = 7500, 130
_RIGHTS = re.compile(r":((?:\([A-Z0-9,]+\))+)\s*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"([A-Z ]*?) *[A-Za-z]:\\")
_SHA256 = re.compile(r"^\s*((?:[0-9a-f]{2} ?){32})\s*$", re.MULTILINE | re.IGNORECASE)


def run_queries(node: WindowsNode, questions: t.Sequence[str]) -> list[str]:
    """What each of the commands prints; nothing for one that fails. One remote call, more for very many questions."""
    answers: list[str] = []
    for some in _batches(questions):
        line = command_line({str(number): question for number, question in enumerate(some)})
        result = node.query("ansible.windows.win_command", {"cmd": line})
        said = answers_in(result["stdout"])
        answers += [one.text if one.rc == 0 else "" for one in (said[str(number)] for number in range(len(some)))]
    return answers


def quoted(path: str) -> str:
    """A path for cmd.exe. Raises PullproofError for one that it would understand otherwise."""
    if re.search(r'["%!\x00-\x1f]', path):
        raise PullproofError(
            f"Checked: the path {path!r} for a Windows node. Observed: a quote, a percent or exclamation mark, or a "
            "control character in it. Expected: a path that cmd.exe takes as it stands. Fix: choose another path."
        )
    return f'"{path}"'


def content_of(path: str) -> str:
    """The question for a text file."""
    return f"type {quoted(path)}"


def access_to(path: str) -> str:
    """The question that `is_private` reads the answer of."""
    return f"icacls {quoted(path)}"


def attributes_of(path: str) -> str:
    """The question that `is_read_only` reads the answer of."""
    return f"attrib.exe {quoted(path)}"


def is_read_only(answer: str) -> bool:
    """Letters stand before the path; where there is no file, a sentence."""
    found = _ATTRIBUTES.match(answer)
    return found is not None and "R" in found[1]


def is_folder(answer: str) -> bool:
    """By the answer to `access_to`: only entries of folders say what is inherited by files and folders below."""
    return any("(OI)" in found or "(CI)" in found for found in _RIGHTS.findall(answer))


def is_private(answer: str) -> bool:
    """Whether nothing is inherited and there are no more than two entries, both with full control.

    icacls names accounts in the system's language, so that who they are can't be told: we make it SYSTEM and
    Administrators.
    """
    rights = _RIGHTS.findall(answer)
    return 0 < len(rights) <= 2 and all("(I)" not in found and "(F)" in found for found in rights)


def whether_named(path: str, account: str) -> str:
    """The question whether an account (`*SID`) has an entry of its own: the answer has the path in it only then."""
    return f"icacls {quoted(path)} /findsid {account}"


def names(folder: str) -> str:
    """The question for what is in a folder, a line for each; nothing where there is none."""
    return f"dir /b {quoted(folder)}"


def checksum_of(path: str) -> str:
    """The question that `sha256_in` reads the answer of."""
    return f"certutil -hashfile {quoted(path)} SHA256"


def sha256_in(answer: str) -> str | None:
    """In lower-case hex; None if there is no such file."""
    found = _SHA256.search(answer)
    return found.group(1).replace(" ", "").lower() if found else None


def marked(path: str, mark: str) -> str:
    """The question whether a text is in a file: nothing is printed where it is not."""
    return f'findstr.exe /m /l /c:"{mark}" {quoted(path)}'


def subkeys_of(key: str) -> str:
    """The question that `names_in` reads the answer of; `HKLM\\...`."""
    return f"reg query {quoted(key)}"


def names_in(answer: str) -> set[str]:
    """The last parts of the subkeys' names, in upper case."""
    lines = (line.strip() for line in answer.splitlines())
    return {line.rpartition("\\")[2].upper() for line in lines if line.upper().startswith("HKEY_")}


def _batches(questions: t.Sequence[str]) -> t.Iterator[list[str]]:
    batch: list[str] = []
    for question in questions:
        if batch and sum(len(one) + _AROUND for one in [*batch, question]) > _LONGEST:
            yield batch
            batch = []
        batch.append(question)
    if batch:
        yield batch
