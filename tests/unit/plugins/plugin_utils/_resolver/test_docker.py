# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Docker Engine asks."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.docker import docker_view, major_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import View
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes

USER = {"auth": {"username": "u", "password": "secret"}}


def view(registry: str, mirrors: object = None, configs: object = None, version: str = "") -> View:
    registries = parse_registries(mirrors, configs)
    return docker_view(registries, registry, "a/b", Routes.of_process({}), major_version(version))


def places(found: View) -> list[tuple[str, str, str]]:
    return [(endpoint.url, endpoint.ca, endpoint.credential_key) for endpoint in found.endpoints]


def test_mirrors_of_docker_io_come_before_docker_io() -> None:
    mirrors = {"docker.io": {"endpoint": ["https://m.example", "http://n.example:5000", "m.example"]}}
    assert places(view("docker.io", mirrors)) == [
        ("https://m.example/v2", "system", ""),
        ("http://n.example:5000/v2", "none", ""),
        ("https://registry-1.docker.io/v2", "system", ""),
    ]


def test_mirrors_of_other_registries_are_not_asked_and_that_is_said() -> None:
    for name in ("quay.io", "*"):
        found = view("quay.io", {name: {"endpoint": ["https://m.example"], "rewrite": {"a": "b"}}})
        assert places(found) == [("https://quay.io/v2", "system", "")]
        assert len(found.problems) == 2


def test_a_registry_that_is_not_verified_is_asked_by_http_as_well() -> None:
    configs = {"h.example:5000": {"tls": {"insecure_skip_verify": True}}}
    expected = [("https://h.example:5000/v2", "skip_verify", ""), ("http://h.example:5000/v2", "none", "")]
    assert places(view("h.example:5000", None, configs)) == expected
    assert [place[:2] for place in places(view("localhost:5000"))] == [
        ("https://localhost:5000/v2", "skip_verify"),
        ("http://localhost:5000/v2", "none"),
    ]


def test_docker_hub_itself_is_verified_by_the_systems_certificates_only() -> None:
    found = view("docker.io", None, {"docker.io": {"tls": {"ca_file": "/ca"}}})
    assert places(found) == [("https://registry-1.docker.io/v2", "system", "")]


def test_the_credentials_of_the_images_registry_go_to_its_mirrors_too() -> None:
    found = view("docker.io", {"docker.io": {"endpoint": ["m.example"]}}, {"docker.io": USER, "m.example": USER})
    assert [place[2] for place in places(found)] == ["docker.io", "docker.io"]
    assert all(endpoint.notes for endpoint in found.endpoints)


def test_an_endpoint_that_is_no_url_is_named_without_its_credentials() -> None:
    found = view("docker.io", {"docker.io": {"endpoint": ["http://u:secret@a b"]}})
    assert len(found.endpoints) == 1 and found.source == ""
    assert found.problems == ("'http://***@a b' is not a valid mirror URL",)


def test_the_image_store_of_docker_29_sends_credentials_to_the_registry_itself_only() -> None:
    mirrors = {"docker.io": {"endpoint": ["https://m.example/hub/"]}}
    configs = {"docker.io": {"auth": {"username": "u", "password": "p"}}}
    for version, key in (("28.5.2", "docker.io"), ("29.1.3", ""), ("v29.0.0", "")):
        found = view("docker.io", mirrors, configs, version)
        assert places(found) == [
            ("https://m.example/hub/v2", "system", key),
            ("https://registry-1.docker.io/v2", "system", "docker.io"),
        ]
        assert any("containerd image store" in problem for problem in found.problems) is (key == "")


def test_the_image_store_falls_back_to_http_at_the_same_endpoint() -> None:
    found = view("h.example", None, {"h.example": {"tls": {"insecure_skip_verify": True}}}, "29.1.3")
    assert places(found) == [("https://h.example/v2", "skip_verify", "")]
    assert found.endpoints[0].falls_back_to_http


def test_the_image_store_takes_a_path_that_ends_in_v2_as_it_is() -> None:
    mirrors = {"docker.io": {"endpoint": ["https://m.example/hub/v2"]}}
    for version, url in (("28.5.2", "https://m.example/hub/v2/v2"), ("29.1.3", "https://m.example/hub/v2")):
        assert places(view("docker.io", mirrors, None, version))[0][0] == url
