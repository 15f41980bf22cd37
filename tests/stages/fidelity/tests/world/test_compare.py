# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A difference is found in what the registries received, in what explain predicts, and in what verify reports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Explanation, View

from tests.stages.fidelity.row import Expected, Server
from tests.stages.fidelity.world.compare import WantedRequest, differences
from tests.stages.fidelity.world.observed import Observed
from tests.stages.fidelity.world.registries.content import content_for
from tests.stages.fidelity.world.registries.log import Entry, requests_of
from tests.stages.fidelity.world.registries.registry import Registries

WINDOWS = content_for("windows")
M1, M2 = "https://m1.lab/v2/app", "https://m2.lab/v2/app"
CLIENT = "containerd/2.1.9"


def entry(host: str, path: str = "/v2/app/manifests/1", user: str = "", client: str = CLIENT) -> Entry:
    return Entry(client, "https", host, path, "HEAD", user, 200)


def endpoint(host: str, credential_key: str = "") -> Endpoint:
    return Endpoint(f"https://{host}/v2", "app", credential_key=credential_key)


PULLED = Observed(
    entries=(entry("m1.lab"), entry("m2.lab"), entry("m1.lab", "/v2/app/blobs/sha256:1")),
    explained=Explanation(
        "i", "r", View("containerd", (endpoint("m1.lab"), endpoint("m2.lab"), endpoint("reg.example")))
    ),
    served_by="https://m2.lab/v2",
    cause="",
    warnings=(),
    error="",
    fresh=True,
)
EXPECTED = Expected((M1, M2), served_by="m2.lab")


def found(expected: Expected = EXPECTED, observed: Observed = PULLED, registries: Registries | None = None) -> str:
    return "\n".join(differences(expected, observed, registries or Registries(WINDOWS)))


def test_a_pull_as_expected_has_no_difference() -> None:
    assert found() == ""


def test_another_order_is_a_difference_of_the_registries_and_of_explain() -> None:
    text = found(replace(EXPECTED, requests=(M2, M1)))
    assert f"registries: expected {M2}, {M1}, received {M1}, {M2}" in text
    assert f"explain: expected {M2}, predicted {M1}" in text


def test_an_endpoint_that_explain_does_not_list_is_a_difference() -> None:
    none = replace(PULLED, explained=Explanation("i", "r", View("containerd", ())))
    assert "explain: expected 2 endpoints, predicted nothing" in found(observed=none)


def test_a_failed_pull_used_all_predicted_endpoints() -> None:
    failed = replace(PULLED, fresh=False, served_by="", cause="tag_unknown")
    assert "explain: expected 2 endpoints" in found(Expected((M1, M2), cause="tag_unknown"), failed)


def test_an_index_that_does_not_fit_ends_a_pull() -> None:
    failed = replace(PULLED, fresh=False, served_by="", cause="platform_missing")
    assert found(Expected((M1, M2), cause="platform_missing"), failed) == ""


def test_what_verify_reports_is_compared() -> None:
    text = found(replace(EXPECTED, warnings=("dns",)), replace(PULLED, served_by="https://m1.lab/v2"))
    assert "verify: expected served_by m2.lab, reported m1.lab" in text
    assert "verify: expected warnings dns, reported nothing" in text
    assert "verify: expected cause dns, reported none" in found(Expected((M1, M2), cause="dns"))


def test_what_served_an_image_that_was_not_probed_may_be_unknown() -> None:
    unknown = replace(PULLED, served_by="", probed=False)
    assert found(observed=unknown) == ""
    assert "reported empty" in found(observed=replace(unknown, probed=True))
    assert "reported m1.lab" in found(observed=replace(unknown, served_by="https://m1.lab/v2"))


def test_the_image_of_another_build_is_a_difference() -> None:
    requested = entry("m2.lab", f"/v2/app/manifests/{WINDOWS.by_build[20348].digest}")
    observed = replace(PULLED, entries=(*PULLED.entries, requested))
    assert found(replace(EXPECTED, build=20348), observed) == ""
    assert "expected the image for build 17763, received requests for [20348]" in found(
        replace(EXPECTED, build=17763), observed
    )
    assert "received requests for none" in found(replace(EXPECTED, build=17763))


