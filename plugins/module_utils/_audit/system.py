# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the node trusts, and which time servers it has, for an audit.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import glob
import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import AuditItem, ItemBuilder, Items
from ansible_collections.pullproof.registry.plugins.module_utils._clock.chrony import CONFIGS
from ansible_collections.pullproof.registry.plugins.module_utils._facts.distribution import TRUST_STORES
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.trust_bundle import fingerprints_in

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ClockFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

_CHRONY_PATTERNS = ("/etc/chrony/sources.d/*.sources", "/etc/chrony/conf.d/*.conf", "/etc/chrony.d/*.conf")
_CHRONY_WORDS = ("server", "pool", "peer", "refclock")
_TIMESYNCD_PATTERNS = ("/etc/systemd/timesyncd.conf", "/etc/systemd/timesyncd.conf.d/*.conf")
_TIMESYNCD_WORDS = ("NTP", "FallbackNTP")
_SHORT = 12


def trust_items(family: str, files: NodeFiles, builder: ItemBuilder) -> Items:
    """Every file among the anchors, and whether the bundle has it."""
    store = TRUST_STORES.get(family)
    if store is None:
        return
    bundle = fingerprints_in(files.read(store.bundle) or "")
    for place in _files_below(store.anchors):
        found = sorted(fingerprints_in(files.read(place) or ""))
        yield builder.plain(place, "certificates", " ".join(one[:_SHORT] for one in found) or "none")
        if found and not bundle.issuperset(found):
            yield builder.plain(place, "state", f"not in {store.bundle}")


def bundle_items(family: str, files: NodeFiles, builder: ItemBuilder) -> Items:
    """The whole bundle: the certificates of the distribution and the managed ones."""
    store = TRUST_STORES.get(family)
    if store is None:
        return
    bundle = sorted(fingerprints_in(files.read(store.bundle) or ""))
    together = builder.secret(store.bundle, "", " ".join(bundle)).digest
    yield AuditItem(store.bundle, "", f"{len(bundle)} certificates", together)


def time_items(clock: ClockFacts, files: NodeFiles, builder: ItemBuilder) -> Items:
    """The running time service, its servers in its files, and the servers that chronyd uses."""
    provider = clock["provider"]
    yield builder.plain("the time service", "name", provider or "none runs")
    if provider == "chrony":
        yield from _chrony_files(files, builder)
        # timesyncd only shows its current server, which differs between equal nodes.
        for source in clock["state"]["sources"] if clock["state"] else ():
            yield builder.plain("chronyd", f"asks {source['name']}", "")
    if provider == "timesyncd":
        yield from _timesyncd_files(files, builder)


def _files_below(folder: str) -> list[str]:
    return sorted(os.path.join(root, name) for root, _folders, names in os.walk(folder) for name in names)


def _existing(patterns: t.Iterable[str]) -> list[str]:
    return [path for pattern in patterns for path in sorted(glob.glob(pattern))]


def _chrony_files(files: NodeFiles, builder: ItemBuilder) -> Items:
    for place in _existing((*CONFIGS, *_CHRONY_PATTERNS)):
        for line in (files.read(place) or "").splitlines():
            words = line.split()
            if len(words) > 1 and words[0].lower() in _CHRONY_WORDS:
                yield builder.plain(place, " ".join(words[:2]), " ".join(words[2:]))


def _timesyncd_files(files: NodeFiles, builder: ItemBuilder) -> Items:
    for place in _existing(_TIMESYNCD_PATTERNS):
        for line in (files.read(place) or "").splitlines():
            name, _sign, value = line.partition("=")
            if name.strip() in _TIMESYNCD_WORDS and value.strip():
                yield builder.plain(place, name.strip(), value.strip())
