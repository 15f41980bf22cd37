# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of nodes and services: Debian packages by mmdebstrap, imported into podman's store, thin images on top.

Nothing comes from a container registry. Every image is tagged with a digest of its inputs and built only if the store
has no such tag.
"""

from __future__ import annotations

import fcntl
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeAlias

from tests.lab.host.console import say, timed
from tests.lab.host.digest import digest, tree_digest
from tests.lab.host.go_programs import ensure_program, program_dir
from tests.lab.host.lab import SERVICES_IMAGE, Lab
from tests.lab.host.podman import PodmanError, sudo
from tests.lab.model.plan import LAB, Base, Image, load_plan

Futures: TypeAlias = dict[object, Future[object]]

# Of the four suites one is still in testing, whose signed Release file expires within days on a frozen mirror.
# The essential packages are unpacked without dpkg, so that its settings do not concern them.
MMDEBSTRAP = (
    *("mmdebstrap", "--quiet", "--variant=minbase", '--aptopt=Acquire::Check-Valid-Until "false"'),
    '--essential-hook=rm -rf "$1"/usr/share/info/* "$1"/usr/share/locale/* "$1"/usr/share/man/*',
)
DPKG_SETTINGS = (
    "force-unsafe-io",
    *(f"path-exclude=/usr/share/{folder}/*" for folder in ("doc", "info", "locale", "man")),
    "path-include=/usr/share/doc/*/copyright",
)
PARALLEL = 3  # beside the compiler, which uses the processors; mmdebstrap also uses the network and the disk


@cache
def reference(lab: Lab, name: str) -> str:
    """Full name of an image, ``localhost/pullproof/<name>:<digest of its inputs>``, the same all through a process."""
    plan = load_plan()
    if name in plan.bases:
        base = plan.bases[name]
        return _tagged(name, [*MMDEBSTRAP, *DPKG_SETTINGS, base.suite, *base.packages])
    image = plan.images[name]
    inputs = [reference(lab, image.parent), tree_digest(LAB / "images" / image.folder)]
    inputs += [tree_digest(LAB / context) for context in image.contexts]
    inputs += [program_dir(lab, program.folder, program.system).parent.name for program in image.programs.values()]
    return _tagged(name, [*inputs, *(f"{key}={value}" for key, value in image.arguments.items())])


def services_image(lab: Lab) -> str:
    """Full name of the image that has every program of the lab's services."""
    return reference(lab, SERVICES_IMAGE)


def ensure_images(lab: Lab, names: Iterable[str]) -> None:
    """Build what is missing of the named images and of those they stand on."""
    stored = lab.podman.images("localhost/pullproof/*")
    missing = [name for name in names if reference(lab, name) not in stored]
    if not missing:
        return
    with _one_builder(lab):
        lineages = [load_plan().lineage(name) for name in missing]
        bases = {base.name: base for base, _ in lineages}
        _build(lab, bases.values(), {image.name: image for _, chain in lineages for image in chain}.values())


def _build(lab: Lab, bases: Iterable[Base], images: Collection[Image]) -> None:
    """Each image as soon as there are its parent and its programs. A parent comes before its children.

    Programs are compiled one after another: the later ones find in Go's cache what an earlier one has compiled.
    """
    programs = {program for image in images for program in image.programs.values()}
    with _workers(len(images) or 1) as builders, _workers(PARALLEL) as bootstraps, _workers(1) as compiler:
        compiled: Futures = {
            one: compiler.submit(ensure_program, lab, one.folder, one.system) for one in sorted(programs)
        }
        made: Futures = {base.name: bootstraps.submit(_ensure_base, lab, base) for base in bases}
        for image in images:
            needed = [made[image.parent], *(compiled[program] for program in image.programs.values())]
            made[image.name] = builders.submit(_build_image, lab, image, needed)
        for future in wait([*compiled.values(), *made.values()], return_when=FIRST_EXCEPTION).done:
            future.result()


@contextmanager
def _workers(number: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that begin nothing more once one has failed."""
    pool = ThreadPoolExecutor(number)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _ensure_base(lab: Lab, base: Base) -> None:
    target = reference(lab, base.name)
    if lab.podman.image_exists(target):
        return
    what = f"making image {base.name}: Debian {base.suite}, {len(base.packages)} packages"
    with timed(what), tempfile.TemporaryDirectory(dir=lab.cache) as folder:
        archive = Path(folder) / "root.tar"
        _bootstrap(base, archive)
        lab.podman.run("import", "--quiet", str(archive), target)


def _bootstrap(base: Base, archive: Path) -> None:
    """dpkg gets its settings as a file: mmdebstrap would filter paths that it knows of by a slow program of its own."""
    settings = archive.with_name("lab")
    settings.write_text("\n".join(DPKG_SETTINGS) + "\n")
    options = [f"--setup-hook=copy-in {settings} /etc/dpkg/dpkg.cfg.d", f"--include={','.join(base.packages)}"]
    command = [*sudo(), "nice", *MMDEBSTRAP, *options, base.suite, str(archive)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise PodmanError(f"mmdebstrap {base.suite}: {done.stderr.decode(errors='replace')[-2000:]}")


def _build_image(lab: Lab, image: Image, needed: Iterable[Future[object]]) -> None:
    for future in needed:
        future.result()
    _ensure_image(lab, image)


def _ensure_image(lab: Lab, image: Image) -> None:
    target = reference(lab, image.name)
    if lab.podman.image_exists(target):
        return
    say(f"building image {image.name} on {image.parent}")
    settings = [f"--build-arg={key}={value}" for key, value in image.arguments.items()]
    settings += [f"--build-context={context}={LAB / context}" for context in image.contexts]
    for context, program in image.programs.items():
        settings.append(f"--build-context={context}={program_dir(lab, program.folder, program.system)}")
    settings += [f"--build-arg=FROM={reference(lab, image.parent)}", f"--tag={target}"]
    # chroot: RUN then needs no runtime, so no resource limits and no network are set up for it
    lab.podman.run(
        *("build", "--quiet", "--isolation=chroot", "--pull=never", *settings), str(LAB / "images" / image.folder)
    )


def _tagged(name: str, inputs: Iterable[str]) -> str:
    return f"localhost/pullproof/{name}:{digest(inputs)}"


@contextmanager
def _one_builder(lab: Lab) -> Iterator[None]:
    lab.cache.mkdir(parents=True, exist_ok=True)
    with (lab.cache / "images.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
