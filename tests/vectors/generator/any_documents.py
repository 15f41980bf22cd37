# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a YAML file can say where settings of registries are expected: strategies for hypothesis.

``PULLPROOF_EXAMPLES=20000`` asks for more of them than a usual run has time for.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("PULLPROOF_EXAMPLES", "400"))
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

NAMES = st.sampled_from(
    ["docker.io", "*", "quay.io", "m.example:5000", "[::1]:5000", "localhost:5000", "_default", "u:p@h", "a/b", "", "é"]
)
_PARTS = r"""http:// https:// ftp: m.example :5000 / /v2 [ ::1 ] %zz %2F u:p@ ? # \ " ( ) ^ .* $1 ${ + * <<"""
TEXTS = st.text(max_size=12) | st.lists(st.sampled_from([*_PARTS.split(), " ", "\n", "\x00"]), max_size=6).map("".join)
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.binary(max_size=3), TEXTS)
_WORDS = """mirrors configs endpoint rewrite auth tls username password identity_token
    ca_file cert_file key_file insecure_skip_verify ca_content"""
ANYTHING = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(_WORDS.split()) | NAMES | _SCALARS, inner, max_size=3)
    ),
    max_leaves=8,
)


def _some_of(*keys: str) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(keys, TEXTS | ANYTHING))


_MIRROR = st.fixed_dictionaries(
    {},
    optional={
        "endpoint": st.lists(TEXTS | NAMES, max_size=4) | ANYTHING,
        "rewrite": st.dictionaries(TEXTS, TEXTS, max_size=3) | ANYTHING,
    },
)
_CONFIG = st.fixed_dictionaries(
    {},
    optional={
        "auth": _some_of("username", "password", "auth", "identity_token") | ANYTHING,
        "tls": _some_of("ca_file", "cert_file", "key_file", "insecure_skip_verify", "ca_content") | ANYTHING,
    },
)
DOCUMENTS = ANYTHING | st.fixed_dictionaries(
    {},
    optional={
        "mirrors": st.dictionaries(NAMES | TEXTS, _MIRROR | ANYTHING, max_size=4) | ANYTHING,
        "configs": st.dictionaries(NAMES | TEXTS, _CONFIG | ANYTHING, max_size=4) | ANYTHING,
    },
)
IMAGES = st.sampled_from(["nginx", "quay.io/a/b", "m.example:5000/a", "[::1]:5000/a/b", "localhost:5000/a"]) | TEXTS

_PIECES = ["mirrors:", "configs:", "docker.io:", "'*':", "endpoint:", "rewrite:", "auth:", "tls:", "username:", "- "]
_PIECES += ["\n", "\n  ", "\n    ", "\n      ", "&a ", "*a", "<<: *a", "[", "]", "{", "}", ", ", "'a\\.b'", '"\\t"']
_PIECES += [
    "https://m",
    "yes",
    "~",
    "1e3",
    "0x1f",
    "!!binary aGk=",
    "!!set {a}",
    "? ",
    ": ",
    "2020-01-01",
    "|\n  x",
    "#",
]
# Texts of which PyYAML loads some; anchors in them make documents that contain themselves.
YAML_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)


def parts_of(document: object) -> tuple[object, object]:
    """What stands where the mirrors and the configs are expected."""
    if isinstance(document, dict):
        return document.get("mirrors"), document.get("configs")
    return document, document


_TOML_PIECES = [
    *("version = 2\n", '[plugins."io.containerd.grpc.v1.cri".registry]\n', 'config_path = "/etc/containerd/certs.d"\n'),
    *('[plugins."io.containerd.cri.v1.images".registry.configs."h:5000".auth]\n', 'username = "u"\n', "[host]\n"),
    *('server = "https://h"\n', "server = 1\n", '[host."https://m.example:5000/v2"]\n', "override_path = true\n"),
    *('capabilities = ["pull"]\n', 'ca = [["a", "b"], "c"]\n', "client = {}\n", "skip_verify = 'x'\n", "[[host]]\n"),
    *(
        '[host."https://m".rewrite]\n',
        '"^a" = "b"\n',
        "host = 1\n",
        "x = {a = 1, b = [",
        "]}\n",
        "[",
        "]",
        '"""',
        "'''",
    ),
    *(
        '"\\UFFFFFFFF" = 1\n',
        '"\\uD800" = 1\n',
        '"\\q"',
        "= ",
        ".",
        "#",
        "\n",
        "\r\n",
        "\x00",
        "\ufeff",
        "1979-05-27",
        "inf",
    ),
    *("[" * 3000, "a." * 3000, "x = " + "[" * 2000, "x = " + "{a = " * 2000, '[host."https://%zz"]\n', '[host."::"]\n'),
]
# Texts of which tomllib loads some.
TOML_TEXTS = st.text(max_size=20) | st.lists(st.sampled_from(_TOML_PIECES), max_size=10).map("".join)
