# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded replacements by Go's regexp."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp import GoRegexp
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp_syntax import (
    GoRegexpError,
    UnsupportedPatternError,
)
from ansible_collections.pullproof.registry.tests.vectors import load_cases


@pytest.mark.parametrize("case", load_cases("rewrite"))
def test_the_replacement_is_the_one_go_makes(case: dict[str, Any]) -> None:
    if case["error"]:
        with pytest.raises(GoRegexpError):
            GoRegexp.compile(case["pattern"])
    else:
        assert GoRegexp.compile(case["pattern"]).replace_all(case["repository"], case["replacement"]) == case["result"]


def test_without_re2_a_pattern_is_refused_rather_than_misread() -> None:
    agreed = 0
    for case in load_cases("rewrite"):
        try:
            regexp = GoRegexp.compile(case["pattern"], use_re2=False)
        except UnsupportedPatternError:
            continue
        except GoRegexpError:
            assert case["error"], case
            continue
        assert regexp.replace_all(case["repository"], case["replacement"]) == case["result"], case
        agreed += 1
    assert agreed
