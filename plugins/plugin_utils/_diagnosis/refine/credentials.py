# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the missing credentials of a registry are configured under a key that is not used for it.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import host_of, name_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.runtime_messages import (
    REFUSED_TOKEN,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Registries

_ANONYMOUS = frozenset(("credentials_missing", "forbidden", "token_scope"))
_DOCKER = "docker"
_INVALID_TOKEN = "server message: invalid_token"
_INVALID_TOKEN_FIX = (
    "read the log of the registry for the reason: it does not have the certificate that signs the tokens, issuer or "
    "service differ in the settings of the registry and of the token server, or one of their clocks is wrong"
)

_TIME_OF_TOKEN = re.compile(r"not (?:yet valid|valid yet|active yet)|used before|expired", re.IGNORECASE)
_TIME_OF_TOKEN_FIX = (
    "synchronize the clocks of the registry and of its token server: the registry considers the token not valid yet, "
    "or expired"
)


def refine_credentials(fault: Fault, evidence: Evidence) -> Fault:
    """The same fault, or that there are credentials under another key than the one that is used."""
    if _is_refused_token(fault, evidence):
        is_time = _TIME_OF_TOKEN.search(fault.observed)
        return replace(fault, code="token_server", fix=_TIME_OF_TOKEN_FIX if is_time else _INVALID_TOKEN_FIX)
    if fault.code not in _ANONYMOUS or fault.attempt is None:
        return fault
    if fault.attempt.endpoint.credential_key:
        return _refused(fault)
    # Without credentials, no account is known whose rights could be too small.
    fault = replace(fault, code="credentials_missing") if fault.code == "token_scope" else fault
    keys = keys_with_credentials(evidence.registries)
    key_used = evidence.registry if evidence.program == _DOCKER else fault.host
    if key_used in keys:
        return _left_out(fault, key_used)
    key, why = near_key(key_used, keys, evidence.registry)
    if not key and evidence.program == _DOCKER:
        key, why = near_key(fault.host, keys, evidence.registry)
    if not key:
        return _under(fault, key_used)
    observed = f"{fault.observed}; their key is {mask_userinfo(key)!r}, {why}"
    return _under(replace(fault, code="credentials_not_used", observed=observed), key_used)


def _is_refused_token(fault: Fault, evidence: Evidence) -> bool:
    """Whether the registry does not accept the token itself, according to the probe or the message of the runtime."""
    if fault.code == "token_server" and fault.stage is None:
        return REFUSED_TOKEN.search(fault.observed) is not None
    if fault.code == "token_server":
        return fault.stage is not None and fault.stage.facts.get("fault") == "invalid_token"
    return fault.code == "token_scope" and _INVALID_TOKEN in evidence.error


def _refused(fault: Fault) -> Fault:
    """Whether credentials were refused. Runtimes report status 401 with and without credentials."""
    is_reported = fault.stage is None and fault.code == "credentials_missing"
    return replace(fault, code="credentials_wrong") if is_reported else fault


def keys_with_credentials(registries: Registries) -> list[str]:
    """The keys of ``configs`` that have any."""
    return [key for key, config in registries.configs.items() if config.auth not in (None, Auth())]


def near_key(host: str, keys: Sequence[str], registry: str) -> tuple[str, str]:
    """The key that was meant for the host, and why it does not count; two empty texts if there is none."""
    plain = host.lower()
    tests: tuple[tuple[Callable[[str], bool], str], ...] = (
        (lambda key: key == host, "which the runtime does not look up"),
        (lambda key: _bare(key) == plain, "and a key is host[:port] alone, in the same letters"),
        (lambda key: _bare(key) in HUB_NAMES and plain in HUB_NAMES, "another name of Docker Hub"),
        (lambda key: name_of(_bare(key)) == name_of(plain), "which has another port than the endpoint"),
        (lambda key: _bare(key) == registry, "the registry that is mirrored, not the mirror"),
        (lambda key: key == "*", "which containerd does not read"),
    )
    return next(((key, why) for test, why in tests for key in keys if test(key)), ("", ""))


def _bare(key: str) -> str:
    return host_of(key if "://" in key else f"https://{key}").lower()


def _under(fault: Fault, key: str) -> Fault:
    return replace(fault, values={**fault.values, "key": repr(mask_userinfo(key))})


def _left_out(fault: Fault, key: str) -> Fault:
    where = f"the variables contain credentials with the key {key!r}, the configuration of the runtime does not"
    observed = f"{fault.observed}; {where}"
    fix = "run the roles registries and runtime; a custom template for config.toml must extend the base template"
    return _under(replace(fault, code="credentials_not_used", observed=observed, fix=fix), key)
