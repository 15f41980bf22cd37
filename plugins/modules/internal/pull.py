# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pull
short_description: Pull images (internal)
version_added: 0.1.0
description:
  - Used by M(pullproof.registry.image_pull) on Linux nodes.
  - Not for use in playbooks.
  - Pulls all images of a plan in one call, several at once, through the CRI (with C(crictl)) or the Docker Engine API,
    and probes their endpoints meanwhile.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.pulls
options:
  plan:
    description:
      - What to pull, and how the runtime is reached, as base64 of JSON.
      - One opaque value because it may hold credentials.
    type: str
    required: true
seealso:
  - module: pullproof.registry.image_pull
"""

EXAMPLES = r"""
- name: Pull the images of a plan
  pullproof.registry.internal.pull:
    plan: "{{ plan }}"
"""

RETURN = r"""
pulls:
  description: One entry per image, in the order of the plan. The entries are those of M(pullproof.registry.image_pull).
  returned: always
  type: list
  elements: dict
counts:
  description: How many images are in each state, by the states V(passed), V(failed), V(blocked), V(skipped).
  returned: always
  type: dict
left_behind:
  description: What clean-up could not remove, one sentence each.
  returned: always
  type: list
  elements: str
seconds:
  description: Wall time from the start of the first pull to the end of the last.
  returned: always
  type: float
probes:
  description: The probes of the plan, in their order, as M(pullproof.registry.internal.probe) returns them.
  returned: always
  type: list
  elements: dict
log:
  description: What the runtime logged of hosts that it asked, with C(host), C(url), C(level) and C(error).
  returned: always
  type: list
  elements: dict
room:
  description: The image store's C(folder), its C(free_mb) and whether it is C(read_only). Null if it is not known.
  returned: always
  type: dict
memory_mb:
  description: The most memory that the module had, in MiB.
  returned: always
  type: float
"""

import contextlib
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module
from ansible_collections.pullproof.registry.plugins.module_utils._pull.debug_level import DebugLevel
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import RuntimeAccess, decode_pull_plan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.pull_with_probes import (
    ProbedPulls,
    pull_with_probes,
    result_of_probed_pulls,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull.run import PullReport, would_pull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.runtime_log import PullLog
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.cri import CriImages
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.docker import DockerImages
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import ImageStore
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import UnixSocketEngine

SHAPE: dict[str, t.Any] = {"changed": False, **result_of_probed_pulls(ProbedPulls(PullReport([])))}


def image_store(module: AnsibleModule, access: RuntimeAccess) -> ImageStore:
    """The store of the runtime that the plan names."""
    if access.kind == "docker":
        return DockerImages(UnixSocketEngine(access.socket), access.socket)
    return CriImages(ModuleCommands(module), access)


def main() -> t.NoReturn:
    module = AnsibleModule(
        argument_spec={"plan": {"type": "str", "required": True, "no_log": True}}, supports_check_mode=True
    )

    def body() -> dict[str, t.Any]:
        plan = decode_pull_plan(module.params["plan"])
        if module.check_mode:
            return result_of_probed_pulls(ProbedPulls(would_pull(plan)))
        files, commands = NodeFiles(module), ModuleCommands(module)
        level = DebugLevel(files, commands, UnixSocketEngine(plan.runtime.socket))
        level.heal()
        with level.raised() if plan.debug else contextlib.nullcontext():
            log = PullLog(plan.runtime, commands)
            store = image_store(module, plan.runtime)
            return result_of_probed_pulls(pull_with_probes(store, plan, log, files.read, commands))

    run_node_module(module, body, SHAPE)


if __name__ == "__main__":
    main()
