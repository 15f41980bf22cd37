# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pushes a registry's images into it, by skopeo inside the registry's own container."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Upload
from tests.lab.model.content import Image, layout
from tests.lab.services.containers import Found
from tests.lab.services.model import Service

LAYOUT = "/svc/content"
PARALLEL = "2"


def push_missing(lab: Lab, registries: Sequence[Service], containers: Mapping[str, Found]) -> None:
    """Push its images to every registry whose container, by its id, has not got them according to ``pushed.json``."""
    record = lab.state_dir / "pushed.json"
    pushed = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    wanted = {containers[lab.container(one.name)].id: one for one in registries}
    missing = {key: one for key, one in wanted.items() if pushed.get(key) != one.content()}
    if not missing:
        return
    with ThreadPoolExecutor(max_workers=len(missing)) as pool:
        list(pool.map(lambda one: push(lab, one, one.images), missing.values()))
    record.write_text(json.dumps({key: one.content() for key, one in wanted.items()}, indent=2), encoding="utf-8")


def push(lab: Lab, service: Service, images: Iterable[Image]) -> None:
    """Push images to a registry of the lab as its pusher; blobs and manifests that are there cost one question each."""
    listed = tuple(images)
    container = lab.container(service.name)
    files = [Upload(f"{LAYOUT}/{path}", content) for path, content in layout(listed).items()]
    lab.podman.upload(container, files)
    copy = (
        *("skopeo", "copy", "--all", "--quiet", "--insecure-policy"),
        *("--dest-authfile", "/svc/pusher.json", "--dest-cert-dir", "/svc/ca"),
        *(f"oci:{LAYOUT}:{{}}", f"docker://{service.name}:{service.port}/{{}}"),
    )
    references = "".join(f"{image.reference}\n" for image in listed)
    lab.podman.exec(container, "xargs", "-P", PARALLEL, "-I{}", *copy, data=references.encode())
