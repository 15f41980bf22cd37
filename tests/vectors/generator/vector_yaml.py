# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""registries.yaml files as nobody should write them: anchors, merge keys, odd scalars, wrong types, double keys."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.vectors.generator.vector_words import WORDS

_HEADS = (
    "",
    "unk: &x {auth: &y {username: u}, tls: {ca_file: c}, endpoint: [e1], rewrite: {a: b}, h: {}}\n",
    "unk: [&x {username: bob, ca_file: f}, &y {h: {endpoint: [k]}, endpoint: [j]}]\n",
)
# By kind of mapping: the keys that are written, and what their values are.
_KEYS = {
    "root": ("mirrors", "configs", "auths", "mirrors", "configs"),
    "mirrors": ("docker.io", '"*"', "quay.io", "quay.io"),
    "configs": ("quay.io", "m:5000", "docker.io"),
    "auths": ("h", "i"),
    "mirror": ("endpoint", "rewrite", "endpoint"),
    "rewrite": ("^a", "^a"),
    "config": ("auth", "tls", "auth"),
    "auth": ("username", "password", "auth", "identity_token"),
    "tls": ("ca_file", "cert_file", "key_file", "insecure_skip_verify"),
}
_KINDS: dict[str, Callable[[str], str]] = {
    "root": lambda key: key,
    "mirrors": lambda _key: "mirror",
    "configs": lambda _key: "config",
    "auths": lambda _key: "auth",
    "mirror": lambda key: {"endpoint": "list", "rewrite": "rewrite"}.get(key, "text"),
    "rewrite": lambda _key: "text",
    "config": lambda key: key,
    "auth": lambda _key: "text",
    "tls": lambda key: "boolean" if key == "insecure_skip_verify" else "text",
}


def odd_registries_yaml(random: Random) -> str:
    """A document that Go may refuse, or read otherwise than it looks."""
    end = random.choice(["", "\n", "\n---\nx", "\n...\n"])
    return random.choice(_HEADS) + _value(random, "root", 0).lstrip("\n") + end


def _value(random: Random, kind: str, depth: int) -> str:
    chance = random.random()
    if chance < 0.04:
        return f" {random.choice(['*x', '*y', '~', 'null', '', '{}', 'a'])}"
    if kind == "boolean":
        return f" {random.choice(WORDS['yaml_booleans'])}"
    if kind not in (*_KEYS, "list"):
        return (
            f" {_anchor(random)}{random.choice(WORDS['yaml_scalars'] if chance > 0.92 else WORDS['yaml_safe_scalars'])}"
        )
    line = "\n" + "  " * depth
    anchor = _anchor(random).rstrip()
    start = f" {anchor}" if anchor else ""
    if kind == "list":
        return start + "".join(
            f"{line}- {random.choice(['http://m', 'm:5000', random.choice(WORDS['yaml_safe_scalars'])])}" for _ in "ab"
        )
    return start + "".join(f"{line}{_entry(random, kind, depth)}" for _ in range(random.randint(1, 3)))


def _entry(random: Random, kind: str, depth: int) -> str:
    key = random.choice(_KEYS[kind])
    chance = random.random()
    if chance < 0.06:
        return f"<<: {random.choice(WORDS['yaml_merged'])}"
    if chance < 0.12:
        key = random.choice([f"'{key}'" if '"' not in key else key, "unk", "~", "5", f"!!str {key}"])
    return f"{key}:{_value(random, _KINDS[kind](key.strip(chr(34))), depth + 1)}"


def _anchor(random: Random) -> str:
    return random.choice(["&x ", "&y "]) if random.random() < 0.08 else ""
