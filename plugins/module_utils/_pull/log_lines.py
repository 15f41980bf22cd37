# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the log lines of a runtime about its pulls: requested hosts and errors.

The lines have the format of logrus (containerd 1.6 to 2.x, Docker Engine 20.10 and later): `time="..." level=info
msg="..."` and fields.
"""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.log import mask_log

LONGEST = 500
MOST_LINES = 200

_FIELD = re.compile(r'(?<![\w.-])(?P<name>[A-Za-z_][\w.-]*)=(?P<value>"(?:\\.|[^"\\])*"|\S*)')
_URL = re.compile(r"https?://[^\s\"'\\<>]+")
# The outcome of the pull contains these as well.
_OUTCOME = re.compile(r"^(?:PullImage |stop pulling image |Handler for )")
_STATUS = re.compile(r"\b(?:status: |http\.Status)(?P<status>[^\"]+)")


def pull_lines(text: str, secrets: t.Iterable[str] = ()) -> list[LogLine]:
    """The last lines about hosts that failed or were requested (debug level), without repetitions."""
    found: dict[LogLine, None] = {}
    for line in mask_log(text, secrets).splitlines():
        parsed = _parsed(line)
        if parsed is not None:
            found[parsed] = None
    return list(found)[-MOST_LINES:]


def _parsed(line: str) -> t.Optional[LogLine]:
    start = line.find("level=")
    fields = {match["name"]: _unquoted(match["value"]) for match in _FIELD.finditer(line, max(start, 0))}
    message = fields.get("msg", "")
    if start < 0 or not message or _OUTCOME.search(message):
        return None
    error = fields.get("error") or _words(message, fields, fields.get("level", ""))
    url = fields.get("url") or next(iter(_URL.findall(error)), "")
    host = fields.get("host") or url.partition("://")[2].partition("/")[0]
    if not (error and (host or url)):
        return None
    return LogLine(host[:LONGEST], url[:LONGEST], fields.get("level", ""), error[:LONGEST])


def _words(message: str, fields: t.Mapping[str, str], level: str) -> str:
    """The error in the message, if there is no field for it. A message of the level info alone is not an error."""
    status = _STATUS.search(message) or _STATUS.search(
        f"status: {fields['response.status']}" if fields.get("response.status") else ""
    )
    if status:
        return f"status {status['status']}"
    _what, separator, error = message.partition(" after error: ")
    if separator:
        return error
    return "" if "url" in fields or level == "info" else message


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        return str(json.loads(value))
    except ValueError:
        return value[1:-1]
