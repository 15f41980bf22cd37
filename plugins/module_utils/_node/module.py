# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one place where errors of node code become `fail_json`.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import traceback
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

    Result = dict[str, t.Any]


def run_node_module(module: AnsibleModule, body: t.Callable[[], Result], shape: Result) -> t.NoReturn:
    """Exit with what `body` returns, or fail with the same keys (`shape` gives their empty values)."""
    try:
        result = body()
    except NodeError as error:
        module.fail_json(msg=str(error), **{**shape, **error.details})
    except OSError as error:
        module.fail_json(
            msg=f"{error.strerror or error}: {error.filename or 'no file'}", exception=traceback.format_exc(), **shape
        )
    module.exit_json(**{**shape, **result})
