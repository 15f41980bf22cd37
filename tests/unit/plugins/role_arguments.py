# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of roles as their modules get them, all of them with their defaults."""

from __future__ import annotations

from typing import Any


def registries_arguments(**given: Any) -> dict[str, Any]:
    """The options of the role registries."""
    return {
        "mirrors": {},
        "configs": {},
        "default_endpoint": True,
        "dial_timeout": "",
        "image_pull_progress_timeout": "",
        "docker_config": [],
        "allow_insecure": False,
        "lint_skip": [],
        "firewall_rule": False,
        "overwrite_unmanaged": False,
        "runtime": "auto",
        **given,
    }


def proxy_arguments(**given: Any) -> dict[str, Any]:
    """The options of the role proxy."""
    lists = dict.fromkeys(("no_proxy", "containerd_no_proxy", "no_proxy_defaults"), ())
    texts = dict.fromkeys(("http", "https", "containerd_http", "containerd_https", "environment_file"), "")
    plain = {"environment": {}, "overwrite_unmanaged": False, "firewall_rule": False, "runtime": "auto"}
    return {**lists, **texts, **plain, **given}
