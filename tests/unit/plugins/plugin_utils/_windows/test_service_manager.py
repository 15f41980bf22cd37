# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service manager, reg.exe and tasklist print about services."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.service_manager import (
    parse_environment,
    parse_services,
)


def test_the_services_variables_are_read() -> None:
    found = parse_environment(r"HTTPS_PROXY=http://u:p@proxy:3129\0NO_PROXY=.lab,10.0.0.0/8")

    assert found == {"HTTPS_PROXY": "http://u:p@proxy:3129", "NO_PROXY": ".lab,10.0.0.0/8"}


def test_services_are_found_by_their_program_with_or_without_quotes() -> None:
    text = (
        "\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\rke2\n"
        '    ImagePath    REG_EXPAND_SZ    "C:\\Program Files\\rke2.exe" agent service\n'
        "\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\two\n"
        "    ImagePath    REG_EXPAND_SZ    C:\\usr\\rke2.exe agent service\n"
    )
    assert parse_services(text) == {"rke2": r"C:\Program Files\rke2.exe", "two": r"C:\usr\rke2.exe"}


def test_names_that_a_command_line_would_interpret_are_left_out() -> None:
    text = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\a&b\n    ImagePath    REG_SZ    C:\\rke2.exe\n"
    assert parse_services(text) == {}
