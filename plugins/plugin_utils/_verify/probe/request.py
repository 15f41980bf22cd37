# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to probe from a node, by what is found on it or by variables that are not written yet.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import ProbePlan
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import DOCKER_DAEMON_FILE
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import (
    containerd_environment,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import has_issue
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.product_version import containerd_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import (
    certificate_folder,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import certificate_contents
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image, images_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.node_files import config_toml
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.on_disk import FoundHosts
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import (
    Subject,
    explain,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import environment_of, is_wanted
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import (
    Access,
    ProbeTarget,
    targets_of,
)

Arguments = t.Mapping[str, t.Any]

NODE, VARIABLES = "node", "variables"
# Go falls back to the lower-case variables, which are unmanaged.
_UNSET = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"), "")
_PREFIX = "proxy_"
_GENERATED = ("rke2", "k3s")
_REGISTRIES = "registries"


def probe_targets(
    registries: Registries, arguments: Arguments, chosen: ChosenRuntime, found: FoundHosts | None
) -> tuple[tuple[Explanation, ...], tuple[ProbeTarget, ...]]:
    """The explanations of the images, and the probes that follow from them. Raises PullproofError."""
    subject = subject_by_variables(registries, arguments, chosen, found)
    explanations = explain(subject, images_of(arguments))
    if arguments["source"] == NODE and chosen.facts is not None:
        access = access_of_node(registries, chosen)
    else:
        access = _by_variables(registries, chosen, subject.environment, arguments)
    return explanations, targets_of(explanations, access, _digests(arguments))


def subject_by_variables(
    registries: Registries, arguments: Arguments, chosen: ChosenRuntime, found: FoundHosts | None
) -> Subject:
    """The settings of the variables for the runtime, with the directories of hosts.toml files on the node."""
    return Subject(
        registries,
        chosen.runtime.name,
        arguments["default_endpoint"],
        environment_of(arguments, chosen.runtime),
        found,
        arguments["embedded_registry"],
        has_hub_aliases=not has_issue("hub-credentials-one-key", chosen.runtime.product, chosen.version),
        version=chosen.version or "",
        containerd=containerd_version(chosen.runtime.product, chosen.version),
        data_dir=chosen.runtime.data_dir,
        platform=chosen.runtime.platform,
    )


def access_of_node(registries: Registries, chosen: ChosenRuntime) -> Access:
    """Access with the files and processes of the node: credentials from the file of containerd, proxies from the
    processes.

    The credentials of Docker and of the bootstrap are in `registries`. This also applies to containerd if RKE2 or K3s
    will generate its file again at a pending restart.
    """
    facts = chosen.installed_facts
    product = chosen.runtime.product
    is_outdated = product in _GENERATED and _REGISTRIES in facts["restart"]["roles"]
    daemon_file = DOCKER_DAEMON_FILE if product == "docker" else ""
    return Access(
        registries,
        Environment(facts["service"]["process"] or 0, daemon_file),
        Environment(facts["unit"]["pid"]),
        "" if is_outdated else config_toml(chosen.runtime),
        token_before_rewrite=_requests_token_before_rewrite(chosen),
    )


def probe_arguments(arguments: Arguments, images: t.Sequence[Image], anchors: t.Sequence[str]) -> dict[str, t.Any]:
    """The options of ``image_pull`` as options for probes of these images, with the configuration of the variables."""
    wanted = [{"image": image.image, "digest": image.digest} for image in images]
    rest = {"workers": 8, "timeout": 10, "blobs": True, "images": wanted}
    return {**arguments, **rest, "source": VARIABLES, "ca_certificates": list(anchors)}


def plan_of(targets: t.Sequence[ProbeTarget], arguments: Arguments) -> ProbePlan:
    """The plan for the node."""
    return ProbePlan(
        targets=[one.target for one in targets],
        workers=arguments["workers"],
        connect_seconds=arguments["connect_timeout"],
        seconds=arguments["timeout"],
        retries=arguments["retries"],
        blobs=arguments["blobs"],
    )


def _by_variables(
    registries: Registries, chosen: ChosenRuntime, own: t.Mapping[str, str], arguments: Arguments
) -> Access:
    """As it would be once the variables are written."""
    product = chosen.runtime.product
    received = containerd_environment(own) if product in _GENERATED else own
    return Access(
        registries,
        _environment(chosen, "process", received, arguments),
        _environment(chosen, "main", own, arguments),
        contents=certificate_contents(registries, certificate_folder(product, chosen.runtime.platform)),
        anchors="".join(f"{text}\n" for text in arguments["ca_certificates"]),
        token_before_rewrite=_requests_token_before_rewrite(chosen),
    )


def _requests_token_before_rewrite(chosen: ChosenRuntime) -> bool:
    return has_issue("rewrite-token-scope", chosen.runtime.product, chosen.version)


def _environment(
    chosen: ChosenRuntime, which: str, variables: t.Mapping[str, str], arguments: Arguments
) -> Environment:
    """What the process has already stays, but for the proxies that the variables decide about."""
    facts = chosen.facts
    pid = 0 if facts is None else facts["unit"]["pid"] if which == "main" else facts["service"]["process"] or 0
    return Environment(pid, variables=intended_proxies(variables, arguments))


def intended_proxies(variables: t.Mapping[str, str], arguments: Arguments) -> dict[str, str]:
    """The variables of a process. Proxies that will be removed are empty."""
    options = {name.removeprefix(_PREFIX): value for name, value in arguments.items() if name.startswith(_PREFIX)}
    return {**_UNSET, **variables} if is_wanted(options) else dict(variables)


def _digests(arguments: Arguments) -> dict[str, str]:
    entries = (entry for entry in arguments["images"] if isinstance(entry, t.Mapping))
    return {str(entry.get("image", "")): str(entry["digest"]) for entry in entries if entry.get("digest")}
