# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes in an image: its name, or its content.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import CauseKind

IMAGE_KINDS = (
    CauseKind(
        "repository_unknown",
        "manifest",
        "the repository does not exist in the registry",
        "the repository {repository} on {host}",
        "a repository with this name",
        "correct the name of the image, or push the image to {host}",
    ),
    CauseKind(
        "tag_unknown",
        "manifest",
        "the tag or digest does not exist in the repository",
        "{repository}{version} on {host}",
        "a manifest with this tag or digest",
        "correct the tag or digest, or push the image to {host}",
    ),
    CauseKind(
        "rewrite_missed",
        "manifest",
        "no rewrite matches the name of the repository",
        "the rewrites of {registry} against {repository}",
        "a rule that results in the name of the repository on {host}",
        "write a pattern in registries_mirrors[{mirror}].rewrite that matches {repository} (Go regular expression)",
    ),
    CauseKind(
        "rewrite_wrong",
        "manifest",
        "the rewritten name does not exist on the mirror",
        "the repository {repository} on {host}, rewritten from {original}",
        "the name of the repository on {host}",
        "correct the replacement in registries_mirrors[{mirror}].rewrite, or create {repository} on {host}",
    ),
    CauseKind(
        "platform_missing",
        "manifest",
        "the image is not for this platform",
        "the platforms of {repository}{version} on {host}",
        "a platform that this node can run",
        "push the image for this platform as well; mirror all platforms (the index, not one manifest)",
    ),
    CauseKind(
        "digest_differs",
        "blob",
        "the content does not match its digest",
        "the digest of {repository}{version} from {host}",
        "content that matches its digest",
        "find out what changes the content (a proxy, a broken cache, another image with this tag), then push the "
        "image again",
    ),
    CauseKind(
        "blob_unreachable",
        "blob",
        "the layers can't be downloaded from the host that the registry redirects to",
        "a layer of {repository}, requested from {host}",
        "a connection from the node to {peer}",
        "allow connections from the node to {peer} (DNS, firewall, proxy, CA), or configure the registry to serve"
        " layers itself",
    ),
    CauseKind(
        "layer_unsupported",
        "blob",
        "the runtime can't unpack the layers",
        "the content of {repository}{version} from {host}",
        "layers that this runtime can unpack",
        "push the image with gzip layers, or upgrade the runtime",
    ),
    CauseKind(
        "unknown",
        "any",
        "the cause is unknown: no probe found a fault",
        "the pull of {reference}",
        "a successful pull, since the probes found no fault",
        "read the message of the runtime; pull again with verify_debug: true, and read the log of the runtime",
    ),
)
