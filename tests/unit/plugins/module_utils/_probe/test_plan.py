# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of probes travels to the node and back without losing anything, and shows no secret on the way."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import (
    STAGES,
    Credential,
    Probe,
    ProbePlan,
    Stage,
    Target,
    Trust,
    decode_probe_plan,
    encode_probe_plan,
    probe_of,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment

TARGET = Target(
    "7",
    "containerd",
    "https://m.example/v2",
    "team/app",
    "1",
    trust=Trust(["/ca.crt"], client_text="tr0ub4dor-key"),
    credential=Credential(username="u", password="tr0ub4dor"),
    environment=Environment(12, variables={"HTTPS_PROXY": "http://u:tr0ub4dor@p"}),
)


def test_a_plan_comes_back_as_it_was() -> None:
    plan = ProbePlan((TARGET,), workers=3, blobs=False)
    assert decode_probe_plan(encode_probe_plan(plan)) == plan


def test_certificates_that_targets_share_travel_once() -> None:
    certificate = secrets.token_hex(2000)
    one, many = (
        encode_probe_plan(ProbePlan([replace(TARGET, trust=Trust(ca_text=certificate))] * count)) for count in (1, 50)
    )
    assert len(many) < 2 * len(one)


def test_a_plan_that_is_printed_shows_no_secret() -> None:
    assert "tr0ub4dor" not in repr(ProbePlan((TARGET,)))
    assert "tr0ub4dor" not in encode_probe_plan(ProbePlan((TARGET,)))


def test_a_probe_comes_back_as_it_was_and_names_its_fault() -> None:
    stages = (Stage("dns", "passed"), Stage("tcp", "failed", "connect_refused", facts={"port": 1}))
    probe = Probe("7", stages)
    assert probe_of(asdict(probe)) == probe
    assert probe.fault is stages[1]
    assert Probe("8", stages[:1]).fault is None
    assert STAGES[0] == "dns"
