# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What travels between controller and node."""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, ProbePlan, Target, Trust
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import (
    PullOutcome,
    PullPlan,
    RuntimeAccess,
    WantedPull,
    decode_pull_plan,
    encode_pull_plan,
    result_of,
)

PLAN = PullPlan(
    RuntimeAccess("docker", "/run/docker.sock"),
    (
        WantedPull(
            "base", "docker.io/library/base:1", "docker.io/library/base", "1", registry_auth="c2VjcmV0", targets=("0",)
        ),
    ),
    workers=7,
    seconds=11,
    min_free_mb=13,
    cleanup=False,
    probes=ProbePlan(
        (Target("0", "docker", "https://h/v2", trust=Trust(ca_files=[]), credential=Credential(password="pr0be")),),
        workers=3,
    ),
)


def test_a_plan_arrives_as_it_was_sent() -> None:
    assert decode_pull_plan(encode_pull_plan(PLAN)) == PLAN


def test_a_plan_without_probes_arrives_without_them() -> None:
    plan = replace(PLAN, probes=None)
    assert decode_pull_plan(encode_pull_plan(plan)) == plan


def test_credentials_show_neither_in_the_blob_as_text_nor_in_a_repr() -> None:
    assert "c2VjcmV0" not in repr(PLAN)
    assert "pr0be" not in repr(PLAN)
    assert "c2VjcmV0" not in encode_pull_plan(PLAN)
    assert b"c2VjcmV0" in zlib.decompress(base64.b64decode(encode_pull_plan(PLAN)))
    assert b"pr0be" in zlib.decompress(base64.b64decode(encode_pull_plan(PLAN)))


def test_a_result_has_no_key_that_ansible_reads_as_its_own() -> None:
    result = result_of([PullOutcome("a", "failed"), PullOutcome("b", "passed"), PullOutcome("c", "failed")])
    assert not {"results", "failed", "skipped"} & set(result)
    assert result["counts"] == {"passed": 1, "failed": 2, "blocked": 0, "skipped": 0}
    assert [pull["image"] for pull in result["pulls"]] == ["a", "b", "c"]
