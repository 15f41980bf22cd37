# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""registries.yaml is read back by three programs: PyYAML (YAML 1.1), ruamel.yaml (YAML 1.2), and the real wharfie.

wharfie is the code with which RKE2 reads the file, at the version of tests/vectors/generator/programs/go.mod.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.registries_yaml import (
    render_registries_yaml,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.vectors.generator.make_vectors import ask, build
from tests.vectors.readers.registries_yaml import read_registries_yaml

Read = Callable[[str], Any]

TRAPS: list[str] = json.loads(
    (Path(__file__).parents[2] / "data" / "render" / "traps.json").read_text(encoding="utf-8")
)
# Empty text means "not given" where it is a value that we leave out.
WORDS = [trap for trap in TRAPS if trap]
AUTH_KEYS, TLS_KEYS = ("username", "password", "auth", "identity_token"), ("ca_file", "cert_file", "key_file")

needs_go = pytest.mark.skipif(shutil.which("go") is None, reason="needs the go command in PATH")


def by_pyyaml(text: str) -> Any:
    return yaml.safe_load(text)


def by_ruamel(text: str) -> Any:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return reader.load(text)


def rendered(document: dict[str, Any]) -> str:
    return render_registries_yaml(parse_registries(document.get("mirrors"), document.get("configs")))


def everywhere() -> dict[str, Any]:
    """Each trap as a registry's name, an endpoint, a pattern, a replacement, a credential and a path."""
    rewrite = dict(zip(TRAPS, reversed(TRAPS), strict=True))
    mirrors = {trap: {"endpoint": [trap]} for trap in WORDS}
    auths = [dict(zip(AUTH_KEYS, WORDS[start:] + WORDS[:start], strict=False)) for start in range(len(WORDS))]
    files = [dict(zip(TLS_KEYS, WORDS[start:] + WORDS[:start], strict=False)) for start in range(len(WORDS))]
    configs = {name: {"auth": auth, "tls": tls} for name, auth, tls in zip(WORDS, auths, files, strict=True)}
    return {
        "mirrors": {**mirrors, "docker.io": {"endpoint": WORDS, "rewrite": rewrite}},
        "configs": {**configs, "h:5000": {"tls": {"insecure_skip_verify": True}}},
    }


@pytest.mark.parametrize("read", [by_pyyaml, by_ruamel])
def test_every_trap_is_read_as_it_was_meant_wherever_it_stands(read: Read) -> None:
    assert read(rendered(everywhere())) == everywhere()


def test_a_reader_of_this_collection_reads_it_too() -> None:
    document = everywhere()
    registries = parse_registries(document["mirrors"], document["configs"])
    read = read_registries_yaml(rendered(document))
    assert {name: mirror.endpoints for name, mirror in read.mirrors.items()} == {
        name: mirror.endpoints for name, mirror in registries.mirrors.items()
    }
    assert dict(read.mirrors["docker.io"].rewrites) == dict(registries.mirrors["docker.io"].rewrites)
    assert read.configs == registries.configs


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(TRAPS)
WORD = TEXT.filter(bool)
# A setting in place of an entry is refused: `rewrite` as the name of a mirror has lost its indentation.
NAME = TEXT.filter(lambda text: text not in {"endpoint", "rewrite", "auth", "tls"})
AUTH = st.dictionaries(st.sampled_from(AUTH_KEYS), WORD)
TLS = st.dictionaries(st.sampled_from(TLS_KEYS), WORD)
CONFIG = st.fixed_dictionaries({}, optional={"auth": AUTH, "tls": TLS})
MIRROR = st.fixed_dictionaries(
    {}, optional={"endpoint": st.lists(WORD, min_size=1), "rewrite": st.dictionaries(TEXT, TEXT, min_size=1)}
)
DOCUMENT = st.fixed_dictionaries(
    {
        "mirrors": st.dictionaries(NAME, MIRROR, min_size=1, max_size=4),
        "configs": st.dictionaries(NAME, CONFIG, min_size=1, max_size=4),
    }
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(DOCUMENT)
def test_two_libraries_read_what_was_given(document: dict[str, Any]) -> None:
    text = rendered(document)
    assert text.isascii()
    assert by_pyyaml(text) == by_ruamel(text) == document


@pytest.fixture(scope="module")
def wharfie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wharfie"))


def as_wharfie_says(document: dict[str, Any]) -> dict[str, Any]:
    """The same in the words of wharfie's own JSON, with a value for everything that was not given."""
    names = {"identity_token": "identitytoken"}
    auth = {names.get(key, key): "" for key in AUTH_KEYS}
    tls: dict[str, Any] = {**dict.fromkeys(TLS_KEYS, ""), "insecure_skip_verify": False}
    return {
        "mirrors": {
            name: {"endpoint": None, "rewrite": None, **mirror} for name, mirror in document["mirrors"].items()
        },
        "configs": {
            name: {
                "auth": {**auth, **{names.get(key, key): value for key, value in config["auth"].items()}}
                if "auth" in config
                else None,
                "tls": {**tls, **config["tls"]} if "tls" in config else None,
            }
            for name, config in document["configs"].items()
        },
        "error": None,
    }


def by_wharfie(documents: list[dict[str, Any]], wharfie: Path) -> list[Any]:
    return ask("registries", [{"registries_yaml": rendered(document)} for document in documents], wharfie)


@needs_go
def test_wharfie_reads_every_trap_as_it_was_meant(wharfie: Path) -> None:
    assert by_wharfie([everywhere()], wharfie) == [as_wharfie_says(everywhere())]


@needs_go
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents=st.lists(DOCUMENT, min_size=30, max_size=60))
def test_wharfie_reads_what_was_given(documents: list[dict[str, Any]], wharfie: Path) -> None:
    assert by_wharfie(documents, wharfie) == [as_wharfie_says(document) for document in documents]


@needs_go
def test_wharfie_sends_the_credentials_that_were_given(wharfie: Path) -> None:
    configs = [{"m.example": {"auth": {"username": "u", "password": word}}} for word in WORDS]
    mirrors = {"docker.io": {"endpoint": ["http://m.example"]}}
    files = [rendered({"mirrors": mirrors, "configs": config}) for config in configs]
    answers = ask(
        "supervisor", [{"registries_yaml": text, "image": "docker.io/library/x:1"} for text in files], wharfie
    )
    for word, answer in zip(WORDS, answers, strict=True):
        assert answer is not None
        sent = [request.get("authorization") for request in answer["requests"] if "m.example" in request.get("url", "")]
        assert f"Basic u:{word}" in sent
