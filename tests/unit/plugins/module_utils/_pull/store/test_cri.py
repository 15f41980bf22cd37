# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulls through crictl. The fixtures are what crictl 1.36 wrote before containerd 1.6.20 and 2.1.9."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import RuntimeAccess, WantedPull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.cri import CriImages
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import (
    RuntimeUnavailableError,
    StoredImage,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.crictl import runtime_words

FIXTURES = Path(__file__).parents[2] / "fixtures"
WANTED = WantedPull("app:1", "registry.lab:5000/team/app:1", "registry.lab:5000/team/app", "1")


def fixture(name: str) -> str:
    return (FIXTURES / name).read_text(encoding="utf-8")


class FakeCommands:
    """Answers by crictl's subcommand and remembers what was run."""

    def __init__(self, **answers: CommandResult) -> None:
        self.answers = answers
        self.runs: list[tuple[list[str], int | None]] = []

    def run(
        self,
        argv: Sequence[str],
        seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
    ) -> CommandResult:
        self.runs.append((list(argv), seconds))
        return next(answer for name, answer in self.answers.items() if name in argv)

    def find(self, program: str) -> str | None:
        return program


def store(commands: FakeCommands) -> CriImages:
    return CriImages(commands, RuntimeAccess("cri", "/run/c.sock", "/opt/bin/crictl"))


def image(image_id: str) -> StoredImage:
    return StoredImage(image_id, (), (), None)


def test_the_store_is_read_with_ids_names_digests_and_sizes() -> None:
    images = store(FakeCommands(images=CommandResult(0, fixture("crictl_images.json"), ""))).images()
    base = images.by_name("docker.io/library/base:1")
    assert base is not None
    assert base.id == "sha256:877c89aea55df511d6bd3fba36324d573d80978fb9a41e8273da1f5f54b14d78"
    assert base.digests_of("docker.io/library/base") == [
        "sha256:a8dc5b710bc754a0a848ffd79ff76b8eb6b59e08a085344bf435128fdc511875"
    ]
    assert base.size == 100978
    assert images.by_id(base.id) is base


class LosesTheFirstOutput(FakeCommands):
    def run(
        self,
        argv: Sequence[str],
        seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
    ) -> CommandResult:
        found = super().run(argv, seconds, env, stdin)
        return found if len(self.runs) > 1 else CommandResult(0, "", "")


def test_a_list_whose_output_was_lost_is_read_again() -> None:
    commands = LosesTheFirstOutput(images=CommandResult(0, fixture("crictl_images.json"), ""))
    assert store(commands).images().by_name("docker.io/library/base:1")
    assert len(commands.runs) == 2


def test_an_empty_store_has_no_images() -> None:
    assert store(FakeCommands(images=CommandResult(0, '{"images": []}', ""))).images().images == []


@pytest.mark.parametrize(
    ("rc", "said", "reason", "words"),
    [
        (1, fixture("crictl_images_containerd_down.txt"), "runtime_down", "connect: no such file or directory"),
        (1, fixture("crictl_images_cri_disabled.txt"), "cri_disabled", "unknown service runtime.v1.ImageService"),
        (127, "/opt/bin/crictl: not found", "crictl_absent", "/opt/bin/crictl: not found"),
        (124, "", "runtime_down", "crictl printed no error"),
    ],
)
def test_a_runtime_that_cannot_be_asked_is_named_by_its_cause(rc: int, said: str, reason: str, words: str) -> None:
    with pytest.raises(RuntimeUnavailableError) as caught:
        store(FakeCommands(images=CommandResult(rc, "", said))).images()
    assert caught.value.reason == reason
    assert words in caught.value.observed


MIRRORS = (
    'time="2026-01-01T00:00:00Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" '
    'error="invalid plugin config: `mirrors` cannot be set when `config_path` is provided"'
)


def test_a_cri_that_could_not_be_loaded_is_reported_with_the_line_of_the_journal() -> None:
    commands = FakeCommands(
        images=CommandResult(1, "", fixture("crictl_images_cri_disabled.txt")),
        show=CommandResult(0, "0123abcd\n", ""),
        sh=CommandResult(0, f"msg=starting\n{MIRRORS}\n", ""),
    )
    access = RuntimeAccess("cri", "/run/c.sock", "/opt/bin/crictl", unit="containerd.service")
    with pytest.raises(RuntimeUnavailableError) as caught:
        CriImages(commands, access).images()
    assert caught.value.reason == "cri_disabled"
    assert "`mirrors` cannot be set when `config_path` is provided" in caught.value.observed
    assert "registry.mirrors" in caught.value.fix and "disabled_plugins" not in caught.value.fix
    assert any("_SYSTEMD_INVOCATION_ID=0123abcd" in argv for argv, _seconds in commands.runs)


def test_crictl_is_bound_to_the_runtimes_socket_and_ends_before_it_is_killed() -> None:
    commands = FakeCommands(pull=CommandResult(0, "Image is up to date for sha256:aa\n", ""))
    assert store(commands).pull(WANTED, 60).image_id == "sha256:aa"
    argv, seconds = commands.runs[0]
    assert argv[0] == "/opt/bin/crictl"
    assert argv[argv.index("--runtime-endpoint") + 1] == "unix:///run/c.sock"
    assert argv[argv.index("--image-endpoint") + 1] == "unix:///run/c.sock"
    assert argv[-4:] == ["pull", "--pull-timeout", "60s", "registry.lab:5000/team/app:1"]
    assert seconds is not None and seconds > 60


@pytest.mark.parametrize("version", ["1.6.20", "2.1.9"])
def test_an_error_of_containerd_is_given_in_its_own_words_without_what_crictl_wraps_around_it(version: str) -> None:
    assert runtime_words(fixture(f"crictl_pull_refused_containerd_{version}.txt")) == (
        'failed to pull and unpack image "refuse.lab:5000/a/b:1": failed to resolve reference "refuse.lab:5000/a/b:1": '
        'failed to do request: Head "https://refuse.lab:5000/v2/a/b/manifests/1": '
        "dial tcp 10.89.3.29:5000: connect: connection refused"
    )


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("1.6.20", "context deadline exceeded"),
        ("2.1.9", "stream terminated by RST_STREAM with error code: CANCEL"),
    ],
)
def test_a_pull_that_was_cut_off_has_the_words_of_grpc(version: str, words: str) -> None:
    assert runtime_words(fixture(f"crictl_pull_cut_off_containerd_{version}.txt")) == words


