# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded decisions of Go's httpproxy."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.tests.vectors import load_cases


@pytest.mark.parametrize("case", load_cases("no_proxy"))
def test_the_proxy_is_the_one_go_uses(case: dict[str, Any]) -> None:
    environment = {name.upper(): case[name] for name in ("http_proxy", "https_proxy", "no_proxy")}
    proxy = GoProxy.from_environment(environment)
    if case["error"]:
        with pytest.raises(GoUrlError):
            proxy.proxy_for(case["url"])
    else:
        assert proxy.proxy_for(case["url"]) == case["proxy"]
