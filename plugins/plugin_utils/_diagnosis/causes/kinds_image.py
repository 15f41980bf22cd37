# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes in an image: its name, its content.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import CauseKind

IMAGE_KINDS = (
    CauseKind(
        "repository_unknown",
        "manifest",
        "the registry has no such repository",
        "the repository {repository} on {host}",
        "a repository of that name",
        "correct the image's name, or push the image to {host}",
    ),
    CauseKind(
        "tag_unknown",
        "manifest",
        "the repository has no such tag or digest",
        "{repository}{version} on {host}",
        "a manifest of that name",
        "correct the tag or digest, or push it to {host}",
    ),
    CauseKind(
        "rewrite_missed",
        "manifest",
        "no rewrite matches the repository's name",
        "the rewrites of {registry} against {repository}",
        "a rule that makes the name under which {host} has it",
        "write a pattern in registries_mirrors[{mirror}].rewrite that matches {repository} (Go regular expression)",
    ),
    CauseKind(
        "rewrite_wrong",
        "manifest",
        "the rewritten name does not exist on the mirror",
        "the repository {repository} on {host}, rewritten from {original}",
        "the name under which {host} has it",
        "correct the replacement in registries_mirrors[{mirror}].rewrite, or create {repository} on {host}",
    ),
    CauseKind(
        "platform_missing",
        "manifest",
        "the image is not for this platform",
        "the platforms of {repository}{version} on {host}",
        "one that this node can run",
        "push the image for this platform, too (all platforms when mirroring: an index, not one manifest)",
    ),
    CauseKind(
        "digest_differs",
        "blob",
        "the content is not what its digest says",
        "the digest of {repository}{version} from {host}",
        "content that matches its digest",
        "find out who changes it on the way (a proxy, a broken cache, another image under this tag), then push it anew",
    ),
    CauseKind(
        "blob_unreachable",
        "blob",
        "the layers can't be fetched from where the registry refers to",
        "a layer of {repository} by way of {host}",
        "a way from the node to {peer}",
        "open the way from the node to {peer} (DNS, firewall, proxy, CA), or have the registry serve layers itself",
    ),
    CauseKind(
        "unknown",
        "any",
        "no probe explains it",
        "the pull of {reference}",
        "a pull that ends well, as every probe of its endpoints did",
        "read the runtime's own words; pull once more with verify_debug: true and read its log",
    ),
)
