# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that did not go as planned is noticed, and the lines that runtimes are made to say hold what they should."""

from __future__ import annotations

from tests.lab.host.playbook import Run
from tests.stages.leaks.scenario.rounds import Round, runtime_log_lines
from tests.stages.leaks.scenario.seeds import Secrets
from tests.stages.leaks.search.matcher import Matcher

SECRETS = Secrets(
    registry={"svc-pull": "Zk3fvYt8qLw0_Jm-7RbXcN2s", "short": "a", "quoted": 'say "hi" it\'s 100%s of $HOME\\n 94388'},
    harbor="Hd5gTuE9aVpK4iQyWxB1oMzF",
    proxy="95f3bb6cb5a84ac7a1d9",
    identity_token="pL7wQe2Rt6Yz0Ux4Vs8Bn",
    auth_password="Mk1jHg3fDs5aQw7eRt9yU",
    header="Tb7nUj2mIk9oLp4zAq6xSw",
    client_key="-----BEGIN PRIVATE KEY-----\nQUJDREVGR0hJSktMTU5PUFFSU1RVVldY\n",
    client_certificate="",
    unmanaged="Gh4jKl6zXc8vBn0mQw2eR",
)


def test_an_exit_code_other_than_planned_is_a_fault() -> None:
    assert Round("one", "first").faults(Run(0, "", 1.0)) == []
    assert Round("one", "first").faults(Run(2, "", 1.0)) == ["exit code 2"]
    assert Round("one", "first", fails=True).faults(Run(2, "", 1.0)) == []
    assert Round("one", "first", fails=True).faults(Run(0, "", 1.0)) == ["exit code 0"]


def test_what_should_be_shown_and_is_not_is_a_fault() -> None:
    one = Round("one", "first", shows=("registry.lab:5000", "***"))
    assert one.faults(Run(0, "https://registry.l***b:5000", 1.0)) == ["not shown: registry.lab:5000"]


def test_what_runtimes_are_made_to_say_holds_every_kind_of_secret() -> None:
    said = "\n".join(runtime_log_lines(SECRETS)).encode()
    found = {hit.seed for hit in Matcher(SECRETS.seeds()).search(said)}
    assert found == {
        "password of svc-pull",
        "password of short",
        "password of quoted",
        "password of proxyuser",
        "identity token",
    }
