# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the cause that the collection reports for each image with the injected fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.stages.faults.model.cases import WINDOWS, Case

Documents = Mapping[str, Mapping[str, Any]]
"""By node, the result of `image_pull`: the verification document."""


@dataclass(frozen=True)
class Verdict:
    """The result of a case on one node. ``wrong`` is a sentence, empty for the expected result. ``at_first`` is the
    sentence of the first try, for a case that was tried a second time.
    """

    case: Case
    node: str
    wrong: str
    at_first: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the fault was reported, or a healthy control passed."""
        return not self.wrong


def judge(case: Case, node: str, reference: str, documents: Documents) -> Verdict:
    """The verdict on one case on one node."""
    images = documents.get(node, {}).get("images", [])
    image = next((one for one in images if one["image"] == reference), None)
    if image is None:
        return Verdict(case, node, "no result")
    return Verdict(case, node, _fault(case, image) if case.code else _control(case, image))


def _fault(case: Case, image: Mapping[str, Any]) -> str:
    if image["state"] == "passed":
        return f"the image was pulled in spite of the fault ({image.get('reason') or image.get('proof')})"
    cause = image.get("cause") or {}
    if cause.get("code") == case.code:
        return "" if case.fix in cause.get("fix", "") else f"named {case.code} with another fix: {cause.get('fix')}"
    return f"{_reported(cause)}; {image['state']}: {image.get('error') or image.get('reason')}"


def _control(case: Case, image: Mapping[str, Any]) -> str:
    if image["state"] != "passed":
        return f"{_reported(image.get('cause') or {})}; {image['state']}: {image.get('error') or image.get('reason')}"
    warnings = [str(one["code"]) for one in image.get("warnings") or []]
    expected = [case.warning] if case.warning else []
    if image.get("cause") or warnings != expected:
        return f"warned of {', '.join(warnings) or 'nothing'}, expected {', '.join(expected) or 'nothing'}"
    return ""


def _reported(cause: Mapping[str, Any]) -> str:
    return f"named {cause['code']} ({cause.get('observed')})" if cause else "no cause named"


def table(verdicts: Sequence[Verdict]) -> str:
    """One line per case. Wrong ones come last, with the reported cause."""
    cases = {verdict.case.id: verdict.case for verdict in verdicts}
    blocks = [_block(case, [one for one in verdicts if one.case.id == name]) for name, case in cases.items()]
    return "\n".join(sorted(blocks, key=lambda block: not block.startswith(("named", "healthy"))))


def _block(case: Case, verdicts: Sequence[Verdict]) -> str:
    right = sum(verdict.is_right for verdict in verdicts)
    word = ("named" if case.code else "healthy") if right == len(verdicts) else ("MISSED" if case.code else "ALARM")
    line = f"{word:<8} {case.code or case.warning or '-':<24} {case.id:<32} {right} of {len(verdicts)}"
    return "\n".join([line, *(f"         {one.node}: {one.wrong}" for one in verdicts if one.wrong)])


def second_tries(verdicts: Sequence[Verdict]) -> str:
    """How many verdicts needed a second try, and why: other programs of the machine can slow down the nodes."""
    tried = [one for one in verdicts if one.at_first]
    lines = [f"         {one.node}: {one.case.id}: at first: {one.at_first}" for one in tried]
    return "\n".join([f"tried a second time: {len(tried)} verdicts", *lines])


def summary(verdicts: Sequence[Verdict]) -> tuple[str, bool]:
    """The closing line, and whether all cases are right. A case is right if it is right on all of its nodes."""
    wrong = {verdict.case.id for verdict in verdicts if not verdict.is_right}
    faults = {verdict.case.id for verdict in verdicts if verdict.case.code}
    controls = {verdict.case.id for verdict in verdicts} - faults
    alarms = controls & wrong
    named = len(faults - wrong)
    line = f"faults: named {named} of {len(faults)}, false alarms {len(alarms)} of {len(controls)}"
    return line, not wrong and bool(verdicts)


def on_windows(verdicts: Sequence[Verdict]) -> str:
    """How many codes were reported on each of the Windows nodes on which they were tried."""
    tried = [one for one in verdicts if one.case.system == WINDOWS and one.case.code]
    missed = {one.case.code for one in tried if not one.is_right}
    return f"on Windows nodes on Wine: {len({one.case.code for one in tried} - missed)} codes"
