# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the audit reads of a simulated Windows node."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.hosts_files import CERTS_D
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.registries import apply_registries

from tests.unit.plugins.plugin_utils._windows.audit.auditing import REGISTRIES, audited, items
from tests.unit.plugins.plugin_utils.conftest import MakeCertificate
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode


def test_a_path_that_cmd_would_interpret_is_listed_and_not_read(node: SimulatedWindowsNode) -> None:
    path = rf"{CERTS_D}\a.lab\%TEMP%.crt"
    node.put(path, "content")
    assert items(audited(node), "certs") == {(path, "content"): "not read: cmd.exe would interpret the path"}


def test_a_managed_certificate_is_read_once(node: SimulatedWindowsNode, make_certificate: MakeCertificate) -> None:
    configs = {"mirror.lab": {"tls": {"ca_content": make_certificate("ca")}}}
    apply_registries({**REGISTRIES, "configs": configs}, node)
    run: list[str] = []
    node.before_each = lambda _module, arguments: run.append(arguments["cmd"])
    audited(node)
    assert "".join(run).count(r"mirror.lab\ca.crt") == 1
