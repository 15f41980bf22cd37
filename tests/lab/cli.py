# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.lab up|down|status|reset|shell|images``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from tests.lab import services
from tests.lab.host.console import say
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.podman import PodmanError
from tests.lab.nodes import lifecycle
from tests.lab.nodes.containers import NodeError, node_addresses


def main(argv: Sequence[str]) -> int:
    """Run one subcommand and return the exit code."""
    options = _parser().parse_args(argv)
    try:
        options.run(this_lab(), options)
    except (PodmanError, NodeError, services.ServicesError, subprocess.CalledProcessError) as error:
        say(f"failed: {error}")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev lab", description="The embedded lab of this checkout.")
    commands = parser.add_subparsers(required=True, metavar="SUBCOMMAND")
    up = commands.add_parser("up", help="start what does not run")
    up.add_argument("--all", action="store_true", help="also the nodes that only molecule needs")
    up.set_defaults(run=_up)
    commands.add_parser("down", help="remove all but images and caches").set_defaults(run=_down)
    commands.add_parser("status", help="show nodes and services").set_defaults(run=_status)
    commands.add_parser("images", help="build all images").set_defaults(run=_images)
    reset = commands.add_parser("reset", help="make nodes anew from their images")
    reset.add_argument("nodes", nargs="*", metavar="NODE", help="without any: all nodes that exist")
    reset.set_defaults(run=_reset)
    shell = commands.add_parser("shell", help="a root shell, or one command, on a node or service")
    shell.add_argument("name")
    shell.add_argument("command", nargs=argparse.REMAINDER)
    shell.set_defaults(run=_shell)
    return parser


def _up(lab: Lab, options: argparse.Namespace) -> None:
    lifecycle.up(lab, everything=options.all)
    _status(lab, options)


def _down(lab: Lab, _options: argparse.Namespace) -> None:
    lifecycle.down(lab)


def _images(lab: Lab, _options: argparse.Namespace) -> None:
    lifecycle.build_images(lab, lifecycle.all_nodes())


def _reset(lab: Lab, options: argparse.Namespace) -> None:
    lifecycle.reset(lab, options.nodes)


def _status(lab: Lab, _options: argparse.Namespace) -> None:
    addresses = node_addresses(lab, lifecycle.all_nodes())
    shown = [node for node in lifecycle.all_nodes() if node.name in addresses or not node.extra]
    for node in shown:
        _print_row(node.name, "running" if node.name in addresses else "missing", addresses.get(node.name, ""), "")
    for service in services.status(lab) if addresses else ():
        _print_row(service.name, service.state, service.address, service.problem or "")


def _print_row(name: str, state: str, address: str, problem: str) -> None:
    print(f"{name:<16} {state:<10} {address:<15} {problem}".rstrip())


def _shell(lab: Lab, options: argparse.Namespace) -> None:
    terminal = ["--tty"] if sys.stdin.isatty() else []
    command = [*lab.podman.command, "exec", "--interactive", *terminal, lab.container(options.name)]
    os.execvp(command[0], [*command, *(options.command or ["bash"])])