def test_credentials_in_the_runtimes_words_are_masked() -> None:
    said = r'level=fatal msg="pulling image: proxyconnect \"http://me:geheim@proxy:3128\": refused"'
    assert runtime_words(said) == 'proxyconnect "http://***@proxy:3128": refused'


@pytest.mark.parametrize(
    ("answer", "folder"),
    [
        (fixture("crictl_imagefsinfo.json"), "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs"),
        ('{"status": {"fsId": {"mountpoint": "/older/crictl"}}}', "/older/crictl"),
        ('{"status": {"imageFilesystems": []}}', None),
    ],
)
def test_the_folder_of_the_store_is_read_in_both_forms_of_crictl(answer: str, folder: str | None) -> None:
    assert store(FakeCommands(imagefsinfo=CommandResult(0, answer, ""))).folder() == folder


def test_images_are_removed_in_one_call_but_not_those_that_a_container_uses() -> None:
    used = '{"containers": [{"image": {"image": "sha256:used"}, "imageRef": "sha256:used"}]}'
    commands = FakeCommands(ps=CommandResult(0, used, ""), rmi=CommandResult(0, "", ""))
    kept = store(commands).remove([image("sha256:a"), image("sha256:used"), image("sha256:b")])
    assert kept == {"sha256:used": "a container uses it"}
    assert [argv[-3:] for argv, _seconds in commands.runs[1:]] == [["rmi", "sha256:a", "sha256:b"]]


def test_nothing_is_removed_when_it_is_unknown_what_containers_use() -> None:
    commands = FakeCommands(ps=CommandResult(1, "", 'level=fatal msg="no answer"'))
    assert store(commands).remove([image("sha256:a")]) == {"sha256:a": "containers could not be listed: no answer"}


def test_after_a_failed_removal_only_what_is_still_there_counts_as_left() -> None:
    listed = '{"images": [{"id": "sha256:b", "repoTags": [], "repoDigests": [], "size": "1"}]}'
    commands = FakeCommands(
        ps=CommandResult(0, "{}", ""),
        rmi=CommandResult(1, "", 'level=fatal msg="unable to remove the image(s)"'),
        images=CommandResult(0, listed, ""),
    )
    assert store(commands).remove([image("sha256:a"), image("sha256:b")]) == {
        "sha256:b": "unable to remove the image(s)"
    }
