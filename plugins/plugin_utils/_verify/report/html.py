# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as one HTML file with styles, script and data, which loads nothing else.

Some texts come from registries. They are JSON in a block that they can't close, the script shows them as text only, and
the content security policy of the page allows no other script, style or request.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from string import Template

from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import FleetReport
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.html_data import page_data

_PARTS = Path(__file__).resolve().parent / "assets"
_STYLES = ("page.css", "matrix.css", "panel.css")
_SCRIPTS = ("model.js", "dom.js", "causes.js", "matrix.js", "endpoints.js", "panel.js", "page.js")
# Inside of a script block only these could end it, or begin a comment; JSON may spell them like this anywhere.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def as_html(fleet: FleetReport) -> str:
    """The text of the file. All data is ASCII."""
    style, script = _joined(_STYLES), f'"use strict";\n(() => {{\n{_joined(_SCRIPTS)}}})();\n'
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = Template(_part("page.html"))
    return page.substitute(policy=policy, style=style, script=script, data=_json(fleet))


def _json(fleet: FleetReport) -> str:
    text = json.dumps(page_data(fleet), separators=(",", ":"))
    for character, spelling in _UNSAFE.items():
        text = text.replace(character, spelling)
    return text


def _hash(text: str) -> str:
    """As a Content-Security-Policy names a text that may be in the page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _joined(names: tuple[str, ...]) -> str:
    return "".join(_part(name) for name in names)


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")
