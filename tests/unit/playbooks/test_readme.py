# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""README.md shows what its commands print, and the examples of the roles work. No node is contacted."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.preview import preview_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import (
    HostPulls,
    ImageDiagnosis,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.table import report
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.tools.role_readme import load_role, role_folders

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text()
OUTPUTS: list[str] = re.findall(r"^```text\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
NGINX, APP = "docker.io/library/nginx:1.29", "registry.corp.example:5000/team/app:1"
NODES = ("node-1", "node-2")


def authority() -> str:
    """A CA certificate that is valid for the next ten years, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example Corp Root CA")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=3650))
    builder = builder.add_extension(x509.BasicConstraints(True, None), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the quick start says: the inventory, the CA certificate and the password."""
    folder = tmp_path_factory.mktemp("readme")
    inventory = re.search(r"```yaml\n(all:.*?)```", README, re.DOTALL)
    assert inventory
    (folder / "inventory.yml").write_text(inventory[1])
    (folder / "corp-ca.pem").write_text(authority())
    (folder / "group_vars").mkdir()
    (folder / "group_vars" / "all.yml").write_text("vault_pull_password: any\n")
    (folder / "ansible.cfg").touch()
    return folder


def run(project: Path, playbook: str) -> str:
    """The output of the README's first command with a playbook."""
    command = re.search(rf"^\$ (ansible-playbook .* pullproof\.registry\.{playbook}\b.*)$", README, re.MULTILINE)
    assert command
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".ansible" / "collections"),
        "ANSIBLE_HOME": str(project),
        "ANSIBLE_CONFIG": str(project / "ansible.cfg"),
        "ANSIBLE_NOCOLOR": "1",
    }
    done = subprocess.run(command[1].split(), env=environment, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pulled(image: str, seconds: float) -> PullOutcome:
    return PullOutcome(image, "passed", None, "fresh", f"sha256:{'0' * 64}", 1, seconds)


def output_with(text: str) -> str:
    """The one output in the README that contains a text."""
    (found,) = [output for output in OUTPUTS if text in output]
    return found


def test_the_findings_are_those_of_the_lint(project: Path) -> None:
    assert output_with("lint: 0 errors") in run(project, "lint")


def test_the_endpoints_are_those_of_explain(project: Path) -> None:
    assert output_with("https://registry-1.docker.io/v2") in run(project, "explain")


def test_the_examples_of_the_roles_pass_the_lint(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project, tmp_path / "project")
    variables: dict[str, Any] = {"pullproof_runtime": "rke2-agent"}
    for folder in role_folders():
        variables |= yaml.safe_load(load_role(folder).example)
    inventory = {"all": {"hosts": {"node-1": {}}, "vars": variables}}
    (tmp_path / "project" / "inventory.yml").write_text(yaml.safe_dump(inventory))
    for name in ("corporate-ca.pem", "harbor-ca.pem"):
        (tmp_path / "project" / name).write_text(authority())
    passwords = dict.fromkeys(re.findall(r"vault_\w+", str(variables)), "any")
    (tmp_path / "project" / "group_vars" / "all.yml").write_text(yaml.safe_dump(passwords))
    assert "lint: 0 errors, 0 warnings" in run(tmp_path / "project", "lint")


def test_the_table_of_pulls_is_that_of_a_run() -> None:
    hosts = [HostPulls(node, [pulled(NGINX, 3.41), pulled(APP, 0.8)]) for node in NODES]
    assert output_with("4 of 4 pulls proven").splitlines() == report(hosts, []).lines


def test_the_failed_pull_looks_as_in_a_run() -> None:
    cause = Cause("credentials_wrong", "https://registry.corp.example:5000/v2", "c", "o", "e", "f", "d")
    failed = PullOutcome(APP, "failed", "pull_failed", seconds=1.0, error="401")
    hosts = [HostPulls(node, [failed], [ImageDiagnosis(cause)]) for node in NODES]
    shown = output_with("FAILED").splitlines()
    assert shown == report(hosts, []).lines[: len(shown)]


def test_the_preview_is_that_of_check_mode() -> None:
    hosts = [HostPulls(node, [pulled(NGINX, 0.0), pulled(APP, 0.0)]) for node in NODES]
    assert output_with("would succeed").splitlines() == preview_lines(hosts)


def test_every_output_is_compared() -> None:
    assert len(OUTPUTS) == 5
