# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.tools.galaxy_importer``: check the collection like Galaxy does on import.

Galaxy requires a repository in galaxy.yml. The collection has no public one, so the checked copy gets a placeholder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tests.lab.host.console import timed
from tests.lab.host.digest import tree_digest
from tests.lab.host.lab import Lab, this_lab
from tests.tools.checkout import copy_checkout

# Other stages of ./dev lint run ansible-lint and ansible-test.
SETTINGS = "[galaxy-importer]\nRUN_ANSIBLE_LINT = False\nRUN_ANSIBLE_TEST = False\nCHECK_REQUIRED_TAGS = True\n"
PLACEHOLDER = "\nrepository: https://example.com/pullproof/registry\n"
SUCCESS = "Importer processing completed successfully"
SHIPPED = (".", ":!tests", ":!molecule", ":!requirements")


def main() -> int:
    """Build the collection and run the importer on it; return 1 if it reports a problem."""
    lab = this_lab()
    programs = _ensure_importer(lab)
    folder = lab.cache / "galaxy-importer" / lab.id
    shutil.rmtree(folder, ignore_errors=True)
    copy_checkout(lab, folder / "registry", SHIPPED)
    with (folder / "registry" / "galaxy.yml").open("a", encoding="utf-8") as galaxy:
        galaxy.write(PLACEHOLDER)
    (folder / "settings.cfg").write_text(SETTINGS)
    build = [str(Path(sys.executable).with_name("ansible-galaxy")), "collection", "build", "registry"]
    subprocess.run(build, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    archive = next(folder.glob("*.tar.gz")).name
    importer = [str(programs / "python"), "-m", "galaxy_importer.main", archive]
    done = subprocess.run(importer, cwd=folder, env=_environment(folder, programs), text=True, capture_output=True)
    found = problems(done.stdout + done.stderr)
    print("\n".join(found or [SUCCESS]))
    return 1 if found else 0


def problems(output: str) -> list[str]:
    """The errors and warnings in the output. The exit code of the importer is 0 after errors, too."""
    found = [line for line in output.splitlines() if line.startswith(("ERROR", "WARNING"))]
    return found if found or SUCCESS in output else ["the importer ended without a result", *output.splitlines()[-20:]]


def _ensure_importer(lab: Lab) -> Path:
    wanted = lab.checkout / "requirements" / "galaxy-importer.txt"
    folder = lab.cache / f"venv-galaxy-importer-{tree_digest(wanted)}"
    complete = folder / ".complete"
    if not complete.exists():
        with timed("installing galaxy-importer"):
            venv.create(folder, clear=True, with_pip=True)
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "-r", str(wanted)], check=True)
        complete.touch()
    return folder / "bin"


def _environment(folder: Path, programs: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("ANSIBLE_")}
    settings = {"HOME": str(folder), "GALAXY_IMPORTER_CONFIG": str(folder / "settings.cfg")}
    return inherited | settings | {"PATH": f"{programs}:{os.environ['PATH']}"}


if __name__ == "__main__":
    sys.exit(main())
