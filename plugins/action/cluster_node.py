# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.cluster_node`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import SNAPSHOT
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster import drain, health
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.api import connect
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import (
    Cluster,
    ClusterError,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError


class ActionModule(ControllerAction):
    """Drains, uncordons, or awaits one Node. The host itself is not contacted."""

    NAME = "cluster_node"
    SHAPE: t.ClassVar[Result] = {"evicted": [], "stayed": [], "cordoned": False, "seconds": 0.0}

    def decide(self, arguments: Result) -> Result:
        if self._task.check_mode:
            return {"msg": f"check mode: the Node {arguments['name']} is left as it is"}
        act = {"drained": _drain, "uncordoned": _uncordon, "ready": _await_ready}[arguments["state"]]
        try:
            cluster = connect(arguments["kubeconfig"], arguments["context"])
            return act(cluster, arguments["name"], drain.Timeout(arguments["timeout"]))
        except ClusterError as error:
            raise PullproofError(
                f"Checked: the Node {arguments['name']} in the cluster of {arguments['kubeconfig']}. Observed: "
                f"{error}. Expected: an API that lets the user of the kubeconfig read and change Nodes, and evict "
                "Pods. Fix: repair the API, or give the user these rights, and run the playbook again."
            ) from error


def _drain(cluster: Cluster, name: str, timeout: drain.Timeout) -> Result:
    done = drain.drain(cluster, name, SNAPSHOT, timeout)
    before = "" if done.is_ours else ", which was cordoned before and will stay so"
    count = len(done.evicted)
    msg = f"evicted {count} Pod{'' if count == 1 else 's'} from the Node {name}{before}"
    return {"changed": done.changed, "evicted": list(done.evicted), "cordoned": done.is_ours, "msg": msg}


def _uncordon(cluster: Cluster, name: str, _timeout: drain.Timeout) -> Result:
    changed = drain.uncordon(cluster, name)
    msg = f"uncordoned the Node {name}" if changed else f"the Node {name} was not cordoned by this collection"
    return {"changed": changed, "msg": msg}


def _await_ready(cluster: Cluster, name: str, timeout: drain.Timeout) -> Result:
    seconds = health.await_ready(cluster, name, timeout)
    return {"seconds": seconds, "msg": f"the Node {name} and the API are ready after {seconds} s"}
