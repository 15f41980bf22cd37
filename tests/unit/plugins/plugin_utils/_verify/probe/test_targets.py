# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From explanations to probes: who is asked by whom, with what, and which secrets go along."""

from __future__ import annotations

from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, Target
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries, parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.containerd import HostsFiles
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Explanation, View
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.on_disk import FoundHosts
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import Subject, explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import (
    Reference,
    RequestedImage,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import (
    Access,
    ProbeTarget,
    targets_of,
)

MIRRORS = {"docker.io": {"endpoint": ["https://m.example:5000"]}}
CONFIGS = {
    "m.example:5000": {"auth": {"username": "u", "password": "tr0ub4dor"}, "tls": {"ca_file": "/ca.crt"}},
    "quay.io": {"auth": {"auth": "dXNlcjpwOnE="}},
    "ghcr.io": {"auth": {"identity_token": "t0ken"}},
}
REGISTRIES = parse_registries(MIRRORS, CONFIGS)


def asked(
    *images: str, runtime: str = "rke2-agent", found: FoundHosts | None = None, **access: Any
) -> tuple[ProbeTarget, ...]:
    subject = Subject(REGISTRIES, runtime, found=found)
    return targets_of(
        explain(subject, map(RequestedImage.parse, images)), Access(**{"registries": REGISTRIES, **access})
    )


def targets(*images: str, **settings: Any) -> list[Target]:
    return [one.target for one in asked(*images, **settings)]


def test_each_endpoint_is_probed_in_order_with_its_own_settings() -> None:
    mirror, hub = targets("busybox:1.37")
    assert (mirror.id, mirror.url, mirror.repository, mirror.version) == (
        "0",
        "https://m.example:5000/v2",
        "library/busybox",
        "1.37",
    )
    assert mirror.trust.ca_files == ("/ca.crt",)
    assert mirror.credential == Credential(username="u", password="tr0ub4dor")
    assert (hub.id, hub.url) == ("1", "https://registry-1.docker.io/v2")
    assert hub.credential == Credential()


def test_a_mirror_is_told_the_registry_and_the_registry_itself_is_not() -> None:
    assert [target.namespace for target in targets("busybox", "quay.io/a/b")] == ["docker.io", "", ""]
    assert {target.namespace for target in targets("busybox", runtime="docker")} == {""}


def test_credentials_in_every_form_that_the_variables_have() -> None:
    quay, github = targets("quay.io/a/b", "ghcr.io/a/b")
    assert quay.credential == Credential(username="user", password="p:q")
    assert github.credential == Credential(identity_token="t0ken")


def test_credentials_that_the_node_has_stay_there() -> None:
    mirror, hub = targets("busybox", config_toml="/config.toml")
    assert mirror.credential == Credential(file="/config.toml", key="m.example:5000")
    assert hub.credential == Credential()


def test_the_bootstrap_is_probed_for_its_own_image_by_its_own_environment() -> None:
    found = asked(
        "rancher/rke2-runtime:v1",
        "busybox",
        config_toml="/config.toml",
        environment=Environment(7),
        bootstrap_environment=Environment(8),
    )
    programs = [(one.view.program, one.target.environment.pid) for one in found]
    assert programs == [("containerd", 7)] * 2 + [("bootstrap", 8)] * 2 + [("containerd", 7)] * 2
    assert found[2].target.credential == Credential(username="u", password="tr0ub4dor")
    assert found[3].target.url == "https://index.docker.io/v2"


def test_what_is_found_on_the_node_comes_before_the_variables() -> None:
    files = {"docker.io": 'server = "https://found.example/v2"\n[host]\n'}
    found = asked("busybox", found=FoundHosts(HostsFiles(files), frozenset(), (), ()))
    assert [one.target.url for one in found] == ["https://found.example/v2"]


def test_content_that_is_not_on_the_node_yet_goes_along() -> None:
    files = {"/ca.crt": "CA\n", "/client.key": "KEY\n"}
    endpoint = Endpoint(
        "https://m/v2", "a/b", ca="/ca.crt, /other.crt", client_certificate="/client.crt", client_key="/client.key"
    )
    explanation = Explanation("m/a/b:1", "m/a/b:1", View("containerd", (endpoint,)), parsed=Reference.parse("m/a/b:1"))
    [one] = targets_of([explanation], Access(Registries(), contents=files, anchors="ROOT\n"))
    trust = one.target.trust
    assert (trust.ca_files, trust.ca_text) == (("/other.crt",), "CA\nROOT\n")
    assert (trust.client_cert, trust.client_key, trust.client_text) == ("/client.crt", "", "KEY\n")


def test_a_host_that_may_not_resolve_is_not_asked_for_the_tag() -> None:
    endpoint = Endpoint("https://m/v2", "a/b", capabilities=("pull",))
    explanation = Explanation("m/a/b:1", "m/a/b:1", View("containerd", (endpoint,)), parsed=Reference.parse("m/a/b:1"))
    assert targets_of([explanation], Access(Registries()))[0].target.version == ""


def test_an_http_host_with_tls_settings_is_tried_both_ways() -> None:
    configs = {"m.example:5000": {"tls": {"ca_file": "/ca.crt"}}}
    registries = parse_registries({"quay.io": {"endpoint": ["http://m.example:5000"]}}, configs)
    explanations = explain(Subject(registries, "k3s-agent"), [RequestedImage.parse("quay.io/a/b")])
    mirror, quay = (one.target for one in targets_of(explanations, Access(registries)))
    assert (mirror.url, mirror.falls_back_to_http) == ("https://m.example:5000/v2", True)
    assert not quay.falls_back_to_http


def test_headers_of_an_endpoint_come_from_the_variables() -> None:
    options = {"url": "https://m.example", "header": {"X-Key": ["s3cret", "other"]}}
    registries = parse_registries({"quay.io": {"endpoint": [options, "https://n.example"]}}, {})
    explanations = explain(Subject(registries, "containerd"), [RequestedImage.parse("quay.io/a/b")])
    found = targets_of(explanations, Access(registries))
    assert [one.target.headers for one in found] == [{"X-Key": "s3cret, other"}, {}, {}]
    assert "s3cret" not in f"{found}{explanations}"


def test_headers_of_an_endpoint_are_those_of_the_mirror_of_this_registry() -> None:
    def mirror(value: str) -> dict[str, object]:
        return {"endpoint": [{"url": "https://m.example", "header": {"X-Key": value}}]}

    registries = parse_registries({"ghcr.io": mirror("one"), "quay.io": mirror("two"), "*": mirror("any")}, {})
    images = map(RequestedImage.parse, ["quay.io/a/b", "ghcr.io/a/b", "r.example/a/b"])
    found = targets_of(explain(Subject(registries, "containerd"), images), Access(registries))
    values = [one.target.headers["X-Key"] for one in found if one.target.headers]
    assert values == ["two", "one", "any"]


def test_digests_are_the_version_or_the_expectation() -> None:
    digest = f"sha256:{'a' * 64}"
    subject = Subject(Registries(), "k3s-agent")
    one, other = targets_of(
        explain(subject, map(RequestedImage.parse, [f"quay.io/a/b@{digest}", "quay.io/a/b:1"])),
        Access(Registries()),
        {"quay.io/a/b:1": digest},
    )
    assert (one.target.version, one.target.digest) == (digest, "")
    assert (other.target.version, other.target.digest) == ("1", digest)


def test_what_is_no_reference_is_asked_of_nobody() -> None:
    assert targets("a//b") == []
