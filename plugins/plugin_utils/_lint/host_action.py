# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Actions that look at all variables of a host, as they stand in the inventory.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
from functools import partial

from ansible.errors import AnsibleError, AnsibleUndefinedVariable
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ConcernAction
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.sources import pem_text
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import Controller
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import UnresolvedError

_PLAIN = (str, int, float, bool, list, dict, type(None))


class HostVariables(ConcernAction):
    """Adds what the lint of a host needs of the controller."""

    def controller(self) -> Controller:
        """Templates by Ansible, files as its `files` folders have them, and the clock."""
        return Controller(self._evaluate, partial(pem_text, self._find_needle), datetime.datetime.now(datetime.UTC))

    def _evaluate(self, raw: object) -> object:
        try:
            value = self._templar.template(raw)
            # What YAML reads as a date is text to the lint.
            return value if isinstance(value, _PLAIN) else str(value)
        except AnsibleUndefinedVariable as error:
            raise UnresolvedError(str(error).partition("\n")[0].rstrip(".")) from error
        except AnsibleError as error:
            # The text of any other error may show a value.
            raise UnresolvedError(type(error).__name__) from error
