# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML documents as gopkg.in/yaml.v2 (v2.4) reads them: words and numbers have its types, not PyYAML's.

The syntax is read by PyYAML with libyaml, from which yaml.v2 was ported. Where PyYAML comes without libyaml, a tab
after a value is an error here and none in yaml.v2.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

_TAG = "tag:yaml.org,2002:"
NULL_TAG = f"{_TAG}null"
_BOOLEANS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
_NULLS = ("", "~", "null", "Null", "NULL")
_RESOLVED = {f"{_TAG}{name}" for name in ("str", "bool", "int", "float", "null", "timestamp")}
_INTEGER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9:.]+(?:Z|[-+][0-9:]+)?)?")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class GoYamlError(ValueError):
    """yaml.v2 refuses the document: RKE2 and K3s then wait for ever. The message shows no value of the document."""


@dataclass(eq=False)
class Node:
    """A node of the document; an alias has only a target."""

    kind: str
    line: int
    tag: str = ""
    plain: bool = False
    value: str = field(default="", repr=False)
    children: list[Node] = field(default_factory=list, repr=False)
    target: Node | None = field(default=None, repr=False)

    @property
    def is_merge_key(self) -> bool:
        """An unquoted ``<<``."""
        return self.kind == "scalar" and self.value == "<<" and (self.plain or self.tag == f"{_TAG}merge")

    @property
    def keeps_pointer_nil(self) -> bool:
        """Whether Go leaves a pointer nil for it; ``Null`` and ``NULL`` make one to an empty value instead."""
        untagged = self.kind == "scalar" and not self.tag
        return self.tag == NULL_TAG or (untagged and (self.value in ("null", "~") or (not self.value and self.plain)))

    def error(self, expected: str) -> GoYamlError:
        """What Go reports for a value of another type."""
        observed = self.kind if self.kind != "scalar" else "scalar of another type"
        return GoYamlError(f"line {self.line}: expected {expected}, observed a {observed}")


def read_document(text: str) -> Node | None:
    """The nodes of the first document, or None if there is none. Raises GoYamlError."""
    loader = None
    try:
        loader = _LOADER(text)
        return _first_document(loader)
    except (yaml.YAMLError, UnicodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = "" if line is None else f"line {line + 1}: "
        raise GoYamlError(f"{where}{getattr(error, 'problem', None) or 'not readable as YAML'}") from None
    finally:
        if loader is not None:
            loader.dispose()


def _first_document(loader: Any) -> Node | None:
    root = Node("root", 0)
    open_nodes = [root]
    anchors: dict[str, Node] = {}
    loader.get_event()
    if not isinstance(loader.get_event(), yaml.DocumentStartEvent):
        return None
    while True:
        event = loader.get_event()
        if isinstance(event, yaml.DocumentEndEvent):
            return root.children[0]
        if isinstance(event, yaml.CollectionEndEvent):
            open_nodes.pop()
            continue
        node = _node(event, anchors)
        open_nodes[-1].children.append(node)
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append(node)


def _node(event: Any, anchors: dict[str, Node]) -> Node:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise GoYamlError(f"line {line}: unknown anchor {event.anchor!r}")
        return Node("alias", line, target=anchors[event.anchor])
    if isinstance(event, yaml.ScalarEvent):
        # libyaml hides the tag "!", which in Go makes any scalar a string.
        tag = event.tag or ("!" if event.implicit[0] and event.style else "")
        node = Node("scalar", line, tag, event.implicit[0], event.value)
    else:
        # Go drops the tags of collections.
        node = Node("mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence", line)
    if event.anchor:
        anchors[event.anchor] = node
    return node


def scalar_text(node: Node) -> str | None:
    """The text Go puts into a string, None for null. Raises GoYamlError for a tag that does not fit."""
    if node.tag == f"{_TAG}binary":
        return _binary(node)
    if not node.tag:
        return None if node.plain and node.value in _NULLS else node.value
    if node.tag in _RESOLVED and not _fits(node.tag.removeprefix(_TAG), node.value):
        raise node.error(f"a value of the type {node.tag!r}")
    return None if node.tag == NULL_TAG else node.value


def scalar_boolean(node: Node) -> bool:
    """The boolean, false for null. Raises GoYamlError."""
    if scalar_text(node) is None:
        return False
    if (node.tag == f"{_TAG}bool" or (node.plain and not node.tag)) and node.value in _BOOLEANS:
        return _BOOLEANS[node.value]
    raise node.error("true or false")


def _binary(node: Node) -> str:
    try:
        raw = base64.b64decode(re.sub(r"[\r\n]", "", node.value), validate=True)
    except binascii.Error:
        raise node.error("base64 data") from None
    return raw.decode("utf-8", "surrogateescape")


def _fits(kind: str, value: str) -> bool:
    if kind == "str":
        return True
    if kind == "bool":
        return value in _BOOLEANS
    if kind == "null":
        return value in _NULLS
    if kind == "timestamp":
        return bool(_TIMESTAMP.fullmatch(value))
    number = value.replace("_", "")
    return bool(_INTEGER.fullmatch(number)) or (kind == "float" and bool(_FLOAT.fullmatch(number)))
