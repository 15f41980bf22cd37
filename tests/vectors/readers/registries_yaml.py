# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""registries.yaml as RKE2 and K3s read it: wharfie's types filled by yaml.v2 (v2.4), not strictly.

Unknown keys are dropped, a key given twice merges or replaces depending on its type, and one value of a wrong type
makes the whole file unreadable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import (
    Auth,
    Config,
    Mirror,
    Registries,
    Tls,
)

from tests.vectors.readers.go_yaml import (
    GoYamlError,
    Node,
    read_document,
    scalar_boolean,
    scalar_text,
)

T = TypeVar("T")
Fields = dict[str, Any]
Decode = Callable[["_Decoder", Node, Any], Any]

# Documents with more aliases than this, and mostly aliases, are refused as an attack.
_MIN_ALIASED, _MIN_DECODED = 100, 1000
_RATIO_LOW, _RATIO_HIGH = 400_000, 4_000_000


def read_registries_yaml(text: str) -> Registries:
    """What the programs know after reading the file. Raises GoYamlError where they refuse it."""
    document = read_document(text)
    if document is None:
        return Registries()
    try:
        fields = _Decoder(decoded=1).decode(document, {}, _REGISTRY)
    except RecursionError:
        raise GoYamlError("merge keys nested too deeply to follow") from None
    return Registries(
        {name: _mirror(mirror) for name, mirror in (fields.get("mirrors") or {}).items()},
        {name: _config(config) for name, config in (fields.get("configs") or {}).items()},
    )


@dataclass
class _Decoder:
    """Follows aliases, and gives up where Go does."""

    decoded: int = 0
    aliased: int = 0
    open_aliases: list[Node] = field(default_factory=list)

    def decode(self, node: Node, current: Any, decode: Decode) -> Any:
        """Decode a node onto the current value with a decoder of its type."""
        self.decoded += 1
        self.aliased += bool(self.open_aliases)
        self._refuse_excessive_aliasing()
        if node.target is None:
            return decode(self, node, current)
        if any(node is alias for alias in self.open_aliases):
            raise GoYamlError(f"line {node.line}: an anchor's value contains itself")
        self.open_aliases.append(node)
        value = self.decode(node.target, current, decode)
        self.open_aliases.pop()
        return value

    def merge_sources(self, node: Node) -> Iterator[Node]:
        """The mappings that a merge key brings in, in the order in which they are laid over each other."""
        sources = reversed(node.children) if node.kind == "sequence" else [node]
        for source in sources:
            if (source.target or source).kind != "mapping":
                raise source.error("a mapping to merge")
            yield source

    def _refuse_excessive_aliasing(self) -> None:
        if self.aliased <= _MIN_ALIASED or self.decoded <= _MIN_DECODED:
            return
        share = min(max((self.decoded - _RATIO_LOW) / (_RATIO_HIGH - _RATIO_LOW), 0), 1)
        if self.aliased / self.decoded > 0.99 - 0.89 * share:
            raise GoYamlError("the document contains excessive aliasing")


def _text(_decoder: _Decoder, node: Node, _current: Any) -> str:
    if node.kind != "scalar":
        raise node.error("text")
    return scalar_text(node) or ""


def _boolean(_decoder: _Decoder, node: Node, _current: Any) -> bool:
    if node.kind != "scalar":
        raise node.error("true or false")
    return scalar_boolean(node)


def _texts(decoder: _Decoder, node: Node, _current: Any) -> list[str] | None:
    if node.kind == "scalar" and scalar_text(node) is None:
        return None
    if node.kind != "sequence":
        raise node.error("a list")
    return [decoder.decode(child, None, _text) for child in node.children]


def _mapping_of(decode_value: Decode) -> Decode:
    def decode(decoder: _Decoder, node: Node, current: Any) -> Any:
        if node.kind == "scalar" and scalar_text(node) is None:
            return None
        entries = {} if current is None else current
        for key, value in _pairs(node):
            if key.is_merge_key:
                for source in decoder.merge_sources(value):
                    decoder.decode(source, entries, decode)
            else:
                name = decoder.decode(key, None, _text)
                entries[name] = decoder.decode(value, None, decode_value)
        return entries

    return decode


def _struct(decoders: dict[str, Decode], *, pointer: bool = False) -> Decode:
    def decode(decoder: _Decoder, node: Node, current: Any) -> Any:
        if pointer and node.keeps_pointer_nil:
            if scalar_text(node) is not None:
                raise node.error("a mapping")
            return None
        if node.kind == "scalar" and scalar_text(node) is None:
            return {}
        fields = {} if current is None else current
        for key, value in _pairs(node):
            if key.is_merge_key:
                for source in decoder.merge_sources(value):
                    decoder.decode(source, fields, decode)
                continue
            name = decoder.decode(key, None, _text)
            if name in decoders:
                fields[name] = decoder.decode(value, fields.get(name), decoders[name])
        return fields

    return decode


def _pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    if node.kind != "mapping":
        raise node.error("a mapping")
    children = iter(node.children)
    return zip(children, children, strict=True)


_AUTH_FIELDS: dict[str, Decode] = dict.fromkeys(("username", "password", "auth", "identity_token"), _text)
_TLS_FIELDS: dict[str, Decode] = {
    **dict.fromkeys(("ca_file", "cert_file", "key_file"), _text),
    "insecure_skip_verify": _boolean,
}
_MIRROR_FIELDS: dict[str, Decode] = {"endpoint": _texts, "rewrite": _mapping_of(_text)}
_CONFIG_FIELDS = {"auth": _struct(_AUTH_FIELDS, pointer=True), "tls": _struct(_TLS_FIELDS, pointer=True)}
_REGISTRY = _struct(
    {
        "mirrors": _mapping_of(_struct(_MIRROR_FIELDS)),
        "configs": _mapping_of(_struct(_CONFIG_FIELDS)),
        # Deprecated and not used, but a wrong type in it still makes the file unreadable.
        "auths": _mapping_of(_struct(_AUTH_FIELDS)),
    }
)


def _mirror(fields: Fields) -> Mirror:
    return Mirror(tuple(fields.get("endpoint") or ()), tuple((fields.get("rewrite") or {}).items()))


def _config(fields: Fields) -> Config:
    auth, tls = fields.get("auth"), fields.get("tls")
    return Config(None if auth is None else Auth(**auth), None if tls is None else Tls(**tls))
