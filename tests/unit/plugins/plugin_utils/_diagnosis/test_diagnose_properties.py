# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every diagnosis, whatever the evidence."""

from __future__ import annotations

from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import STAGES, Probe
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine, PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import Diagnosis, diagnose
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence, NodeState
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import (
    FILE_IGNORED,
    Endpoint,
    Route,
    View,
)
from ansible_collections.pullproof.registry.tests.unit.plugins.plugin_utils.evidence_cases import healthy, probe
from hypothesis import given
from hypothesis import strategies as st

SECRET = "S3cr3t"
FAULTS = sorted(
    {*CATALOGUE, "dns_temporary", "tls_untrusted", "something_new"} - {"unknown", "runtime_down", "not_installed"}
)
WORDS = (
    "",
    f'Head "https://user:{SECRET}@registry.lab/v2/": x509: certificate signed by unknown authority',
    f'Get "https://cdn.lab/x?X-Amz-Signature={SECRET}": no such host',
    f"proxyconnect tcp: dial http://user:{SECRET}@proxy.lab:3128: connection refused",
    "not found",
    "no space left on device",
    "something else",
)
FACTS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(["chain", "node_time", "realm", "host", "stage", "fault", "addresses", "platforms", "status"])
HOSTS = st.sampled_from(["registry.lab:5000", "mirror.lab", "quay.io", "10.1.2.3:5000", "[2001:db8::1]:5000", "x"])
CONFIGS = {
    "registry.lab:5000": {"auth": {"username": "u", "password": SECRET}},
    f"https://u:{SECRET}@mirror.lab": {"auth": {"identity_token": SECRET}},
}
MIRRORS = {
    "quay.io": {"endpoint": [f"https://u:{SECRET}@mirror.lab"], "rewrite": {"^team/(.*)": "x/$1"}},
    "*": {"endpoint": ["https://registry.lab:5000"]},
}


@st.composite
def probes(draw: st.DrawFn) -> Probe | None:
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return draw(st.sampled_from([None, healthy()]))
    facts = draw(st.dictionaries(KEYS, FACTS, max_size=3))
    return probe(draw(st.sampled_from(STAGES)), draw(st.sampled_from(FAULTS)), draw(st.sampled_from(WORDS)), facts)


@st.composite
def views(draw: st.DrawFn) -> View:
    routes = st.builds(
        Route, st.sampled_from(["", "http://***@proxy.lab:3128"]), st.sampled_from(["", "HTTPS_PROXY", "NO_PROXY"])
    )
    urls = HOSTS.map(lambda host: f"https://u:{SECRET}@{host}/v2")
    endpoint = st.builds(
        Endpoint, urls | HOSTS.map(lambda host: f"http://{host}/v2"), st.just("team/app"), route=routes
    )
    problems = draw(st.sampled_from([(), (f"certs.d/x/hosts.toml can't be read: {FILE_IGNORED}",)]))
    source = draw(st.sampled_from(["", "certs.d/quay.io", "certs.d/_default"]))
    program = draw(st.sampled_from(["containerd", "docker", "bootstrap"]))
    return View(program, tuple(draw(st.lists(endpoint, max_size=3))), source, problems)


CONTEXTS = st.builds(
    NodeState,
    st.lists(st.sampled_from(["ca_trust", "registries", "proxy"]), unique=True).map(tuple),
    environment_differs=st.lists(st.sampled_from(["HTTPS_PROXY", "SSL_CERT_FILE"]), unique=True).map(tuple),
    clock_offset=st.none() | st.floats(allow_nan=True),
    ca_newer_than_process=st.booleans(),
    disk_free_mib=st.none() | st.integers(0, 1000),
    store_read_only=st.booleans(),
)
OUTCOMES = st.none() | st.builds(
    PullOutcome,
    st.just("quay.io/team/app:1"),
    st.sampled_from(["passed", "failed", "blocked", "skipped"]),
    st.none() | st.sampled_from(["pull_failed", "timeout", "runtime_down", "disk_short", "something_new"]),
    error=st.none() | st.sampled_from(WORDS),
)
LOGS = st.lists(st.builds(LogLine, HOSTS | st.just(""), error=st.sampled_from(WORDS)), max_size=3).map(tuple)
EVIDENCE = st.builds(
    Evidence,
    st.sampled_from(["quay.io/team/app:1", f"registry.lab:5000/app@sha256:{'0' * 64}", "x", ""]),
    OUTCOMES,
    st.none() | views(),
    st.lists(probes(), max_size=4),
    st.none() | views(),
    st.sampled_from([parse_registries({}, {}), parse_registries(MIRRORS, CONFIGS)]),
    st.dictionaries(st.sampled_from(["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"]), st.sampled_from(["", "p", "*", "%"])),
    LOGS,
    CONTEXTS,
    now=st.floats(0, 1e11),
)


def causes(found: Diagnosis) -> list[Cause]:
    return [*([found.cause] if found.cause else []), *found.warnings]


@given(EVIDENCE)
def test_any_evidence_is_judged_in_words_of_the_catalogue_and_without_a_secret(evidence: Evidence) -> None:
    for cause in causes(diagnose(evidence)):
        assert cause.code in CATALOGUE
        assert all((cause.checked, cause.observed, cause.expected, cause.fix))
        assert SECRET not in repr(cause)
        assert "{" not in cause.checked + cause.expected + cause.fix


@given(EVIDENCE)
def test_a_failed_pull_has_a_cause_and_a_pull_that_passed_has_none(evidence: Evidence) -> None:
    found = diagnose(evidence)
    state = evidence.outcome.state if evidence.outcome else ""
    if state in ("failed", "blocked"):
        assert found.cause is not None
        assert found.cause.severity == "error"
    if state in ("passed", "skipped"):
        assert found.cause is None
    assert all(warning.severity == "warning" for warning in found.warnings)


@given(st.sampled_from(FAULTS), st.sampled_from(STAGES), HOSTS)
def test_any_fault_of_a_lone_endpoint_is_named_at_that_endpoint(fault: str, stage: str, host: str) -> None:
    view = View("containerd", (Endpoint(f"https://{host}/v2", "team/app"),))
    found = diagnose(Evidence(f"{host}/team/app:1", None, view, (probe(stage, fault),)))
    assert found.cause is not None
    assert found.cause.endpoint == f"https://{host}/v2"
