# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lint of a host inside an action: all variables of the host, as they stand in the inventory.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
import typing as t
from functools import partial

from ansible.errors import AnsibleError, AnsibleUndefinedVariable
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.sources import pem_text
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import Controller
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import UnresolvedError

if t.TYPE_CHECKING:
    from ansible.plugins.action import ActionBase

_PLAIN = (str, int, float, bool, list, dict, type(None))


def controller_of(action: ActionBase) -> Controller:
    """What the lint of a host needs: templates, files of the `files` folders, and the clock."""
    evaluate, read = partial(_evaluate, action._templar), partial(pem_text, action._find_needle)
    return Controller(evaluate, read, datetime.datetime.now(datetime.UTC))


def _evaluate(templar: t.Any, raw: object) -> object:
    try:
        value = templar.template(raw)
        # What YAML reads as a date is text to the lint.
        return value if isinstance(value, _PLAIN) else str(value)
    except AnsibleUndefinedVariable as error:
        raise UnresolvedError(str(error).partition("\n")[0].rstrip(".")) from error
    except AnsibleError as error:
        # The text of any other error may show a value.
        raise UnresolvedError(type(error).__name__) from error
