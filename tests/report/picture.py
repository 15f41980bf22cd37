# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``PYTHONPATH=.ansible/collections python -m tests.report.picture``: writes docs/report.png, the picture in README.md.

It requires the browser that ``./dev report`` installs.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.html import as_html
from playwright.sync_api import sync_playwright

from tests.report.conftest import NAMES
from tests.report.fleets import FAULTS, fleet

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "report.png"


def main() -> None:
    """Open the report of 240 nodes, and write a picture of its upper part."""
    browser = next(path for path in map(shutil.which, NAMES) if path)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "verify.html"
        page.write_text(as_html(fleet(240, 20, list(FAULTS), every=20)), encoding="utf-8")
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = started.new_page(color_scheme="light", viewport={"width": 1200, "height": 980})
        tab.goto(page.as_uri())
        tab.locator("#matrix .cell").first.wait_for()
        tab.screenshot(path=PICTURE)
        started.close()


if __name__ == "__main__":
    main()
