# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pulls on a Windows node: all images in one remote call with crictl.exe, evaluated as on Linux nodes.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ansible_collections.pullproof.registry.plugins.module_utils._pull.outcome import Finished, judge
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome, PullPlan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.run import differ, fetched_images
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.cri import stored_images
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import (
    RawPull,
    StoredImage,
    StoredImages,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.crictl import runtime_words
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import (
    ProgramOutput,
    command_line,
    parse_outputs,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import CRICTL

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

_COMMAND = "ansible.windows.win_command"
_IMAGES = f"{CRICTL} --timeout 20s images -o json"
_CONTAINERS = f"{CRICTL} --timeout 20s ps -a -o json"


@dataclass(frozen=True)
class WindowsPulls:
    """`outcomes` in the order of the plan. `changed`: the node has new images. `left_behind`: images that could not be
    removed. `seconds`: the duration of all pulls.
    """

    outcomes: Sequence[PullOutcome]
    changed: bool = False
    left_behind: Sequence[str] = ()
    seconds: float = 0.0


def pull_all(node: WindowsNode, plan: PullPlan) -> WindowsPulls:
    """Pull the images one after the other. One remote call, and one or two more if images must be removed.

    Raises PullproofError if crictl.exe cannot be run.
    """
    if not plan.images:
        return WindowsPulls([])
    outputs: dict[str, ProgramOutput] = {}
    for programs in _calls(plan):
        outputs.update(_run(node, programs))
    before, after = _images(outputs, "before"), _images(outputs, "after")
    finished = list(_finished(plan, outputs))
    fetched = fetched_images(plan, finished, before, after) if plan.cleanup else []
    remaining = _remove(node, fetched, outputs["containers"].text) if fetched else {}
    gone = {image.id for image in fetched} - set(remaining)
    now = StoredImages([image for image in after.images if image.id not in gone])
    return WindowsPulls(
        judge(finished, before, after, plan.seconds),
        differ(before, now, plan),
        [f"Image {image_id} could not be removed: {why}" for image_id, why in remaining.items()],
        round(sum(item.seconds for item in finished), 2),
    )


def _calls(plan: PullPlan) -> Iterator[dict[str, str]]:
    """As few command lines as possible. The first begins with a list of the stored images, the last ends with one."""
    programs = {"before": _IMAGES}
    last = {"after": _IMAGES, "containers": _CONTAINERS}
    for number, wanted in enumerate(plan.images):
        pull = {str(number): f"{CRICTL} pull --pull-timeout {plan.seconds}s {wanted.reference}"}
        if not _fits({**programs, **pull, **last}):
            yield programs
            programs = {}
        programs |= pull
    yield {**programs, **last}


def _fits(programs: Mapping[str, str]) -> bool:
    try:
        command_line(programs)
    except ValueError:
        return False
    return True


def _images(outputs: Mapping[str, ProgramOutput], name: str) -> StoredImages:
    output = outputs.get(name, ProgramOutput())
    start = output.text.find("{")
    if output.rc != 0 or start < 0:
        return StoredImages([])
    # crictl may print warnings before and after the JSON.
    _images, end = json.JSONDecoder().raw_decode(output.text, start)
    return stored_images(output.text[start:end])


def _finished(plan: PullPlan, outputs: Mapping[str, ProgramOutput]) -> Iterator[Finished]:
    ended = 0.0
    for number, wanted in enumerate(plan.images):
        output = outputs.get(str(number), ProgramOutput(text="it was not tried: the call before it was cut off"))
        ended += output.seconds
        yield Finished(wanted, _raw(output), output.seconds, ended)


def _raw(output: ProgramOutput) -> RawPull:
    if output.rc != 0:
        return RawPull(error=runtime_words(output.text))
    found = output.text.rpartition("Image is up to date for ")[2].split()
    return RawPull(image_id=found[0] if found else None)


def _remove(node: WindowsNode, images: Sequence[StoredImage], containers: str) -> dict[str, str]:
    """Remove the pulled images that no container uses. Returns the reasons for those that stay, by image id."""
    remaining = {image.id: "a container uses it" for image in images if image.id in containers}
    free = [image.id for image in images if image.id not in remaining]
    programs = {f"rmi-{number}": f"{CRICTL} rmi {image_id}" for number, image_id in enumerate(free)}
    outputs = _run(node, programs) if programs else {}
    failed = {
        image_id: runtime_words(output.text)
        for name, image_id in zip(programs, free, strict=True)
        if (output := outputs.get(name, ProgramOutput())).rc != 0
    }
    return {**remaining, **(_still_stored(node, failed) if failed else {})}


def _still_stored(node: WindowsNode, failed: Mapping[str, str]) -> dict[str, str]:
    """Without the images that are gone although crictl failed, such as at its end."""
    outputs = _run(node, {"left": _IMAGES})
    if "left" not in outputs or outputs["left"].rc != 0:
        return dict(failed)
    left = _images(outputs, "left")
    return {image_id: reason for image_id, reason in failed.items() if left.by_id(image_id)}


def _run(node: WindowsNode, programs: Mapping[str, str]) -> dict[str, ProgramOutput]:
    return parse_outputs(node.call(_COMMAND, {"cmd": command_line(programs)})["stdout"])
