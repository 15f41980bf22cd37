# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes on the node itself: none of them is the fault of a registry.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import CauseKind

NODE_KINDS = (
    CauseKind(
        "not_installed",
        "node",
        "the container runtime is not installed",
        "whether the container runtime is there",
        "an installed runtime",
        "install it; the roles have already written what it reads at its first start",
    ),
    CauseKind(
        "runtime_down",
        "node",
        "the container runtime does not answer",
        "the container runtime's answer on its socket",
        "an answer",
        "start or restart its service and read its journal: journalctl -u {unit}",
    ),
    CauseKind(
        "disk_full",
        "node",
        "the image store has no room left",
        "the room in the image store",
        "room for the image's layers, packed and unpacked",
        "free space there (crictl rmi --prune removes unused images), or give the file system more",
    ),
    CauseKind(
        "store_read_only",
        "node",
        "the image store can't be written to",
        "whether the image store can be written to",
        "a file system that is mounted read-write",
        "see why the kernel mounted it read-only (dmesg), repair it and mount it again",
    ),
    CauseKind(
        "config_not_loaded",
        "node",
        "the running service has not loaded what is on disk",
        "whether the running service has loaded what is on disk",
        "a service that was restarted after the last change",
        "restart it: run the role runtime (it restarts only where needed)",
    ),
    CauseKind(
        "environment_not_loaded",
        "node",
        "the running process has other proxy variables than the files",
        "the proxy variables of the running process",
        "those that are written on disk",
        "restart the service: run the role runtime (it restarts only where needed); if it stays so, another file or "
        "drop-in sets or unsets it: systemctl cat {unit}",
    ),
    CauseKind(
        "clock_skew",
        "node",
        "the node's clock is wrong",
        "the node's clock against the certificate's dates",
        "a clock that is right",
        "give the node a time server that it reaches: time_sync_servers, role time_sync",
    ),
    CauseKind(
        "mirror_ignored",
        "node",
        "the mirror that is configured is not asked",
        "who is asked for images of {registry}",
        "the mirror that the variables name",
        "run the role registries, which writes the settings for {registry} anew, then the role runtime",
    ),
)
