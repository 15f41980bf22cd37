# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pulls as metrics."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.prometheus import as_metrics

from tests.report.fleets import fleet


def test_each_pull_is_a_sample_with_its_cause_and_each_node_says_whether_it_has_a_result() -> None:
    made = replace(fleet(2, 1, ["tls_unknown_ca"]), without_result=['odd"name\\'])
    lines = as_metrics(made).splitlines()
    labels = 'node="node-1",image="docker.io/nginx:1.29",result="failed"'
    assert f'pullproof_pull_ok{{{labels},cause="tls_unknown_ca"}} 0' in lines
    assert 'pullproof_pull_ok{node="node-2",image="docker.io/nginx:1.29",result="proven",cause=""} 1' in lines
    assert 'pullproof_node_has_result{node="node-1"} 1' in lines
    assert r'pullproof_node_has_result{node="odd\"name\\"} 0' in lines
    assert sum(line.startswith("pullproof_pull_seconds{") for line in lines) == 2
    assert sum(line.startswith("# TYPE") for line in lines) == 3
