# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever the secrets are, people are shown the same: a mask by position, which a search for the secret is not.

Looking for a secret in what is shown would prove nothing for a password such as `a`. So everything is done twice, with
other secrets, and what is shown has to be the same.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import plan_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Secrets = dict[str, str]

KINDS = ("username", "password", "auth", "identity_token", "userinfo", "private key")
# Words of the files themselves, of the mask, and of what surrounds a value.
WORDS = [
    "a",
    "e",
    "*",
    "***",
    "auth",
    "password",
    "username",
    "docker.io",
    "https://",
    ": ",
    '"',
    "\\",
    "#",
    "m.example",
]
VALUES = st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


class Memory:
    """The files of a node that is nowhere."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.modes: dict[str, str] = {}

    def read(self, path: str) -> str | None:
        return self.texts.get(path)

    def mode(self, path: str) -> str | None:
        return self.modes.get(path)

    def write(self, path: str, text: str, mode: str | None) -> None:
        self.texts[path], self.modes[path] = text, mode or self.modes.get(path, "0644")

    def remove(self, path: str) -> None:
        del self.texts[path], self.modes[path]

    def missing_folders(self, path: str) -> list[str]:
        return [posixpath.dirname(path)]

    def obstacle(self, _path: str) -> None:
        return None

    def remove_empty_folder(self, _folder: str) -> bool:
        return True


def wanted(secrets: Secrets) -> RegistrySettings:
    auth = {key: secrets[key] for key in KINDS[:4] if key in secrets}
    # Other characters make no URL, and the plan is not made.
    user = "u" + "".join(re.findall("[a-z0-9*:]", secrets["userinfo"])) + "@" if "userinfo" in secrets else ""
    tls = {"ca_file": "/ca.pem", "cert_file": "/c.pem"}
    if "private key" in secrets:
        tls["key_content"] = f"-----BEGIN PRIVATE KEY-----\n{secrets['private key']}\n-----END PRIVATE KEY-----\n"
    mirrors = {"docker.io": {"endpoint": [f"https://{user}m.example", "https://n.example"]}, "a": {}}
    configs = {"m.example": {"auth": auth, "tls": tls}, "a": {"auth": auth}}
    return RegistrySettings(parse_registries(mirrors, configs), docker_config=("/root/.docker/config.json",))


def plan(runtime: str, secrets: Secrets | None) -> Plan:
    chosen = ChosenRuntime(RUNTIMES[runtime], None)
    asked = RegistrySettings(parse_registries(None, None)) if secrets is None else wanted(secrets)
    return plan_registries(asked, chosen, overwrite_unmanaged=False, key=b"key")


def shown(runtime: str, rounds: list[Secrets | None], change_by_hand: bool) -> list[Any]:
    """Everything that the node and the plans say in these rounds; no secrets, no files."""
    files = Memory()
    said: list[Any] = []
    for secrets in rounds:
        made = plan(runtime, secrets)
        said += [(planned.path, planned.masked) for planned in made.files]
        for check_mode in (True, False):
            result = apply_plan(made, cast(Any, files), cast(Any, None), check_mode)
            said.append((result["diff"], result["files"], result["changed"]))
        if change_by_hand:
            files.texts.update({path: f"{text} " for path, text in files.texts.items() if path.endswith(".yaml")})
        said.append(repr((made, wanted(secrets or {}))).replace(repr(secrets), ""))
    return said


def others(secrets: Secrets, suffix: str) -> Secrets:
    return {kind: value + suffix for kind, value in secrets.items()}


@pytest.mark.parametrize("runtime", ["rke2-agent", "k3s-server", "containerd", "docker"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(KINDS), VALUES, min_size=1), st.text("abc*", min_size=1), st.booleans())
def test_what_is_shown_is_the_same_for_all_secrets(
    runtime: str, secrets: Secrets, suffix: str, change_by_hand: bool
) -> None:
    # The same kinds of secrets, each with a value that no other round has.
    plain = {kind: f"secret{number}" for number, kind in enumerate(secrets)}
    rounds = [(secrets, plain), (others(secrets, suffix), others(plain, "x")), (None, None), (secrets, plain)]
    first, second = ([pair[index] for pair in rounds] for index in (0, 1))
    assert shown(runtime, first, change_by_hand) == shown(runtime, second, change_by_hand)


@pytest.mark.parametrize("runtime", ["rke2-agent", "k3s-server", "containerd"])
@pytest.mark.parametrize("kind", ["password", "auth", "identity_token"])
def test_another_secret_is_told_as_credentials_changed_and_nothing_else(runtime: str, kind: str) -> None:
    files = cast(Any, Memory())
    before, after = ({"username": "u", kind: "a"}, {"username": "u", kind: "b"})
    apply_plan(plan(runtime, before), files, cast(Any, None), check_mode=False)
    diff = apply_plan(plan(runtime, after), files, cast(Any, None), check_mode=True)["diff"]
    assert diff[0]["after"] == "config a: credentials changed\nconfig m.example: credentials changed\n"
    for entry in diff[1:]:
        assert entry["after"] == f"{entry['before']}# (what changed is masked, or the file's mode)\n"
