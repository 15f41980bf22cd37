# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which hosts are changed, and the sizes of the waves.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DEFAULT_SIZES = (1, "10%", "50%", "100%")


@dataclass(frozen=True)
class WaveOptions:
    """The options of the roll-out. They must be the same for all hosts."""

    sizes: Sequence[int | str] = DEFAULT_SIZES
    groups: Sequence[str] = ()
    max_failures: int = 0


def wave_options(variables: Mapping[str, Any]) -> WaveOptions:
    """The options in the variables of a host, which are validated before."""
    sizes = variables.get("provision_waves", DEFAULT_SIZES)
    return WaveOptions(
        (sizes,) if isinstance(sizes, int | str) else tuple(sizes),
        tuple(variables.get("provision_wave_groups", ())),
        int(variables.get("provision_max_failures", 0)),
    )


def in_order(hosts: Sequence[str], options: WaveOptions, groups: Mapping[str, Sequence[str]]) -> list[str]:
    """The hosts in the order of the given groups, then of the inventory. Hosts without such a group come last."""
    return [host for part in _parts(hosts, options, groups) for host in part]


def waves(hosts: Sequence[str], options: WaveOptions, groups: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The hosts of each wave. Each group begins with the first size."""
    return [wave for part in _parts(hosts, options, groups) for wave in _split(part, options.sizes)]


def _parts(hosts: Sequence[str], options: WaveOptions, groups: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    positions = {host: position for position, host in enumerate(groups.get("all", ()))}
    left = sorted(hosts, key=lambda host: positions.get(host, len(positions)))
    for group in options.groups:
        members = set(groups.get(group, ()))
        yield [host for host in left if host in members]
        left = [host for host in left if host not in members]
    yield left


def _split(hosts: Sequence[str], sizes: Sequence[int | str]) -> Iterator[list[str]]:
    """As Ansible does with `serial`: a percentage is of all hosts, at least one, and the last size is repeated."""
    begin, position = 0, 0
    while begin < len(hosts):
        size = str(sizes[min(position, len(sizes) - 1)]).strip()
        is_percentage, number = size.endswith("%"), int(size.removesuffix("%"))
        end = begin + max(1, int(number / 100 * len(hosts)) if is_percentage else number)
        yield list(hosts[begin:end])
        begin, position = end, position + 1
