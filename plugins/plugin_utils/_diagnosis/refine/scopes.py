# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a token was refused because containerd requests it for a second name.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import split_reference

_ROOT = "/v2/"
# containerd requests tokens with POST only if it has credentials.
_WITH_CREDENTIALS = "failed to fetch oauth token"


def refine_scopes(fault: Fault, evidence: Evidence) -> Fault:
    """The same fault, with the names of the token request if there are several."""
    names = _names(fault)
    if fault.code != "token_scope" or fault.attempt is None or len(names) < 2:
        return fault
    observed = f"{fault.observed}; containerd requests the token for {' and '.join(names)}"
    return replace(fault, observed=observed, fix=_fix(fault, evidence, names))


def refused_to_runtime(fault: Fault, serving: Attempt, evidence: Evidence) -> Fault | None:
    """The fault that the token server refuses the runtime what it grants a probe. None if it was not requested with
    credentials.
    """
    if fault.code != "token_scope" or _WITH_CREDENTIALS not in fault.observed:
        return None
    original, name = split_reference(evidence.reference)[0], serving.endpoint.repository
    found = replace(fault, attempt=serving, observed=f"{fault.observed}; a probe gets the token for {name}")
    return replace(found, fix=_fix(found, evidence, sorted({name, original}))) if name != original else found


def _names(fault: Fault) -> list[str]:
    scopes = str(fault.stage.facts.get("scope", "")).split() if fault.stage else []
    return [scope.partition(":")[2].rpartition(":")[0] for scope in scopes if scope.startswith("repository:")]


def _fix(fault: Fault, evidence: Evidence, names: list[str]) -> str:
    endpoint = fault.attempt.endpoint if fault.attempt else None
    original = split_reference(evidence.reference)[0]
    if endpoint is None or not endpoint.credential_key:
        return ""
    account = f"the account with the key {endpoint.credential_key!r}"
    allow = f"give {account} the permission to pull {' and '.join(names)}"
    if endpoint.repository != original and original in names:
        later = "later versions of RKE2 and K3s request the token only for the name after the rewrites"
        return f"upgrade, since {later}; otherwise {allow}"
    prefix = urlsplit(endpoint.url).path
    full = next((name for name in names if name.endswith(f"/{endpoint.repository}")), "")
    if not (evidence.rewrites_names and full and prefix.startswith(_ROOT)):
        return f"{allow}: a token server that checks all names refuses the request for one of them"
    rewrite = f"{{'^(.*)$': '{prefix.removeprefix(_ROOT).strip('/')}/${{1}}'}}"
    host = endpoint.url.removesuffix(prefix)
    return (
        f"give {account} the permission to pull {full}; if it has the permission, the token server refuses the name "
        f"without the path: write the endpoint {host} without a path, and the rewrite {rewrite} in "
        f"registries_mirrors[{evidence.mirror_key!r}]"
    )
