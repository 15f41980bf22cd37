# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: runtime
short_description: The service of the container runtime uses what is on disk
version_added: 0.1.0
description:
  - Restarts the service only if the running process has not loaded what other modules of this collection wrote, starts
    it if it is stopped, reloads it where that suffices. Where it serves and has all nothing is done, without a remote
    call.
  - Whether it has is decided by observation, so that a run that was killed after writing is healed by the next.
  - Then waits, bounded, until the unit is active, the runtime answers (containerd by the CRI, Docker Engine by a ping)
    and the process that pulls has the environment as written.
  - On failure names the reason where it is a known one, and shows the last lines of the log with secrets masked.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.runtime
  - pullproof.registry._attributes
options:
  timeout:
    description: For so many seconds to wait at most until the service serves.
    type: int
    default: 300
  restart:
    description: Whether the service may be started and restarted. If not, it is only said that it would be needed.
    type: bool
    default: true
  required:
    description: Whether it is a failure that the runtime is not installed.
    type: bool
    default: false
attributes:
  check_mode:
    description: Says what would be done and why.
  diff_mode:
    description: Says what was done and why.
"""

EXAMPLES = r"""
- name: Have the runtime load what is on disk
  pullproof.registry.runtime:
    timeout: 600
"""

RETURN = r"""
state:
  description:
    - V(passed) if the service serves and uses what is on disk, V(failed) if not, V(blocked) if it is not installed.
    - V(skipped) in check mode, and where a restart is needed and forbidden.
  returned: always
  type: str
runtime:
  description: Name of the runtime.
  returned: always
  type: str
unit:
  description: Its unit.
  returned: always
  type: str
done:
  description: nothing, start, restart, reload or wait.
  returned: always
  type: str
reason:
  description: Why that was, or would be, done.
  returned: always
  type: str
seconds:
  description: How long it took until the service served.
  returned: always
  type: float
conditions:
  description: By C(name) (unit, answer, environment, reload) whether each was C(met) and what was C(observed).
  returned: always
  type: list
  elements: dict
fault:
  description: Code of the known reason why the service did not come to serve.
  returned: always
  type: str
log:
  description: On failure the last lines of the log, secrets masked.
  returned: always
  type: list
  elements: str
restart_pending:
  description: Whether the running service has yet to load something (C(pending)), and of which C(roles).
  returned: always
  type: dict
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