def test_credentials_are_compared_where_the_host_requires_them() -> None:
    registries = Registries(WINDOWS, servers={"m1.lab": Server(auth="basic")})
    view = View("containerd", (endpoint("m1.lab", "m1.lab"), endpoint("m2.lab")))
    observed = replace(PULLED, explained=Explanation("i", "r", view))
    assert "predicted the credentials of m1.lab" in found(observed=observed, registries=registries)
    assert "predicted" not in found(observed=observed)


def test_without_the_token_server_no_credentials_are_expected() -> None:
    registries = Registries(WINDOWS, servers={"m1.lab": Server(auth="token")})
    view = View("containerd", (endpoint("m1.lab", "m1.lab"), endpoint("m2.lab")))
    refused = Entry("", "https", "token.lab", outcome="untrusted")
    observed = replace(PULLED, entries=(*PULLED.entries, refused), explained=Explanation("i", "r", view))
    assert found(replace(EXPECTED, requests=(M1, "https://token.lab untrusted", M2)), observed, registries) == ""
    assert "ended by the client: https://token.lab untrusted" in found(EXPECTED, observed, registries)


def test_a_note_limits_the_prediction_of_credentials_to_some_versions() -> None:
    registries = Registries(WINDOWS, servers={"m1.lab": Server(auth="basic")})
    limited = replace(endpoint("m1.lab", "docker.io"), notes=("credentials under 'docker.io' are found by some",))
    observed = replace(PULLED, explained=Explanation("i", "r", View("containerd", (limited, endpoint("m2.lab")))))
    assert found(observed=observed, registries=registries) == ""


def test_who_requests_a_token_sends_credentials() -> None:
    token = Entry(CLIENT, "https", "token.lab", "/token", "GET", "puller", 401, service="m1.lab")
    assert requests_of([entry("m1.lab"), token]) == [f"{M1} as puller"]


def test_the_own_requests_of_the_probes_do_not_count() -> None:
    assert requests_of([entry("m9.lab", client="Python"), entry("m1.lab", user="puller")]) == [f"{M1} as puller"]


def test_a_refused_certificate_is_an_ended_connection() -> None:
    entries = (Entry("", "https", "bad.lab", outcome="untrusted"), *PULLED.entries[1:2])
    view = View("containerd", (endpoint("bad.lab"), endpoint("m2.lab")))
    observed = replace(PULLED, entries=entries, explained=Explanation("i", "r", view))
    expected = replace(EXPECTED, requests=("https://bad.lab/v2/app untrusted", M2))
    assert found(expected, observed) == ""
    assert "ended by the client: https://bad.lab untrusted" in found(replace(EXPECTED, requests=(M2,)), observed)


def test_of_random_requests_some_are_enough() -> None:
    expected = Expected((M1, M2, "https://m3.lab/v2/app"), served_by="m2.lab", among=True)
    assert found(expected) == ""
    assert "registries" in found(replace(expected, requests=(M1,)))


@pytest.mark.parametrize("text", ["https://m1.lab/v2/app by puller", "https://m1.lab/v2/app as", "u as a b"])
def test_a_request_with_other_words_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a request"):
        WantedRequest.parse(text)


def test_with_a_known_issue_lint_is_compared_and_explain_is_not() -> None:
    other = replace(PULLED, explained=Explanation("i", "r", View("containerd", ())), issues=frozenset({"windows-auth"}))
    assert found(replace(EXPECTED, issue="windows-auth"), other) == ""
    assert "lint: expected windows-rewrites, reported windows-auth" in found(
        replace(EXPECTED, issue="windows-rewrites"), other
    )


def test_the_end_of_containerd_is_compared_with_its_log() -> None:
    expected = Expected(ends="duplicated tables")
    has_ended = replace(PULLED, has_ended=True, error="config.toml: (116, 8): duplicated tables")
    assert found(expected, has_ended) == ""
    assert "expected to end with 'duplicated tables', runs" in found(expected)
    assert "expected to end with 'duplicated tables', ended" in found(expected, replace(has_ended, error="panic"))
    assert "expected to run, ended" in found(observed=has_ended)
