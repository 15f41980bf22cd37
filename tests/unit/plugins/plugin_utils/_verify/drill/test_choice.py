# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which drills a node needs, by the files of its containerd."""

from __future__ import annotations

from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.on_disk import FoundHosts
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import Reader
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import Reference
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.choice import DrillChoice, PlannedDrill
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.registry_files import RegistryFiles

FOLDER = "/etc/containerd/certs.d"
M1, M2 = "https://m1.lab:5000", "https://m2.lab"
TWO = f'server = "{M2}"\n[host."{M1}"]\n'
HUB = "https://registry-1.docker.io/v2"


def found(**texts: str) -> FoundHosts:
    names = {"hub": "docker.io", "any": "_default", "quay": "quay.io"}
    directories = {
        names[key]: {"text": text, "withheld": False, "certificates": [], "unusable": {}} for key, text in texts.items()
    }
    facts: Any = {"folder": True, "directories": directories, "credentials": [], "error": ""}
    return FoundHosts.of(facts, FOLDER)


def drills(
    on_node: FoundHosts, *images: str, avoided: tuple[str, ...] = (), is_fork: bool = False
) -> list[PlannedDrill]:
    wanted = [Image(image, Reference.parse(image)) for image in images]
    return DrillChoice(RegistryFiles(on_node, Reader(is_fork))).drills(wanted, avoided)


def test_a_registry_with_two_endpoints_is_drilled_without_the_first() -> None:
    (one,) = drills(found(hub=TWO), "base:1")
    assert one.drill is not None
    assert one.drill.reference == "pullproof-drill-1.invalid/library/base:1"
    assert (one.drill.copied, one.drill.unreachable, one.drill.folder) == ("docker.io", (M1,), FOLDER)
    assert [endpoint.url for endpoint in one.unreachable] == [f"{M1}/v2"]
    assert [endpoint.url for endpoint in one.endpoints] == [f"{M2}/v2"]


def test_a_digest_is_pulled_as_a_digest() -> None:
    digest = f"sha256:{'0' * 64}"
    (one,) = drills(found(hub=TWO), f"base@{digest}")
    assert one.drill is not None and one.drill.reference == f"pullproof-drill-1.invalid/library/base@{digest}"


def test_the_registry_itself_is_the_fallback_of_a_file_without_a_server() -> None:
    (one,) = drills(found(hub=f'[host."{M1}"]\n'), "base:1")
    assert one.drill is not None and one.drill.server == HUB
    assert [endpoint.url for endpoint in one.endpoints] == [HUB]


def test_in_the_fork_a_file_without_a_server_has_no_fallback() -> None:
    (one,) = drills(found(hub=f'[host."{M1}"]\n'), "base:1", is_fork=True)
    assert one.verdict == ("skipped", f"docker.io: there is no fallback, because {M1}/v2 is the only endpoint")


def test_a_registry_without_a_file_has_no_fallback() -> None:
    (one,) = drills(found(), "quay.io/a/b:1")
    assert one.verdict is not None and "https://quay.io/v2 is the only endpoint" in one.verdict.sentence


def test_a_file_that_containerd_cant_read_is_named_as_the_reason() -> None:
    (one,) = drills(found(hub="not toml"), "base:1")
    assert one.verdict is not None and one.verdict.sentence.startswith("certs.d/docker.io/hosts.toml can't be read")


def test_each_registry_is_drilled_once_with_its_first_image() -> None:
    planned = drills(found(hub=TWO, quay=TWO), "base:1", "quay.io/a/b:1", "other:2")
    assert [one.image for one in planned] == ["base:1", "quay.io/a/b:1"]


def test_the_wildcard_is_drilled_once_under_a_name_without_a_directory() -> None:
    planned = drills(found(any=TWO), "base:1", "quay.io/a/b:1")
    wildcard = planned[-1]
    assert [one.kind for one in planned] == ["fallback", "fallback", "wildcard"]
    assert wildcard.drill is not None and wildcard.drill.copied == ""
    assert [endpoint.url for endpoint in wildcard.endpoints] == [f"{M1}/v2", f"{M2}/v2"]


def test_a_wildcard_that_is_only_a_server_is_drilled() -> None:
    (_fallback, wildcard) = drills(found(any=f'server = "{M2}"\n'), "base:1")
    assert wildcard.kind == "wildcard" and [endpoint.url for endpoint in wildcard.endpoints] == [f"{M2}/v2"]


def test_a_registry_that_is_its_own_endpoint_is_contacted() -> None:
    (one,) = drills(found(hub=f'[host."{M1}"]\n'), avoided=("docker.io",))
    assert one.drill is None and one.verdict is not None
    assert one.verdict.state == "failed" and f"docker.io is contacted at {HUB}" in one.verdict.sentence


def test_a_registry_without_a_directory_is_contacted() -> None:
    (one,) = drills(found(), avoided=("docker.io",))
    assert one.verdict is not None and "no directory in certs.d is for this registry" in one.verdict.sentence


def test_a_registry_with_other_endpoints_alone_is_drilled_without_all_of_them() -> None:
    (one,) = drills(found(hub=f'[host."{M1}"]\n[host."{M2}"]\n'), avoided=("docker.io",), is_fork=True)
    assert one.drill is not None and one.drill.unreachable == (M1, M2) and one.drill.server == ""
    assert one.drill.avoids_server
