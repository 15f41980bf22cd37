# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``lab.yml`` fits the folders of the images and the committed inventory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.lab.model.plan import LAB, Image, Node, Program, load_plan

PLAN = load_plan()
LINUX = [node for node in PLAN.nodes.values() if not node.windows_build]


def hosts_of(group: dict[str, Any]) -> set[str]:
    below = (hosts_of(child) for child in group.get("children", {}).values())
    return set(group.get("hosts", {})).union(*below)


def group_named(name: str) -> dict[str, Any]:
    inventory = yaml.safe_load((LAB / "inventory" / "hosts.yml").read_text())
    return dict({**inventory, **inventory["linux"]["children"]}[name])


@pytest.mark.parametrize("image", PLAN.images.values(), ids=lambda image: image.name)
def test_every_image_has_a_containerfile_and_stands_on_a_base(image: Image) -> None:
    base, chain = PLAN.lineage(image.name)
    assert chain[-1] == image
    assert "systemd" in base.packages
    assert (LAB / "images" / image.folder / "Containerfile").is_file()


@pytest.mark.parametrize("node", PLAN.nodes.values(), ids=lambda node: node.name)
def test_every_node_has_an_image(node: Node) -> None:
    assert node.image in PLAN.images


def test_a_program_is_built_for_linux_unless_it_names_another_system(tmp_path: Path) -> None:
    programs = {"a": "tools", "b": "containerd/k3s-v1@windows"}
    image = {"from": "base", "folder": "folder", "programs": programs}
    (tmp_path / "lab.yml").write_text(yaml.safe_dump({"bases": {}, "images": {"one": image}, "nodes": {}}))
    found = load_plan(tmp_path / "lab.yml").images["one"].programs
    assert found == {"a": Program("tools", "linux"), "b": Program("containerd/k3s-v1", "windows")}


def test_nested_lists_of_packages_become_one() -> None:
    assert {"openssh-server", "containerd"} <= set(PLAN.bases["bookworm"].packages)


def test_the_inventory_groups_the_core_nodes() -> None:
    assert hosts_of(group_named("nodes")) == {node.name for node in LINUX if not node.extra}


def test_the_inventory_groups_the_extra_nodes() -> None:
    assert hosts_of(group_named("extra")) == {node.name for node in LINUX if node.extra}


def test_the_inventory_groups_the_simulated_windows_nodes() -> None:
    assert hosts_of(group_named("windows")) == {node.name for node in PLAN.nodes.values() if node.windows_build}
