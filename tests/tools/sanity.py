# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.tools.sanity``: run the sanity tests of ansible-test on the files that the collection ships.

ansible-test wants the tree ``ansible_collections/<namespace>/<name>`` itself, not a link to it, and real interpreters
first in PATH (a pyenv shim ends it). So it gets a copy and a home of its own in the cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.lab.host.lab import this_lab
from tests.tools.checkout import copy_checkout

# pip is bootstrapped from the wheel that Python carries; by default ansible-test downloads a script for it.
BOOTSTRAP = "import ensurepip\nensurepip.bootstrap()\n"
BOOTSTRAP_SCRIPT = ".ansible/test/cache/get_pip_24_2.py"
SHIPPED = ("galaxy.yml", "meta", "playbooks", "plugins", "roles", "tests/config.yml", "tests/sanity")


def main(arguments: list[str]) -> int:
    """Run ``ansible-test sanity`` with further arguments and return its exit code."""
    lab = this_lab()
    home = lab.cache / "ansible-test"
    tree = home / lab.id / "ansible_collections" / "pullproof" / "registry"
    copy_checkout(lab, tree, SHIPPED)
    bootstrap = home / BOOTSTRAP_SCRIPT
    bootstrap.parent.mkdir(parents=True, exist_ok=True)
    bootstrap.write_text(BOOTSTRAP)
    command = [str(Path(sys.executable).with_name("ansible-test")), "sanity", "--local", "--requirements", *arguments]
    return subprocess.run(command, cwd=tree, env=_environment(home), check=False).returncode


def _environment(home: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("ANSIBLE_", "PYENV_"))}
    path = f"{Path(sys.executable).parent}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return inherited | {"HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
