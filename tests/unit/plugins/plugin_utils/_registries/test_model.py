# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsing the registries' variables."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import (
    Auth,
    Config,
    EndpointOptions,
    Mirror,
    Registries,
    Tls,
    parse_registries,
)


def ids(registries: Registries) -> list[str]:
    return [finding.id for finding in registries.findings]


def test_the_whole_schema_is_parsed_into_dataclasses() -> None:
    registries = parse_registries(
        {"docker.io": {"endpoint": ["https://m.example:5000"], "rewrite": {"^library/(.*)": "hub/${1}"}}, "*": None},
        {
            "m.example:5000": {
                "auth": {"username": "u", "password": "p"},
                "tls": {
                    "ca_file": "/ca.crt",
                    "cert_file": "/c.crt",
                    "key_file": "/c.key",
                    "insecure_skip_verify": False,
                },
            },
            "quay.io": {"auth": {"identity_token": "t"}, "tls": {}},
            "ghcr.io": None,
        },
    )
    assert registries == Registries(
        mirrors={"docker.io": Mirror(("https://m.example:5000",), (("^library/(.*)", "hub/${1}"),)), "*": Mirror()},
        configs={
            "m.example:5000": Config(Auth("u", "p"), Tls("/ca.crt", "/c.crt", "/c.key")),
            "quay.io": Config(Auth(identity_token="t"), Tls()),
            "ghcr.io": Config(),
        },
    )


def test_certificate_and_key_content_are_kept_for_the_node() -> None:
    registries = parse_registries({}, {"h": {"tls": {"cert_content": "CERT", "key_content": "KEY"}}})
    assert registries.configs["h"].tls == Tls(cert_content="CERT", key_content="KEY")
    assert not registries.findings


def test_nothing_given_is_empty_and_without_findings() -> None:
    assert parse_registries(None, None) == parse_registries({}, {}) == Registries()


@pytest.mark.parametrize(
    ("mirrors", "configs", "expected", "where"),
    [
        ([], {}, "wrong-type", "registries_mirrors"),
        ({"h": []}, {}, "wrong-type", "registries_mirrors['h']"),
        ({5000: {}}, {}, "wrong-type", "registries_mirrors"),
        ({"h": {"endpoint": "https://m"}}, {}, "endpoint-not-a-list", "registries_mirrors['h'].endpoint"),
        ({"h": {"endpoint": [5]}}, {}, "wrong-type", "registries_mirrors['h'].endpoint[0]"),
        ({"h": {"endpoint": [""]}}, {}, "wrong-type", "registries_mirrors['h'].endpoint[0]"),
        ({"h": {"rewrite": ["a"]}}, {}, "wrong-type", "registries_mirrors['h'].rewrite"),
        ({"h": {"rewrite": {"a": 1}}}, {}, "wrong-type", "registries_mirrors['h'].rewrite['a']"),
        ({"h": {"endpoint": ["http://a b"]}}, {}, "endpoint-invalid-url", "registries_mirrors['h'].endpoint[0]"),
        ({"h": {"endpoint": ["m", "ftp://m"]}}, {}, "endpoint-invalid-url", "registries_mirrors['h'].endpoint[1]"),
        ({"h": {"endpoint": ["http:/m"]}}, {}, "endpoint-invalid-url", "registries_mirrors['h'].endpoint[0]"),
        ({"h": {"endpoint": ["https//m/v2"]}}, {}, "endpoint-invalid-url", "registries_mirrors['h'].endpoint[0]"),
        ({"h": {"endpoint": ["https:///v2"]}}, {}, "endpoint-invalid-url", "registries_mirrors['h'].endpoint[0]"),
        ({"h": {"endpoint": ["https://u:p@m"]}}, {}, "url-has-userinfo", "registries_mirrors['h'].endpoint[0]"),
        ({"h": {"endpoint": ["u:p@m/v2"]}}, {}, "url-has-userinfo", "registries_mirrors['h'].endpoint[0]"),
        ({"https://h": {}}, {}, "key-has-scheme", "registries_mirrors['https://h']"),
        ({}, {"https://h:5000": {}}, "key-has-scheme", "registries_configs['https://h:5000']"),
        ({}, {"h/v2": {}}, "key-has-path", "registries_configs['h/v2']"),
        ({}, {"": {}}, "key-empty", "registries_configs['']"),
        ({}, {"u:p@h": {}}, "url-has-userinfo", "registries_configs['***@h']"),
        ({}, {"h": {"auth": "x"}}, "wrong-type", "registries_configs['h'].auth"),
        ({}, {"h": {"auth": {"password": 7, "username": "u"}}}, "wrong-type", "registries_configs['h'].auth.password"),
        ({}, {"h": {"auth": {"username": "u"}}}, "user-without-password", "registries_configs['h'].auth"),
        ({}, {"h": {"auth": {"password": "p"}}}, "password-without-user", "registries_configs['h'].auth"),
        (
            {},
            {"h": {"auth": {"auth": "dTpw", "identity_token": "t"}}},
            "several-credentials",
            "registries_configs['h'].auth",
        ),
        ({}, {"h": {"tls": {"cert_file": "/c"}}}, "cert-without-key", "registries_configs['h'].tls"),
        ({}, {"h": {"tls": {"key_content": "k"}}}, "key-without-cert", "registries_configs['h'].tls"),
        ({}, {"h": {"tls": {"ca_file": "/c", "ca_content": "c"}}}, "several-sources", "registries_configs['h'].tls"),
        (
            {},
            {"h": {"tls": {"insecure_skip_verify": "yes"}}},
            "wrong-type",
            "registries_configs['h'].tls.insecure_skip_verify",
        ),
        ({}, {"h": {"tls": {"ca_file": "/\udcff"}}}, "wrong-type", "registries_configs['h'].tls.ca_file"),
    ],
)
def test_each_mistake_is_an_error_that_names_its_place(
    mirrors: object, configs: object, expected: str, where: str
) -> None:
    findings = parse_registries(mirrors, configs).errors
    assert (expected, where) in [(finding.id, finding.where) for finding in findings]


