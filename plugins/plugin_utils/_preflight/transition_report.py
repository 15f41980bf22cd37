# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the former endpoints can be removed: the new ones served every image, according to the proof of each node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import (
    FleetResults,
    RenderedReport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import hanging, host_lines

_SERVED = "Transition: the new endpoints served every image, and the former ones can be removed"
_STAYS = "The former endpoints stay. Push the images to the new registry, and run provision again."
_UNPROVEN = "Transition: without a proof of the new endpoints"
_ANY = "*"


@dataclass(frozen=True)
class UnservedImage:
    """An image that no new endpoint served. `served_by` is empty if it is not known which endpoint served it.

    `before` has the reasons of the endpoints before, which did not serve it.
    """

    image: str
    served_by: str
    before: tuple[str, ...]

    def lines(self, hosts: Sequence[str]) -> Iterator[str]:
        """What happened on these hosts."""
        if self.served_by:
            yield from host_lines(f"Transition: a former endpoint served {self.image}", hosts)
            yield from hanging(f"served by  {self.served_by}", "  ")
        else:
            yield from host_lines(f"Transition: it is not known which endpoint served {self.image}", hosts)
        for text in self.before:
            yield from hanging(f"before     {text}", "  ")


def fleet_report(results: FleetResults) -> RenderedReport:
    """Not acceptable if an image was not served by a new endpoint on one of the hosts, or if a host has no proof."""
    unserved: dict[UnservedImage, list[str]] = {}
    unproven = []
    for name, plan in results.requested().items():
        proof = results.hostvars[name].get("verify_result") or {}
        if not _is_proven(proof):
            unproven.append(name)
        for image in proof.get("images", ()):
            found = unserved_image(image, plan["former"])
            if found is not None:
                unserved.setdefault(found, []).append(name)
    lines = [line for image, hosts in unserved.items() for line in image.lines(hosts)]
    lines += host_lines(_UNPROVEN, unproven)
    if lines:
        return RenderedReport([*lines, _STAYS], f"{lines[0]}. {_STAYS}", acceptable=False)
    return RenderedReport(host_lines(_SERVED, list(results.requested_hosts)), _SERVED)


def unserved_image(image: Mapping[str, Any], former: Mapping[str, Sequence[str]]) -> UnservedImage | None:
    """None if an endpoint served the image that is not among the former ones of its registry."""
    registry = image["reference"].partition("/")[0]
    urls, served_by = former.get(registry, former.get(_ANY, ())), image["served_by"]
    if image["state"] != "passed" or not urls or (served_by and served_by not in urls):
        return None
    return UnservedImage(image["image"], served_by, tuple(_faults(image["endpoints"], served_by)))


def _is_proven(proof: Mapping[str, Any]) -> bool:
    """Whether images were pulled, and none failed."""
    states = {image["state"] for image in proof.get("images", ())}
    return "passed" in states and not states & {"failed", "blocked"}


def _faults(endpoints: Sequence[Mapping[str, Any]], served_by: str) -> Iterator[str]:
    for endpoint in endpoints:
        if endpoint["url"] == served_by:
            return
        observed = next((stage["observed"] for stage in endpoint["stages"] if stage["state"] == "failed"), "")
        if observed:
            yield f"{endpoint['url']}: {observed}"
