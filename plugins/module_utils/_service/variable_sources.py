# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that set the proxy and trust variables of a service, if this collection does not manage them.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import glob
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._service.units import assigned_names
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import CONTAINERD_PREFIX

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import UnitFacts

TRUST_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
# In the order in which systemd reads them: the last assignment counts.
MANAGER_FILES = (
    "/usr/lib/systemd/system.conf",
    "/etc/systemd/system.conf",
    "/usr/lib/systemd/system.conf.d/*.conf",
    "/usr/local/lib/systemd/system.conf.d/*.conf",
    "/run/systemd/system.conf.d/*.conf",
    "/etc/systemd/system.conf.d/*.conf",
)
UNKNOWN_SOURCE = "the environment of systemd (systemctl show-environment) or the start command of the unit"

_OF_INTEREST = re.compile(
    rf"(?:{CONTAINERD_PREFIX})?(?:(?:HTTPS?|NO)_PROXY|(?:https?|no)_proxy|{'|'.join(TRUST_VARIABLES)})"
)
_DEFAULT = re.compile(r"^\s*DefaultEnvironment\s*=(.*)$", re.MULTILINE)


def trust_variables(process: t.Mapping[str, str]) -> dict[str, str]:
    """The variables that replace the trust store of the system for programs in Go."""
    return {name: process[name] for name in TRUST_VARIABLES if process.get(name)}


def unmanaged_sources(
    variables: t.Mapping[str, str], unit: UnitFacts, record: Record, files: NodeFiles
) -> dict[str, str]:
    """By variable that has a value in the process: the file that sets it. Managed variables are left out."""
    names = [name for name, value in variables.items() if value and _OF_INTEREST.fullmatch(name)]
    defaults = _default_environment(files) if names else {}
    found = {name: _source(name, unit, record, defaults) for name in names}
    # RKE2 and K3s pass CONTAINERD_X on as X.
    passed_on = {name for name in names if f"{CONTAINERD_PREFIX}{name}" in names}
    return {name: source for name, source in sorted(found.items()) if source and name not in passed_on}


def _source(name: str, unit: UnitFacts, record: Record, defaults: t.Mapping[str, str]) -> str:
    """The path of the file; empty for a managed variable. Files take precedence over Environment=."""
    for loaded in reversed(unit["environment_files"]):
        if name in loaded["names"]:
            managed = record.files.get(loaded["path"])
            is_managed = managed is not None and (managed.kind == "whole" or name in managed.ids)
            return "" if is_managed else loaded["path"]
    return unit["environment_lines"].get(name) or defaults.get(name) or UNKNOWN_SOURCE


def _default_environment(files: NodeFiles) -> dict[str, str]:
    """By variable the last file of systemd itself that sets it for all units."""
    found: dict[str, str] = {}
    for path in (path for pattern in MANAGER_FILES for path in sorted(glob.glob(pattern))):
        for line in _DEFAULT.findall(files.read(path) or ""):
            found.update(dict.fromkeys(assigned_names(line), path))
    return found
