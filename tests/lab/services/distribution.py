# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A registry on the real distribution 3, which the token server treats as strictly as Artifactory treats its clients.

Its program is compiled when it is first needed. The lab does not have this registry of itself.
"""

from __future__ import annotations

from dataclasses import replace

from tests.lab import services
from tests.lab.host.go_programs import ensure_program
from tests.lab.host.lab import Lab
from tests.lab.services import catalog, passwords
from tests.lab.services.model import CORP
from tests.lab.services.push import push

NAME = "artifactory.lab"
_PROGRAM = "/usr/local/bin/registry"


def up(lab: Lab) -> None:
    """Start the registry with its images; ServicesError if it does not work."""
    program = ensure_program(lab, "distribution") / "registry"
    sources = catalog.Sources(lab.state_dir / "pki", passwords.ensure(lab.state_dir / "secrets.json"))
    service = replace(
        catalog.registry(NAME, 443, CORP, sources, catalog.token_auth(NAME)),
        command=(_PROGRAM, "serve", "/svc/config.yml"),
        options=(f"--volume={program}:{_PROGRAM}:ro", "--env=OTEL_TRACES_EXPORTER=none"),
    )
    services.ensure(lab, service)
    push(lab, service, service.images)
