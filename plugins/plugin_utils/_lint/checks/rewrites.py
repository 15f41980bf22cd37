# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewrites of repository names, which only the containerd of RKE2 and K3s, and RKE2's bootstrap, have."""

from __future__ import annotations

import string
from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.rewrite_rules import is_anchored
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject, mirror_place
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.rewrite_text import (
    is_changed_by_toml,
    spelling_for_toml,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp import (
    GoRegexp,
    parse_template,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp_syntax import (
    GoRegexpError,
    UnsupportedPatternError,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import is_repository
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader

_LIBRARY = "library/"
_OF_NAMES = frozenset(f"{string.ascii_lowercase}{string.digits}._-/")

# What is checked for a registry without listed images.
_EXAMPLES: dict[str, tuple[str, ...]] = {HUB: ("library/nginx", "rancher/mirrored-pause")}
_EXAMPLE = ("project/app",)

_INVALID = RULES["rewrite-invalid"]
_UNCHECKED = RULES["rewrite-unchecked"]
_NOT_TOML = RULES["rewrite-not-in-toml"]
_UNANCHORED = RULES["rewrite-unanchored"]
_GROUP = RULES["rewrite-group-missing"]
_NO_NAME = RULES["rewrite-no-name"]
_BAD_RESULT = RULES["rewrite-result-invalid"]
_HOST = RULES["rewrite-adds-host"]
_NEVER = RULES["rewrite-never-matches"]
_NO_LIBRARY = RULES["rewrite-without-library"]


def check_rewrites(subject: LintSubject) -> Iterator[Finding]:
    """Invalid patterns, and replacements with an unintended result."""
    if not subject.generates_hosts:
        return
    for name, mirror in subject.mirrors.items():
        for pattern, text in mirror.rewrites:
            where = VariableReader.within(f"{mirror_place(name)}.rewrite", pattern)
            yield from _toml(where, pattern, text)
            try:
                compiled = GoRegexp.compile(pattern)
            except UnsupportedPatternError as error:
                yield _UNCHECKED.at(where, f"Not checked: {error}.", "Install google-re2 on the controller.")
            except GoRegexpError as error:
                message = f"The runtime skips the rule: {error}."
                yield _INVALID.at(
                    where, message, "Use the Go syntax (RE2), which has no look-around and no back-references."
                )
            else:
                yield from _anchor(where, pattern)
                yield from _groups(where, compiled, text)
                yield from _characters(where, text)
                yield from _results(where, compiled, text, subject, name)
                yield from _use(where, compiled, text, subject, name)


def _toml(where: str, pattern: str, text: str) -> Iterator[Finding]:
    if is_changed_by_toml(pattern, text):
        message = (
            "Backslashes, quotation marks and control characters are not escaped in hosts.toml. The pattern changes, "
            "or containerd ignores the file and all its mirrors."
        )
        yield _NOT_TOML.at(where, message, f"{spelling_for_toml(text)}.")


def _anchor(where: str, pattern: str) -> Iterator[Finding]:
    if not is_anchored(pattern):
        message = (
            "Without ^, all matches in the name are replaced: rancher -> X turns rancher/rancher-agent into X/X-agent."
        )
        yield _UNANCHORED.at(where, message, "Begin the pattern with ^.")


def _groups(where: str, compiled: GoRegexp, text: str) -> Iterator[Finding]:
    for part in parse_template(text):
        group = part.group
        if not part.is_group or group in compiled.names or (isinstance(group, int) and group < len(compiled.names)):
            continue
        digits = len(str(group)) - len(str(group).lstrip("0123456789"))
        number, rest = str(group)[:digits], str(group)[digits:]
        fix = f"Write ${{{number}}}{rest}." if number and rest else f"Put parentheses around the part for ${group}."
        yield _GROUP.at(where, f"The pattern has no group {group!r}. ${group} becomes empty.", fix)


def _characters(where: str, text: str) -> Iterator[Finding]:
    """Of what the replacement adds by itself; backslashes and quotation marks are another finding."""
    literal = "".join(part.text for part in parse_template(text) if not part.is_group)
    foreign = sorted(set(literal) - _OF_NAMES - set('\\"'))
    if foreign:
        fix = "Use lower-case letters, digits and . _ - / only."
        if "$" in foreign:
            fix = "Write ${1} for the first group. $$, and $ without a number or name, is a literal $."
        message = f"It adds {' '.join(foreign)!r} to the name. Repository names must not contain it."
        yield _NO_NAME.at(where, message, fix)


def _results(where: str, compiled: GoRegexp, text: str, subject: LintSubject, mirror: str) -> Iterator[Finding]:
    """The first listed image whose name becomes unusable; without listed images, names as most registries have them."""
    names = [image.reference.path for image in subject.images_of(mirror)] or _EXAMPLES.get(mirror, _EXAMPLE)
    results = [(name, compiled.replace_all(name, text)) for name in names]
    changed = [(name, result) for name, result in results if result != name]
    hosts = {endpoint.url.host for endpoint in subject.endpoints_of(mirror)}
    for name, result in changed:
        if result.partition("/")[0] in {*hosts, *map(_without_port, hosts)}:
            message = f"{name} becomes {result}. It begins with the host of the endpoint, which the URL has already."
            yield _HOST.at(where, message, "Remove the host from the replacement.")
            break
    is_known = any(_characters(where, text)) or any(_groups(where, compiled, text))
    for name, result in changed:
        if not is_known and not is_repository(result):
            message = f"{name} becomes {result!r}, which is not a valid repository name."
            yield _BAD_RESULT.at(where, message, _fix_of(result))
            break


def _fix_of(result: str) -> str:
    if "//" in result or result.startswith("/"):
        return "Match the slash before the group, too, as in ^(?:library/)?(.*)."
    if result.endswith("/"):
        return "Add the rest of the name to the replacement, as in ^library/(.*) with hub/$1."
    return "Correct the replacement: parts of lower-case letters and digits, with . _ - inside and / between them."


def _without_port(host: str) -> str:
    return split_host_port(host)[0]


def _use(where: str, compiled: GoRegexp, text: str, subject: LintSubject, mirror: str) -> Iterator[Finding]:
    names = [image.reference.path for image in subject.images_of(mirror)]
    if not names or any(compiled.replace_all(name, text) != name for name in names):
        return
    short = [name.removeprefix(_LIBRARY) for name in names if mirror == HUB]
    matching = next((name for name in short if compiled.replace_all(name, text) != name), "")
    if matching:
        message = f"The runtime rewrites {_LIBRARY}{matching}, which the pattern does not match."
        yield _NO_LIBRARY.at(where, message, f"Add {_LIBRARY} to the pattern: ^{_LIBRARY}...")
    else:
        message = f"It does not match any of the {len(names)} listed images of this registry."
        yield _NEVER.at(where, message, "The pattern must match the path of the repository, without registry and tag.")
