# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What probes found, for people and programs."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import STAGES, Probe, Stage
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries, parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import Subject, explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import RequestedImage
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.result import entries, sentence, table
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import Access, targets_of

LONG = f"https://{'mirror.' * 8}example:5000"
EXPLANATIONS = explain(
    Subject(parse_registries({"docker.io": {"endpoint": [LONG]}}, {}), "k3s-agent"),
    map(RequestedImage.parse, ["busybox", "a//b"]),
)
ASKED = targets_of(EXPLANATIONS, Access(Registries()))
GOOD = Probe("1", tuple(Stage(name, "skipped" if name == "token" else "passed", ms=2) for name in STAGES))
BAD = Probe(
    "0",
    (
        Stage("dns", "passed", ms=1),
        Stage("tcp", "failed", "connect_refused", "port 5000: 10.0.0.1 refused"),
        *(Stage(name, "blocked") for name in STAGES[2:]),
    ),
)
FOUND = entries(ASKED, [BAD, GOOD])


def test_an_entry_says_where_it_stopped() -> None:
    bad, good = FOUND
    assert (bad["state"], bad["stage"], bad["fault"]) == ("failed", "tcp", "connect_refused")
    assert (good["state"], good["stage"], good["fault"]) == ("passed", "", "")
    assert bad["route"] == "direct"
    assert [stage["name"] for stage in bad["stages"]] == list(STAGES)


def test_the_table_fits_the_page_and_names_what_is_no_reference() -> None:
    lines = table(FOUND, EXPLANATIONS)
    assert max(map(len, lines)) <= 100
    text = " ".join(line.strip() for line in lines)
    assert "a//b no endpoint:" in text
    assert "FAILED at tcp (connect_refused): port 5000: 10.0.0.1 refused" in text
    assert "2 containerd https://registry-1.docker.io/v2 as library/busybox: passed in 16 ms" in text


def test_what_could_not_be_probed_did_not_pass() -> None:
    unprobed = Probe("0", tuple(Stage(name, "skipped", observed="behind socks5://p:1080") for name in STAGES))
    found = entries(ASKED, [unprobed, GOOD])
    assert found[0]["state"] == "skipped"
    assert sentence(found) == "1 of 2 endpoint(s) of 1 image(s) passed"
    assert "not probed: behind socks5://p:1080" in " ".join(line.strip() for line in table(found, []))


def test_the_sentence_counts() -> None:
    assert sentence(FOUND) == "1 of 2 endpoint(s) of 1 image(s) passed"
    assert sentence([]) == "0 of 0 endpoint(s) of 0 image(s) passed"
