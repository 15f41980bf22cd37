# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: runtime
short_description: Restart the runtime if needed
version_added: 0.1.0
description:
  - Restarts the service of the container runtime if the running process has not loaded the configuration that other
    modules of this collection wrote. Starts it if it is stopped, and reloads it if a reload is enough. Otherwise
    does nothing, without a remote call.
  - The decision is based on the state of the node, so an interrupted run is completed by the next one.
  - Then waits until the unit is active, the runtime responds (containerd over the CRI, Docker Engine to a ping) and
    the process that pulls images has the environment as written.
  - On failure, returns the reason if it is a known one, and shows the last lines of the log with secrets masked.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.runtime
  - pullproof.registry._attributes
options:
  timeout:
    description: Maximum time in seconds to wait for the service to become ready.
    type: int
    default: 300
  restart:
    description: Whether the service may be started and restarted. With V(false), the result only contains that a
      restart is needed.
    type: bool
    default: true
  required:
    description: Whether to fail if the runtime is not installed.
    type: bool
    default: false
attributes:
  check_mode:
    description: Returns the action and its reason, and does nothing.
  diff_mode:
    description: Shows the action and its reason.
"""

EXAMPLES = r"""
- name: Restart the runtime if its configuration changed
  pullproof.registry.runtime:

- name: Only report whether a restart is needed
  pullproof.registry.runtime:
    restart: false
  register: runtime_state

- name: Wait longer for a large server, which must be installed
  pullproof.registry.runtime:
    runtime: rke2-server
    timeout: 600
    required: true
"""

RETURN = r"""
state:
  description:
    - V(passed) if the service is ready with the configuration on disk, V(failed) if not, V(blocked) if it is not
      installed.
    - V(skipped) in check mode, and if a restart is needed but not allowed.
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
  description: The action, one of nothing, start, restart, reload or wait.
  returned: always
  type: str
planned:
  description: In check mode, the action that would be done.
  returned: always
  type: str
ends_containers:
  description: Whether a restart of the service ends the containers of the node. This is the case on Windows, and for
    Docker Engine without C(live-restore).
  returned: always
  type: bool
reason:
  description: The reason of the action.
  returned: always
  type: str
seconds:
  description: Time until the service was ready.
  returned: always
  type: float
conditions:
  description: By C(name) (unit, answer, environment, reload) whether each was C(met) and what was C(observed).
  returned: always
  type: list
  elements: dict
fault:
  description: Code of the known reason why the service is not ready.
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
findings:
  description:
    - The invalid options and variables, each with C(id), C(severity), C(where), C(message), C(fix) and C(source).
  returned: failure because of invalid options or variables
  type: list
  elements: dict
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