@pytest.mark.parametrize(
    ("mirrors", "configs", "key", "suggestion"),
    [
        ({"h": {"endpoints": ["https://m"]}}, {}, "endpoints", "endpoint"),
        ({"h": {"rewrites": {}}}, {}, "rewrites", "rewrite"),
        ({}, {"h": {"auth": {"token": "t"}}}, "token", ""),
        ({}, {"h": {"auth": {"identitytoken": "t"}}}, "identitytoken", "identity_token"),
        ({}, {"h": {"auth": {"user": "t"}}}, "user", "username"),
        ({}, {"h": {"tls": {"ca": "/x"}}}, "ca", "ca_file"),
        ({}, {"h": {"tls": {"insecureSkipVerify": True}}}, "insecureSkipVerify", "insecure_skip_verify"),
        ({}, {"h": {"zzz": 1}}, "zzz", ""),
    ],
)
def test_an_unknown_key_is_an_error_with_the_key_that_was_meant(
    mirrors: object, configs: object, key: str, suggestion: str
) -> None:
    (finding,) = parse_registries(mirrors, configs).errors
    assert finding.id == "unknown-key" and f"The key {key!r}" in finding.message
    assert (f"Did you mean '{suggestion}'?" in finding.fix) == bool(suggestion)


def test_all_mistakes_are_reported_at_once_and_the_rest_is_kept() -> None:
    registries = parse_registries(
        {"a": {"endpoint": "x"}, "b": {"endpoint": ["https://ok", 3], "rewrites": {}}},
        {"c/d": {"auth": {"username": "u"}}},
    )
    assert ids(registries) == [
        "endpoint-not-a-list",
        "unknown-key",
        "wrong-type",
        "key-has-path",
        "user-without-password",
    ]
    assert registries.mirrors["b"].endpoints == ("https://ok",)


SECRET = "tr0ub4dor"


@pytest.mark.parametrize(
    ("mirrors", "configs"),
    [
        ({f"https://u:{SECRET}@h": {}}, {f"u:{SECRET}@h": {}}),
        (
            {
                "h": {
                    "endpoint": [
                        f"https://u:{SECRET}@h:x",
                        f"u:{SECRET}@h",
                        f"https://u:{SECRET}/@h",
                        f"https://{SECRET}@h",
                    ]
                }
            },
            {},
        ),
        (
            {},
            {"h": {"auth": {"username": SECRET, "password": [SECRET], "auth": {SECRET: 1}, "identity_token": SECRET}}},
        ),
        ({}, {"h": {"auth": SECRET, "tls": {"key_content": SECRET, "key_file": "/k"}}}),
        ({}, {"h": {"auth": {"username": SECRET, "password": SECRET, "auth": SECRET, "identity_token": SECRET}}}),
    ],
)
def test_no_secret_shows_in_findings_or_in_the_repr_of_what_was_parsed(mirrors: object, configs: object) -> None:
    registries = parse_registries(mirrors, configs)
    assert registries.findings or registries.configs
    assert SECRET not in repr(registries.findings)
    assert SECRET not in repr(list(registries.configs.values()))


