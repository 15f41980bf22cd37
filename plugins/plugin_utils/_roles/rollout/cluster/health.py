# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a server of a cluster is healthy after a change.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.drain import (
    POLL_SECONDS,
    Timeout,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import (
    Cluster,
    ClusterError,
    Node,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

# RKE2 and K3s set this condition on servers with an embedded etcd.
_ETCD_VOTER = "EtcdIsVoter"


def await_ready(cluster: Cluster, name: str, timeout: Timeout) -> float:
    """Wait until the kubelet has reported that it is alive, the Node is Ready and the API is ready, with its etcd.

    Returns the seconds. Raises PullproofError. A Node counts as Ready by the last report of its kubelet, which can be
    from before the restart. So a report since the begin of the wait is required.
    """
    begun, reports = timeout.now(), set[str]()
    while problems := list(_problems(cluster, name, reports)):
        if timeout.now() - begun >= timeout.seconds:
            raise _unhealthy(name, problems, timeout.seconds)
        timeout.sleep(POLL_SECONDS)
    return round(timeout.now() - begun, 1)


def _problems(cluster: Cluster, name: str, reports: set[str]) -> Iterator[str]:
    try:
        failing = cluster.not_ready()
        if failing:
            yield f"/readyz: {failing}"
        yield from _problems_of(cluster.node(name))
        reports.add(cluster.renewed(name))
    except ClusterError as error:
        yield f"the API does not answer: {error}"
    if len(reports) < 2:
        yield "no new report of the kubelet in its Lease"


def _problems_of(node: Node | None) -> Iterator[str]:
    if node is None:
        yield "the API knows no Node with this name"
    elif not node.ready:
        yield f"its condition Ready is {node.conditions.get('Ready', 'missing')}"
    elif node.conditions.get(_ETCD_VOTER, "True") != "True":
        yield f"its condition {_ETCD_VOTER} is {node.conditions[_ETCD_VOTER]}"


def _unhealthy(name: str, problems: list[str], seconds: float) -> PullproofError:
    return PullproofError(
        f"Checked: whether the server {name} is healthy after its change. Observed: after {seconds:.0f} s "
        f"{'; '.join(problems)}. Expected: a Node that is Ready, and an API that is ready, with its etcd. Fix: read "
        "the log of the service on the node; for more time, raise provision_ready_timeout."
    )
