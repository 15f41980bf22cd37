# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One endpoint with the requests of one program: the stages that all images share are done once.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import threading
import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.dialer import (
    Dialer,
    Limits,
    Origin,
    UnprobedError,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Network
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_context import Contexts
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import (
    STAGES,
    Probe,
    ProbePlan,
    Stage,
    Target,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.blob import fetch_blob
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import TokenScopes
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.client import Client
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.credentials import login_of
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.manifest import (
    fetch_manifest,
    head_manifest,
    node_architecture,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.registry import Registry
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.token import TokenClient
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.wanted import WantedManifest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError, Secrets, StageRecorder
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import variables_of
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.environment import secrets_in

# A server that fails in one of these ways does speak TLS.
_TLS_FAULTS = ("tls_untrusted", "tls_name", "tls_expired", "tls_not_yet_valid", "tls_client_cert")

Read = t.Callable[[str], t.Optional[str]]


class ProbedEndpoint:
    """`sample` is any of its targets. Nothing here raises for what a network or a registry does."""

    def __init__(
        self,
        sample: Target,
        plan: ProbePlan,
        read: Read,
        network: Network,
        contexts: Contexts,
        commands: t.Optional[Commands] = None,
    ) -> None:
        self._sample = sample
        self._plan = plan
        self._variables = variables_of(sample.environment, read)
        login = login_of(sample.credential, read)
        self._secrets = Secrets([*secrets_in(self._variables), *login.secrets, *sample.headers.values()])
        limits = Limits(plan.connect_seconds, plan.seconds, plan.retries)
        proxies = GoProxy.from_environment(self._variables)
        trust = sample.trust
        self._dialer = Dialer(network, limits, proxies, lambda: contexts.of(trust, self._variables), commands)
        self._client = Client(self._dialer, self._secrets, _netloc(sample.url), sample.headers)
        self._login = login
        self._registry = self._registry_at(sample.url)
        self._stages: tuple[Stage, ...] = ()
        self._is_open = False
        self._opening = threading.Lock()

    def open(self) -> None:
        """Go through the stages dns to v2, once."""
        with self._opening:
            if not self._stages:
                self._open_with_fallback()

    def _open_with_fallback(self) -> None:
        url = self._sample.url
        self._open(url)
        if self._sample.falls_back_to_http and any(stage.fault == "tls_plain_http" for stage in self._stages):
            plain = url.replace("https:", "http:", 1)
            self._registry = self._registry_at(plain)
            self._open(plain)

    def _registry_at(self, url: str) -> Registry:
        sample = self._sample
        tokens = TokenClient(self._client, url, sample.program, self._login, self._secrets)
        return Registry(self._client, tokens, url, sample.namespace, TokenScopes(sample.program))

    def _open(self, url: str) -> None:
        recorder = StageRecorder(self._secrets)
        # The others begin at the root; containerd requests the manifest at once.
        sample = self._wanted(self._sample) if self._sample.program == "containerd" else None
        try:
            self._client.open(url, recorder)
            recorder.attempt("v2", lambda: self._registry.ping(sample, self._answers_tls))
            self._is_open = True
        except ProbeError:
            pass
        except UnprobedError as error:
            recorder.skip_rest(str(error))
        self._stages = recorder.stages()

    def probe(self, target: Target) -> Probe:
        """All stages of one image."""
        return self._of_image(target, self._image)

    def head(self, target: Target) -> Probe:
        """The stages of one image up to the manifest, by HEAD."""
        return self._of_image(target, self._head)

    def shallow(self, target: Target) -> Probe:
        """The stages that all images at the endpoint have alike."""
        self.open()
        if not self._is_open:
            return Probe(target.id, self._stages)
        return Probe(target.id, StageRecorder(self._secrets, self._shared_stages).stages())

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @property
    def _shared_stages(self) -> list[Stage]:
        shared = STAGES[: STAGES.index("token")]
        return [stage for stage in self._stages if stage.name in shared]

    def _of_image(self, target: Target, body: t.Callable[[WantedManifest, str, StageRecorder], None]) -> Probe:
        self.open()
        if not self._is_open:
            return Probe(target.id, self._stages)
        recorder, wanted = StageRecorder(self._secrets, self._shared_stages), self._wanted(target)
        try:
            header = recorder.attempt("token", lambda: self._registry.authorize(wanted))
            if target.version:
                body(wanted, header, recorder)
        except ProbeError:
            pass
        except UnprobedError as error:
            recorder.skip_rest(str(error))
        return Probe(target.id, recorder.stages())

    def _wanted(self, target: Target) -> WantedManifest:
        architecture = self._plan.architecture or node_architecture()
        name = (target.repository, target.version, target.digest)
        return WantedManifest(*name, self._plan.os, architecture, target.program, target.token_repository)

    def _head(self, wanted: WantedManifest, header: str, recorder: StageRecorder) -> None:
        recorder.attempt("manifest", lambda: head_manifest(self._registry, wanted, header))

    def _image(self, wanted: WantedManifest, header: str, recorder: StageRecorder) -> None:
        manifest = recorder.attempt("manifest", lambda: fetch_manifest(self._registry, wanted, header))
        if self._plan.blobs:
            recorder.attempt("blob", lambda: fetch_blob(self._registry, wanted, manifest))

    def _answers_tls(self) -> bool:
        """Whether the host of an http endpoint answers TLS."""
        origin = replace(Origin.of(self._sample.url), scheme="https")
        recorder = StageRecorder(self._secrets)
        try:
            self._dialer.dial(origin, recorder).stream.close()
        except ProbeError as fault:
            return fault.fault in _TLS_FAULTS
        except UnprobedError:
            return False
        return True


def _netloc(url: str) -> str:
    """The host and port of a URL, which may be invalid."""
    return url.partition("://")[2].partition("/")[0]
