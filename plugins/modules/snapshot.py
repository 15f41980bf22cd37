# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: snapshot
short_description: Undo or confirm a change of a node
version_added: 0.1.0
description:
  - Before a module of this collection changes a file of a Linux node, the node copies the file to the snapshot of the
    run, in C(/var/lib/pullproof/snapshots). This module restores the files, or confirms the change.
  - Restoring gives files their content, owner and mode of that time, removes files that were new, and rebuilds the
    trust bundle. It does not restart the runtime, which M(pullproof.registry.runtime) does if it is needed.
  - The playbook C(provision) makes nodes restore themselves if a change is not confirmed in time.
  - A node has the snapshots of the five last runs that changed it. When a change is confirmed, copies of files with
    secrets are removed from all snapshots but the last one.
  - Windows nodes have no snapshots.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.runtime
  - pullproof.registry._attributes
options:
  state:
    description:
      - V(restored) restores the files as they were before the run in O(to).
      - V(confirmed) stops the timer of the node that would undo the pending changes.
      - V(extended) gives pending changes of earlier runs the time of this play.
      - V(listed) returns the snapshots, and restores nothing.
    type: str
    choices: [restored, confirmed, extended, listed]
    default: restored
  to:
    description:
      - V(last) undoes the last run that changed the node.
      - V(unproven) undoes the change of this run, and changes of earlier runs that no proof has confirmed. Does
        nothing if there are none.
      - Any other value is the name of a snapshot. The change of this run and all later ones are undone.
    type: str
    default: last
  result:
    description:
      - The result of M(pullproof.registry.image_pull) after the change. If images failed, and none of them is in
        O(pullable), the files are not restored, because this would not help.
    type: dict
  pullable:
    description: The references that the node could pull before the change.
    type: list
    elements: str
    default: []
  probed:
    description: All references that were probed before the change.
    type: list
    elements: str
    default: []
  drain:
    description:
      - Before which restarts of the runtime the node is drained, as in M(pullproof.registry.plan_info). It only changes
        RV(disruption).
    type: str
    choices: [auto, always, never]
    default: never
attributes:
  check_mode:
    description: Returns the files that would be restored, and restores nothing.
  diff_mode:
    description: Shows the paths of the files, without their content, which can contain secrets.
seealso:
  - module: pullproof.registry.runtime
  - module: pullproof.registry.image_pull
"""

EXAMPLES = r"""
- name: Undo the last run on this node
  pullproof.registry.snapshot:

- name: Undo all runs since this one
  pullproof.registry.snapshot:
    to: 20261130T120000Z-0123abcd

- name: Confirm the change of this run
  pullproof.registry.snapshot:
    state: confirmed
"""

RETURN = r"""
files:
  description:
    - Per file its C(path), the C(change) (restored, removed or unchanged), when it C(takes_effect) in the runtime
      (restart, reload, live, none), and the C(disruption) of this change.
  returned: always
  type: list
  elements: dict
disruption:
  description: The largest disruption of all files. V(drain) is a restart after a drain of the node.
  returned: always
  type: str
snapshot:
  description: The oldest snapshot that was restored. Empty if none was.
  returned: always
  type: str
restorable:
  description: The names of the snapshots that can still be restored, the newest first.
  returned: always
  type: list
  elements: str
restored:
  description: The names of the snapshots that were restored, the newest first.
  returned: always
  type: list
  elements: str
kept:
  description: Whether the node keeps a change that is not proven.
  returned: always
  type: bool
wave:
  description: With O(state=listed), V(servers) or V(agents), which are restored after each other.
  returned: always
  type: str
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