@pytest.mark.parametrize("endpoint", ["http:/m.example", "https//m.example/v2", "https;//m.example", "https:m.example"])
def test_a_misspelt_scheme_is_told_as_such(endpoint: str) -> None:
    (finding,) = parse_registries({"docker.io": {"endpoint": [endpoint]}}, {}).findings
    assert "it has no :// behind its scheme" in finding.message


def test_a_host_whose_name_begins_as_a_scheme_does_is_none() -> None:
    assert (
        parse_registries({"docker.io": {"endpoint": ["https.example", "http-mirror.example:5000"]}}, {}).findings == ()
    )


def test_an_endpoint_is_a_url_or_a_mapping_with_options() -> None:
    options = {
        "url": "https://two",
        "capabilities": ["pull"],
        "dial_timeout": "2s",
        "header": {"X-B": "b", "X-A": ["1", "2"]},
    }
    registries = parse_registries(
        {"quay.io": {"endpoint": ["https://one", options, {"url": "https://three"}]}}, {}, "5s"
    )
    assert not registries.findings
    assert registries.dial_timeout == "5s"
    assert registries.mirrors["quay.io"] == Mirror(
        ("https://one", "https://two", "https://three"),
        options={"https://two": EndpointOptions(("pull",), "2s", (("X-A", ("1", "2")), ("X-B", ("b",))))},
    )


@pytest.mark.parametrize(
    ("endpoint", "identifier", "where"),
    [
        ({"header": {"X": "y"}}, "wrong-type", ".url"),
        ({"url": "https://h", "headers": {}}, "unknown-key", ""),
        ({"url": "https://h", "capabilities": "pull"}, "wrong-type", ".capabilities"),
        ({"url": "https://h", "capabilities": ["push"]}, "capability-unknown", ".capabilities[0]"),
        ({"url": "https://h", "dial_timeout": "2"}, "no-duration", ".dial_timeout"),
        ({"url": "https://h", "dial_timeout": "0s"}, "no-duration", ".dial_timeout"),
        ({"url": "https://h", "header": {"X A": "b"}}, "header-invalid", ".header['X***']"),
        ({"url": "https://h", "header": {"X-Key:s3cr3t": "b"}}, "header-invalid", ".header['X-Key***']"),
        ({"url": "https://h", "header": {"X": "secret\n"}}, "header-invalid", ".header['X']"),
        ({"url": "https://h", "header": {"X": 5}}, "wrong-type", ".header['X']"),
        ({"url": "http:/h"}, "endpoint-invalid-url", ".url"),
        (["https://h"], "wrong-type", ""),
    ],
)
def test_wrong_options_of_an_endpoint_are_found_at_their_place(endpoint: object, identifier: str, where: str) -> None:
    (finding,) = parse_registries({"quay.io": {"endpoint": [endpoint]}}, {}).findings
    assert (finding.id, finding.where) == (identifier, f"registries_mirrors['quay.io'].endpoint[0]{where}")
    assert "secret" not in str(finding) and "s3cr3t" not in str(finding)


def test_a_value_without_a_space_before_it_is_a_part_of_the_name_and_not_shown() -> None:
    registries = parse_registries({"quay.io": {"endpoint": [{"url": "https://h", "header": {"X:s3cr3t": None}}]}}, {})
    assert {finding.id for finding in registries.findings} == {"header-invalid", "wrong-type"}
    assert "s3cr3t" not in str(registries.findings)
    assert registries.mirrors["quay.io"].options == {}


def test_a_dial_timeout_without_unit_has_the_format_as_its_fix() -> None:
    endpoint = {"url": "https://h", "dial_timeout": 2}
    (finding,) = parse_registries({"docker.io": {"endpoint": [endpoint]}}, {}).errors
    assert (finding.id, finding.fix) == ("wrong-type", "Use the Go format: 500ms, 2s or 1m30s.")


def test_a_dial_timeout_that_is_not_a_duration_is_found() -> None:
    (finding,) = parse_registries({}, {}, "2 seconds").findings
    assert (finding.id, finding.where) == ("no-duration", "registries_dial_timeout")
