# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs for cases in the form of tests/vectors, made at random and on purpose odd: ports, escapes, IPv6, wildcards."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import yaml

from tests.vectors.generator.vector_words import WORDS
from tests.vectors.generator.vector_yaml import odd_registries_yaml

Question = dict[str, Any]


def reference_question(random: Random) -> Question:
    """An image's name: most of them built by the rules, some thrown together."""
    if random.random() < 0.3:
        return {"image": _thrown(random, WORDS["reference_parts"], 1, 7)}
    host = random.choice(["", *WORDS["hosts"], *WORDS["local_hosts"]]).replace("*", "any.example")
    repository = "/".join(random.choice(WORDS["repositories"]).split("/")[: random.randint(1, 3)])
    return {
        "image": f"{host}/{repository}".lstrip("/")
        + random.choice(WORDS["tags"] if random.random() < 0.5 else ["", ":1.27"])
    }


def rewrite_question(random: Random) -> Question:
    """A rule and a repository; the pattern is a plausible one or thrown together."""
    pattern = (
        random.choice(WORDS["patterns"]) if random.random() < 0.4 else _thrown(random, WORDS["pattern_parts"], 1, 6)
    )
    return {
        "pattern": pattern,
        "replacement": f"{random.choice(['', 'hub/', 'x'])}{_thrown(random, WORDS['template_parts'], 0, 3)}",
        "repository": random.choice(WORDS["repositories"]),
    }


def no_proxy_question(random: Random) -> Question:
    """Proxy variables and a URL."""
    scheme = random.choice(["http://", "https://", "https://", "ftp://", "//", ""])
    return {
        "http_proxy": random.choice(WORDS["proxies"]),
        "https_proxy": random.choice(WORDS["proxies"]),
        "no_proxy": random.choice([",", ", "]).join(random.sample(WORDS["no_proxy"], random.randint(0, 5))),
        "url": f"{scheme}{random.choice(WORDS['url_hosts'])}{random.choice(['', '/', '/v2/', '/v2/a?x=y'])}",
    }


def supervisor_question(random: Random) -> Question:
    """A registries.yaml and an image that RKE2's bootstrap is to pull.

    One rewrite per mirror, for several would be tried in random order; no local hosts, for which Go uses no proxy.
    """
    text = (
        _registries_yaml(random, WORDS["hosts"], rewrites=1) if random.random() < 0.75 else odd_registries_yaml(random)
    )
    return {"registries_yaml": text, "image": random.choice(WORDS["bootstrap_images"])}


def hosts_question(random: Random) -> Question:
    """A registries.yaml and the settings that the generator of certs.d looks at."""
    return {
        "program": random.choice(["k3s", "rke2"]),
        "registries_yaml": _registries_yaml(random, WORDS["hosts"] + WORDS["local_hosts"], rewrites=3),
        "disable_default_registry_endpoint": random.random() < 0.35,
        "embedded_registry_address": random.choice([None, None, None, "127.0.0.1:6443", "[::1]:9345"]),
    }


QUESTIONS: dict[str, Callable[[Random], Question]] = {
    "reference": reference_question,
    "rewrite": rewrite_question,
    "no_proxy": no_proxy_question,
    "supervisor": supervisor_question,
    "hosts": hosts_question,
}


def _registries_yaml(random: Random, hosts: Sequence[str], rewrites: int) -> str:
    mirrors = {name: _mirror(random, hosts, rewrites) for name in random.sample(hosts, random.randint(0, 6))}
    configs = {name: _config(random, name) for name in random.sample(hosts, random.randint(0, 6))}
    document = {"mirrors": mirrors, "configs": configs}
    return yaml.safe_dump(
        document, allow_unicode=True, sort_keys=random.random() < 0.5, default_style=random.choice([None, None, '"'])
    )


def _mirror(random: Random, hosts: Sequence[str], rewrites: int) -> Question | None:
    mirror: Question = {}
    if random.random() < 0.85:
        mirror["endpoint"] = [_endpoint(random, hosts) for _ in range(random.randint(0, 4))]
    if random.random() < 0.4:
        mirror["rewrite"] = dict(random.sample(WORDS["rewrites"], random.randint(0, rewrites)))
    if random.random() < 0.1:
        mirror["endpoints"] = ["https://ignored.example"]
    return random.choice([mirror] * 9 + [None])


def _endpoint(random: Random, hosts: Sequence[str]) -> str:
    path = random.choice(WORDS["paths"]) if random.random() < 0.6 else ""
    return f"{random.choice(WORDS['schemes'])}{random.choice(hosts)}{path}"


def _config(random: Random, host: str) -> Question | None:
    config: Question = {}
    if random.random() < 0.7:
        config["auth"] = _auth(random, host)
    if random.random() < 0.4:
        config["tls"] = random.choice(WORDS["tls"])
    return random.choice([config] * 9 + [None])


def _auth(random: Random, host: str) -> Question | None:
    return random.choice(
        [
            {"username": f"u-{host}", "password": "p:w"},
            {"auth": base64.b64encode(f"a-{host}:p".encode()).decode()},
            {"username": "u", "password": "p", "auth": base64.b64encode(b"x:y").decode()},
            {"identity_token": "t"},
            {"username": "only"},
            {"password": "only"},
            {},
            None,
        ]
    )


def _thrown(random: Random, parts: Sequence[str], least: int, most: int) -> str:
    return "".join(random.choice(parts) for _ in range(random.randint(least, most)))
