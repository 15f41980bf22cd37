# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which endpoint served an image, by probes and by lines of the log with and without a URL."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, Stage, Target
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Explanation, View
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.served_by import (
    lines_about,
    serving_endpoint,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget

M1, GITHUB = "https://m1.lab/v2", "https://ghcr.io/v2"
THERE = Probe("0", [Stage("v2", "passed"), Stage("manifest", "passed")])
ABSENT = Probe("0", [Stage("v2", "passed"), Stage("manifest", "failed", "tag_unknown")])
NOT_REQUESTED = Probe("0", [Stage("v2", "passed"), Stage("manifest", "skipped")])
GAVE_UP = LogLine("m1.lab", "", "info", "status 404 Not Found")
NO_OTHERS: Mapping[str, Collection[bool]] = {}


def served(
    *probes: Probe | None,
    log: tuple[LogLine, ...] = (),
    others: Mapping[str, Collection[bool]] = NO_OTHERS,
    is_stale: bool = False,
    urls: tuple[str, ...] = (M1, GITHUB),
) -> str:
    view = View("containerd", tuple(Endpoint(url, "both/app") for url in urls))
    explanation = Explanation("ghcr.io/both/app:1", "ghcr.io/both/app:1", view)
    attempts = [
        (ProbeTarget(explanation, view, endpoint, Target("", "containerd", endpoint.url, "both/app", "1")), probe)
        for endpoint, probe in zip(view.endpoints, probes, strict=False)
    ]
    return serving_endpoint(attempts, list(lines_about(log, attempts, others, is_stale=is_stale)))


@pytest.mark.parametrize("others", [{"m1.lab": [False]}, {"m1.lab": [True, False]}, {"m1.lab": [True]}])
def test_a_manifest_that_is_there_outweighs_a_line_that_can_be_about_another_image(
    others: Mapping[str, Collection[bool]],
) -> None:
    assert served(THERE, NOT_REQUESTED, log=(GAVE_UP,), others=others) == M1


def test_a_line_without_a_url_is_about_the_only_image_of_the_host() -> None:
    assert served(THERE, NOT_REQUESTED, log=(GAVE_UP,), others={"m9.lab": [False]}) == GITHUB


@pytest.mark.parametrize(("available", "url"), [([True], GITHUB), ([False], M1)])
def test_a_service_with_an_older_configuration_fails_where_probes_pass(available: list[bool], url: str) -> None:
    assert served(THERE, NOT_REQUESTED, log=(GAVE_UP,), others={"m1.lab": available}, is_stale=True) == url


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("both/app/manifests/1?ns=ghcr.io", GITHUB),
        ("both/app/manifests/sha256:00", GITHUB),
        ("both/app/blobs/sha256:00", GITHUB),
        ("both/app/manifests/2", M1),
        ("only/d2/manifests/1", M1),
    ],
)
def test_a_line_with_a_url_is_about_its_repository_and_tag(path: str, url: str) -> None:
    line = LogLine("m1.lab", f"{M1}/{path}", "info", "status 404 Not Found")
    assert served(THERE, NOT_REQUESTED, log=(line,), others={"m1.lab": [False]}) == url


def test_the_only_endpoint_that_is_left_served_the_image() -> None:
    assert served(ABSENT, None) == GITHUB
    assert served(None) == M1
    assert served(None, None) == ""


def test_an_endpoint_that_has_the_image_served_it_if_all_others_are_excluded() -> None:
    line = LogLine("m1.lab", f"{M1}/both/app/blobs/sha256:00", "info", "EOF")
    assert served(THERE, ABSENT, log=(line,)) == M1
    assert served(ABSENT, ABSENT) == ""


PATHS = ("https://m1.lab/v2/project", "https://m1.lab/v2/other", GITHUB)
OF_PROJECT = LogLine("m1.lab", f"{PATHS[0]}/both/app/manifests/1", "info", "status 404 Not Found")
OF_OTHER = LogLine("m1.lab", f"{PATHS[1]}/both/app/manifests/1", "info", "status 404 Not Found")


@pytest.mark.parametrize("line", [OF_PROJECT, GAVE_UP])
def test_a_line_about_one_path_of_a_host_excludes_no_other_path(line: LogLine) -> None:
    assert served(ABSENT, THERE, NOT_REQUESTED, log=(line,), urls=PATHS) == PATHS[1]


def test_a_line_with_a_url_excludes_the_endpoint_with_this_path() -> None:
    assert served(NOT_REQUESTED, THERE, NOT_REQUESTED, log=(OF_PROJECT,), urls=PATHS) == PATHS[1]
    assert served(ABSENT, THERE, NOT_REQUESTED, log=(OF_PROJECT, OF_OTHER), urls=PATHS) == GITHUB
    assert served(ABSENT, NOT_REQUESTED, log=(OF_OTHER,), urls=("https://m1.lab/v2/project", "https://m1.lab/v2")) == (
        "https://m1.lab/v2"
    )


def test_a_line_without_a_url_excludes_all_paths_of_a_host_if_no_probe_failed_there() -> None:
    assert served(NOT_REQUESTED, NOT_REQUESTED, NOT_REQUESTED, log=(GAVE_UP,), urls=PATHS) == GITHUB
