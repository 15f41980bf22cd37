# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.prose [PATH...]``: check the prose of the collection, or of the given files.

Checked are Markdown and reStructuredText pages, the documentation of modules, the docstrings and messages of plugins,
the argument specs of roles, and galaxy.yml.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.lab.host.lab import this_lab
from tests.prose.extract import yaml_prose
from tests.prose.python_code import python_prose
from tests.prose.vale import Alert, check, ensure_vale

PATTERNS = (
    *("*.md", "docs/docsite/rst/*.rst", "galaxy.yml", "roles/*/meta/argument_specs.yml"),
    *("plugins/*.py", "plugins/filter/*.yml"),
    # Generated from changelogs/fragments.
    ":!CHANGELOG.md",
)


def main(arguments: Sequence[str]) -> int:
    """Print what breaks a rule; return 1 if there is anything to correct."""
    lab = this_lab()
    paths = list(arguments) or _listed(lab.checkout)
    alerts = find_alerts(ensure_vale(lab), lab.checkout, paths)
    found = [f"{one.path}:{one.line}:{one.column}: {one.message} ({one.rule})" for one in alerts]
    print("\n".join([*found, f"{len(paths)} files, {len(found)} problems"]))
    return 1 if found else 0


def _listed(checkout: Path) -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *PATTERNS]
    listed = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True).stdout.split("\0")
    return sorted(path for path in listed if path and (checkout / path).exists())


def find_alerts(program: Path, checkout: Path, paths: Sequence[str]) -> list[Alert]:
    """Everything in the files that breaks a rule, with the paths and lines of the files themselves."""
    with tempfile.TemporaryDirectory() as folder:
        copies = {path if path.endswith((".md", ".rst")) else f"{path}.md": path for path in paths}
        for name, path in copies.items():
            copy = Path(folder) / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(_prose(checkout / path), encoding="utf-8")
        return [replace(alert, path=copies[alert.path]) for alert in check(program, Path(folder), copies)]


def _prose(path: Path) -> str:
    if path.suffix == ".py":
        return python_prose(path)
    return yaml_prose(path) if path.suffix == ".yml" else path.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
