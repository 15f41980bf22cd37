# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a service use what is on disk: start, restart or reload it without blocking, then wait until it serves.

What it has loaded is recorded only when it serves, with inputs that were read before the restart: a run that fails
or is killed leaves the restart pending.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
import typing as t
from dataclasses import asdict, dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import RELOAD, RESTART
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.readiness import CRI_DISABLED
from ansible_collections.pullproof.registry.plugins.module_utils._service.faults import (
    ServiceFault,
    crash_loop,
    find_fault,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.log import ServiceLog
from ansible_collections.pullproof.registry.plugins.module_utils._service.pending import (
    Inputs,
    inputs_on_disk,
    load_state,
    record_loaded,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.process_environment import written_variables
from ansible_collections.pullproof.registry.plugins.module_utils._service.watch import ServiceObservation, Watch

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import UnitFacts

START = "start"
WAIT = "wait"

POLL_SECONDS = 1.0
# The time for which a permanent fault is tolerated: old log lines and processes disappear with a delay.
GRACE_SECONDS = 6.0
# The invocations of a service after which it is not expected to stay any more: systemd starts it again each time.
CRASHES = 3


class Clock(t.Protocol):
    """Time that passes."""

    def now(self) -> float:
        """Seconds since any fixed moment."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


class MonotonicClock:
    """`Clock` of the machine, which no change of the date disturbs."""

    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(frozen=True)
class Order:
    """What to `do` with the service: start, restart, reload, or only wait; and for how many `seconds` at most."""

    runtime: Runtime
    do: str
    seconds: int


class NotServingError(NodeError):
    """The service did not come to serve; the detail `log` has the last lines of its log.

    They are not in the message, which Ansible prints twice.
    """

    def __str__(self) -> str:
        return f"{super().__str__()} The key log of this result has the last lines of the log, with secrets masked."


def bring_up(order: Order, files: NodeFiles, commands: Commands, clock: Clock) -> dict[str, t.Any]:
    """Carry out the order; `{changed, done, seconds, conditions}`, or NotServingError."""
    begun = clock.now()
    watch = Watch(order.runtime, files, commands, load_record(files))
    inputs = {takes_effect: inputs_on_disk(files, watch.record, takes_effect) for takes_effect in (RESTART, RELOAD)}
    unit = watch.unit()
    order = _fitting(order, unit, watch)
    _issue(order, unit, commands)
    previous = unit["invocation"] if order.do in (START, RESTART) else ""
    watch = replace(watch, previous=previous, reloaded=order.do == RELOAD)
    observation = _wait(order, watch, clock)
    _record_inputs(order, observation.unit, inputs, files)
    return {
        "changed": order.do != WAIT,
        "done": order.do,
        "seconds": round(clock.now() - begun, 1),
        "conditions": [asdict(condition) for condition in observation.conditions],
    }


def _fitting(order: Order, unit: UnitFacts, watch: Watch) -> Order:
    """A service to be started may have started by itself by now, perhaps too early for what is on disk."""
    if order.do != START or not unit["pid"]:
        return order
    pending = load_state(watch.files, order.runtime.unit, unit, watch.record, RESTART)["pending"]
    return replace(order, do=RESTART if pending else WAIT)


def _issue(order: Order, unit: UnitFacts, commands: Commands) -> None:
    if order.do == WAIT:
        return
    name = order.runtime.unit
    if unit["needs_reload"]:
        _systemctl(["daemon-reload"], commands)
    # systemd allows three starts of Docker's unit per minute and fails it at the next, without another reason.
    if unit["active"] == "failed" or order.do == RESTART:
        _systemctl(["reset-failed", name], commands)
    # Not blocking: with TimeoutStartSec=0 (RKE2, K3s) systemctl would wait endlessly for a unit that does not start.
    _systemctl(["--no-block", order.do, name], commands)


def _systemctl(arguments: t.Sequence[str], commands: Commands) -> None:
    done = commands.run(["systemctl", *arguments], seconds=60)
    if done.rc != 0:
        output = (done.err or done.out).strip() or "nothing"
        raise NodeError(
            f"systemctl {' '.join(arguments)}",
            f"exit code {done.rc}, and: {output}",
            "exit code 0",
            "correct the error that systemd reports; unmask a masked unit",
        )


def _wait(order: Order, watch: Watch, clock: Clock) -> ServiceObservation:
    begun = clock.now()
    progress = _Progress(watch)
    while True:
        observation = watch.observe()
        if observation.ready:
            return observation
        log = ServiceLog(watch.runtime, watch.commands, written_variables(observation.unit, watch.files, watch.record))
        now = clock.now()
        fault = progress.fault(observation, _own_lines(log, observation, watch.previous), now)
        if progress.is_final(fault, now) or now - begun >= order.seconds:
            raise _not_serving(order, observation, log, fault, now - begun)
        clock.sleep(POLL_SECONDS)


@dataclass
class _Progress:
    """What was observed so far: since when a fault lasts, and the invocations of the service."""

    watch: Watch
    since: dict[str, float] = field(default_factory=dict)
    invocations: set[str] = field(default_factory=set)
    reason: t.Optional[ServiceFault] = None

    def fault(self, observation: ServiceObservation, lines: t.Sequence[str], now: float) -> t.Optional[ServiceFault]:
        """The known fault of this moment; of a service that ends again and again, the reason in one of its logs."""
        fault = find_fault(self.watch.runtime, observation, lines)
        self.since = {fault.code: self.since.get(fault.code, now)} if fault else {}
        self.reason = fault or self.reason
        self.invocations |= {observation.unit["invocation"]} - {self.watch.previous, ""}
        return (self.reason or crash_loop(self.watch.runtime)) if self._ends_repeatedly else fault

    def is_final(self, fault: t.Optional[ServiceFault], now: float) -> bool:
        """Whether waiting longer will not help."""
        lasts = now - self.since.get(fault.code, now) if fault else 0.0
        return self._ends_repeatedly or bool(fault and fault.permanent and lasts >= GRACE_SECONDS)

    @property
    def _ends_repeatedly(self) -> bool:
        """RKE2 and K3s end until their server answers. containerd and Docker Engine depend on no other node."""
        return self.watch.runtime.product in ("containerd", "docker") and len(self.invocations) >= CRASHES


def _own_lines(log: ServiceLog, observation: ServiceObservation, previous: str) -> list[str]:
    """What the present invocation has logged: a fault of the one before it is over."""
    if observation.unit["invocation"] == previous:
        return []
    return log.of_start() if observation.answer == CRI_DISABLED else log.of_invocation(observation.unit["invocation"])


def _record_inputs(order: Order, unit: UnitFacts, inputs: t.Mapping[str, Inputs], files: NodeFiles) -> None:
    if order.do in (START, RESTART):
        record_loaded(files, order.runtime.unit, unit["invocation"], inputs[RESTART], RESTART)
    if order.do != WAIT:
        record_loaded(files, order.runtime.unit, unit["invocation"], inputs[RELOAD], RELOAD)


def _not_serving(
    order: Order, observation: ServiceObservation, log: ServiceLog, fault: t.Optional[ServiceFault], seconds: float
) -> NotServingError:
    unmet = [condition for condition in observation.conditions if not condition.met]
    observed = [fault.observed] if fault else []
    observed += [f"{condition.name}: {condition.observed}" for condition in unmet if condition.observed not in observed]
    details = {
        "conditions": [asdict(condition) for condition in observation.conditions],
        "log": log.last_lines(),
        "fault": fault.code if fault else "",
    }
    return NotServingError(
        f"whether {order.runtime.unit} serves after the order to {order.do}",
        f"after {seconds:.0f} s {'; '.join(observed)}",
        "the unit active, an answer on its socket, the environment as written",
        fault.fix if fault else f"correct the error in the log, or raise runtime_timeout (now {order.seconds} s)",
        details,
    )
