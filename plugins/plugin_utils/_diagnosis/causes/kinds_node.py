# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes on the node itself, not at a registry.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import CauseKind

NODE_KINDS = (
    CauseKind(
        "not_installed",
        "node",
        "the container runtime is not installed",
        "whether the container runtime is installed",
        "an installed runtime",
        "install it; the roles have already written the files for its first start",
    ),
    CauseKind(
        "runtime_down",
        "node",
        "the container runtime does not answer",
        "the answer of the container runtime on its socket",
        "an answer",
        "start or restart its service, and read its journal: journalctl -u {unit}",
    ),
    CauseKind(
        "disk_full",
        "node",
        "the image store is full",
        "the free space in the image store",
        "space for the layers of the image, compressed and unpacked",
        "free some space (crictl rmi --prune removes unused images), or enlarge the file system",
    ),
    CauseKind(
        "store_read_only",
        "node",
        "the image store can't be written to",
        "whether the image store can be written to",
        "a file system that is mounted read-write",
        "find out why the kernel mounted it read-only (dmesg), repair it, and mount it again",
    ),
    CauseKind(
        "config_not_loaded",
        "node",
        "the running service has not loaded the configuration on disk",
        "whether the running service has loaded the configuration on disk",
        "a service that was restarted after the last change",
        "run the role runtime (it restarts the service only if needed)",
    ),
    CauseKind(
        "environment_not_loaded",
        "node",
        "the proxy variables of the running process differ from the files",
        "the proxy variables of the running process",
        "the values on disk",
        "run the role runtime (it restarts the service only if needed); if that does not help, another file or "
        "drop-in sets or unsets the variables: systemctl cat {unit}",
    ),
    CauseKind(
        "clock_skew",
        "node",
        "the clock of the node is wrong",
        "the clock of the node, compared with the dates of the certificate",
        "the correct time",
        "set time_sync_servers to servers that the node can reach, then run the role time_sync",
    ),
    CauseKind(
        "mirror_ignored",
        "node",
        "the configured mirror is not used",
        "the endpoints for images of {registry}",
        "the mirror in the variables",
        "run the roles registries (it writes the settings for {registry} again) and runtime",
    ),
)
