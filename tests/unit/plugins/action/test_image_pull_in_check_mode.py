# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action image_pull in check mode, with a node that is a fake."""

from __future__ import annotations

import re
from dataclasses import asdict
from itertools import starmap
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import image_pull
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import (
    Probe,
    ProbePlan,
    Stage,
    decode_probe_plan,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.preview import preview_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import HostPulls

from tests.unit.plugins.action.report.reporting import report_on

DEFAULTS = {name: spec.get("default") for name, spec in argument_spec("image_pull").items()}
MIRRORS = {"docker.io": {"endpoint": ["https://m.example"]}}


class FakeNode:
    """A node without a runtime; the endpoints of `broken` can't be resolved from it."""

    def __init__(self, *broken: str) -> None:
        self.broken = broken
        self.plans: list[ProbePlan] = []

    def observation(self) -> dict[str, Any]:
        return {"runtimes": {}}

    def run(self, module: str, arguments: dict[str, str]) -> dict[str, Any]:
        assert module == "internal.probe"
        plan = decode_probe_plan(arguments["plan"])
        self.plans.append(plan)
        return {"probes": [asdict(self.probe(target.id, target.url)) for target in plan.targets], "seconds": 0.5}

    def probe(self, name: str, url: str) -> Probe:
        is_broken = any(part in url for part in self.broken)
        return Probe(name, [Stage("dns", "failed", "dns", "no such name") if is_broken else Stage("v2", "passed")])


def decide(node: FakeNode, **changes: Any) -> dict[str, Any]:
    action = image_pull.ActionModule.__new__(image_pull.ActionModule)
    action._task_vars = {"inventory_hostname": "n1"}
    vars(action)["_task"] = SimpleNamespace(check_mode=True)
    vars(action)["_display"] = SimpleNamespace(display=print, verbosity=0)
    vars(action)["_find_needle"] = lambda _folder, source: source
    arguments = {**DEFAULTS, "runtime": "rke2-agent", "images": ["base:1"], "mirrors": MIRRORS, **changes}
    return action.decide_on_linux(arguments, node)  # type: ignore[arg-type]


def test_a_node_without_a_runtime_is_probed_by_the_variables() -> None:
    node = FakeNode()
    auth = {"username": "u", "password": "hidden"}
    result = decide(node, proxy_https="http://u:secret@p:3128", configs={"m.example": {"auth": auth}})
    mirror, hub = node.plans[0].targets
    assert (mirror.url, hub.url) == ("https://m.example/v2", "https://registry-1.docker.io/v2")
    assert (mirror.credential.username, mirror.environment.pid) == ("u", 0)
    assert mirror.environment.variables["HTTPS_PROXY"] == "http://u:secret@p:3128"
    assert "secret" not in str(result)
    assert "hidden" not in str(result)
    assert (result["acceptable"], result["msg"]) == (True, "1 of 1 images could be pulled on n1, according to probes")
    assert result["images"][0]["served_by"] == "https://m.example/v2"


def test_what_would_fail_has_its_cause_and_a_mirror_that_another_endpoint_makes_up_for_is_a_warning() -> None:
    dead, second = decide(FakeNode("://")), decide(FakeNode("m.example"))
    assert dead["images"][0]["cause"]["code"] == "dns"
    assert (dead["acceptable"], dead["images"][0]["reason"]) == (False, "would_fail")
    assert second["acceptable"] is True
    assert [warning["code"] for warning in second["images"][0]["warnings"]] == ["dns"]
    assert decide(FakeNode("m.example"), fail_on="warning")["acceptable"] is False


def test_certificates_that_are_yet_to_be_written_count_and_those_that_cannot_be_read_do_not(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("PEM")
    certificates = [{"src": str(tmp_path / "ca.pem")}, {"src": str(tmp_path / "no.pem")}, {"content": "INLINE"}]
    node = FakeNode()
    decide(node, certificates=[*certificates, {"content": "GONE", "state": "absent"}])
    assert node.plans[0].targets[0].trust.ca_text == "PEM\nINLINE\n"


def test_without_a_runtime_to_find_every_image_is_blocked_as_in_a_run() -> None:
    node = FakeNode()
    result = decide(node, runtime="auto")
    assert [(image["state"], image["reason"]) for image in result["images"]] == [("blocked", "not_installed")]
    assert ("preview" in result, result["failed"], node.plans) == (False, False, [])


def test_a_failure_is_an_error_only_where_the_caller_wants_it() -> None:
    assert decide(FakeNode("://"))["failed"] is True
    assert decide(FakeNode("://"), fail=False)["failed"] is False


def test_the_report_about_results_of_check_mode_is_a_preview() -> None:
    hosts = {"n1": {"verify_result": decide(FakeNode())}}
    result, _shown = report_on(hosts, check_mode=True, of="verify")
    assert result["msg"] == "1 of 1 pulls would succeed on 1 node, according to probes; nothing was pulled"


def test_a_preview_lists_the_hosts_without_a_result_also_in_the_summary() -> None:
    hosts = {"n1": {"verify_result": decide(FakeNode())}, "n2": {}}
    result, (shown,) = report_on(hosts, check_mode=True, of="verify", summary_only=True)
    assert result["lines"][-2:] == shown.splitlines() == ["Without a result: n2.", result["msg"]]


def test_images_for_windows_are_skipped_without_a_probe() -> None:
    node = FakeNode()
    result = decide(node, images=[{"image": "w", "os": "windows"}])
    assert [(image["state"], image["reason"]) for image in result["images"]] == [("skipped", "other_os")]
    assert node.plans == []


def test_a_node_without_images_is_not_probed_and_the_missing_images_are_a_warning() -> None:
    node = FakeNode()
    assert decide(node, images=[])["warnings"] == ["No image is listed (verify_images). Nothing is verified."]
    assert node.plans == []


def test_an_image_that_the_probes_cannot_judge_is_not_counted() -> None:
    passed = decide(FakeNode())["images"]
    skipped = {**passed[0], "state": "skipped", "reason": "trust_unknown"}
    assert preview_lines([HostPulls.of("n1", [*passed, skipped])])[-1].startswith("1 of 1 pulls would succeed")


def test_variables_that_are_wrong_stop_before_the_node_is_asked() -> None:
    node = FakeNode()
    with pytest.raises(PullproofError, match="verify_retries"):
        decide(node, retries=-1)
    assert node.plans == []


def test_the_report_says_that_nothing_was_pulled() -> None:
    results = {name: decide(FakeNode(*broken)) for name, broken in (("n1", ("://",)), ("n2", ()))}
    lines = preview_lines([HostPulls.of(name, result["images"]) for name, result in results.items()])
    assert lines[-1] == "1 of 2 pulls would succeed on 2 nodes, according to probes; nothing was pulled"
    assert any("[dns]" in line for line in lines)


class FakeWindowsNode:
    """A Windows node with a running RKE2, whose curl.exe gets no further than the test says."""

    check_mode = False
    answers = None

    def __init__(self, curl: str) -> None:
        self.curl = curl
        self.given: list[str] = []

    def query(self, module: str, arguments: dict[str, str], secret: bool = False) -> dict[str, str]:
        assert (module, secret) == ("ansible.windows.win_command", True)
        if "curl.exe" not in arguments["cmd"]:
            return {"stdout": "".join(starmap(_output, _PROGRAM.findall(arguments["cmd"])))}
        self.given.append(arguments["stdin"])
        return {"stdout": self.curl * arguments["stdin"].count("url = ")}

    def call(self, module: str, arguments: dict[str, str], secret: bool = False) -> dict[str, str]:
        raise AssertionError((module, arguments, secret))


def _output(name: str, program: str) -> str:
    """What one program of a command line prints; those that the test does not know fail."""
    text = next((printed for part, printed in PRINTED.items() if part in f"{program} "), "")
    return f"==pullproof-begin {name} 0 10:00:00,00\n{text}\n==pullproof-end {name} {0 if text else -1} 10:00:00,10\n"


_PROGRAM = re.compile(r"==pullproof-begin (\S+) 0 !time!& (.*?) 2>&1 & ")
PRINTED = {
    "ver ": "Microsoft Windows [Version 10.0.17763.1]",
    "/f rke2.exe": r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\rke2"
    "\n"
    r"    ImagePath    REG_EXPAND_SZ    C:\usr\local\bin\rke2.exe agent service",
}
REFUSED = "curl: (7) Connection refused\n==pullproof-curl 000 000 0.001 0.000 0.000 0.002\n"
DISTRUSTED = "curl: (60) schannel: (0x80090325) - x\n==pullproof-curl 000 000 0.001 0.002 0.000 0.020\n"
OLD_CURL = "HTTP/1.1 200 OK\n\n{}\n==pullproof-chain\n\n==pullproof-curl 200 000 0.001 0.002 0.010 0.020\n"


def decide_on_windows(node: FakeWindowsNode, **changes: Any) -> dict[str, Any]:
    action = image_pull.ActionModule.__new__(image_pull.ActionModule)
    action._task_vars = {"inventory_hostname": "w1"}
    vars(action)["_task"] = SimpleNamespace(check_mode=True)
    vars(action)["_display"] = SimpleNamespace(display=print, verbosity=0)
    vars(action)["_find_needle"] = lambda _folder, source: source
    images = ["linux:1", {"image": "base:1", "os": "windows"}]
    return action.decide_on_windows({**DEFAULTS, "images": images, "mirrors": MIRRORS, **changes}, node)


def test_a_windows_node_is_probed_by_the_variables_and_nothing_is_called_that_changes_it() -> None:
    node = FakeWindowsNode(REFUSED)

    result = decide_on_windows(node, proxy_containerd_https="http://u:secret@p:3128", proxy_no_proxy=["m.example"])

    (given,) = node.given
    mirror, hub = given.split("next\n")
    assert ('url = "https://m.example/v2/"' in mirror, 'proxy = ""' in mirror) == (True, True)
    assert 'proxy = "http://u:secret@p:3128"' in hub
    assert [(image["image"], image["cause"]["code"]) for image in result["images"]] == [("base:1", "connect_refused")]
    assert (result["os"], result["acceptable"], "secret" in str(result)) == ("windows", False, False)


def test_where_an_old_curl_cannot_show_whom_it_would_trust_there_is_no_verdict() -> None:
    node = FakeWindowsNode(DISTRUSTED)
    assert decide_on_windows(node)["images"][0]["cause"]["code"] == "tls_unknown_ca"

    node.curl = OLD_CURL
    node.query = _distrusted_unless_insecure(node)  # type: ignore[method-assign]
    result = decide_on_windows(node, certificates=[{"content": "PEM"}])

    (image,) = result["images"]
    assert (image["state"], image["reason"], result["acceptable"]) == ("skipped", "trust_unknown", True)
    assert "m.example:443" in result["warnings"][0]
    ignored = decide_on_windows(node, certificates=[{"content": "PEM"}], skip=["trust_unknown"])
    assert (ignored["images"], ignored["warnings"]) == (result["images"], [])


def _distrusted_unless_insecure(node: FakeWindowsNode) -> Any:
    plain = node.query

    def look(module: str, arguments: dict[str, str], secret: bool = False) -> dict[str, str]:
        node.curl = OLD_CURL if "insecure" in arguments.get("stdin", "") else DISTRUSTED
        return plain(module, arguments, secret)

    return look
