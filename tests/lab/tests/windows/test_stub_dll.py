# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stub of vmcompute.dll is a library for 64-bit Windows whose functions return 0."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.lab.windows import stub_dll
from tests.lab.windows.stub_dll import LAYER_FUNCTIONS, SYSTEM_FUNCTIONS

PE_HEADER = 0x40
OPTIONAL_HEADER = PE_HEADER + 24
SECTIONS = OPTIONAL_HEADER + 240


def number(content: bytes, offset: int, size: int = 4) -> int:
    return int.from_bytes(content[offset : offset + size], "little")


def text(content: bytes, offset: int) -> str:
    return content[offset : content.index(b"\0", offset)].decode()


def exports(content: bytes) -> dict[str, int]:
    """Name and address of each function, in the order of the table; addresses are offsets, too."""
    table = number(content, OPTIONAL_HEADER + 112)
    count, addresses, names, positions = (number(content, table + offset) for offset in (24, 28, 32, 36))
    found = {}
    for index in range(count):
        position = number(content, positions + 2 * index, 2)
        found[text(content, number(content, names + 4 * index))] = number(content, addresses + 4 * position)
    return found


def library(*functions: str) -> bytes:
    return stub_dll.stub_dll("some.dll", functions)


def test_it_is_a_library_for_64_bit_windows() -> None:
    content = library("A")
    assert content[:2] == b"MZ"
    assert number(content, 0x3C) == PE_HEADER
    assert content[PE_HEADER : PE_HEADER + 4] == b"PE\0\0"
    machine, flags = number(content, PE_HEADER + 4, 2), number(content, PE_HEADER + 22, 2)
    assert (machine, flags & 0x2000, number(content, OPTIONAL_HEADER, 2)) == (0x8664, 0x2000, 0x20B)


def test_nothing_is_called_when_it_is_loaded() -> None:
    assert number(library("A"), OPTIONAL_HEADER + 16) == 0


def test_functions_are_exported_in_order_of_their_names_because_the_loader_searches_by_halves() -> None:
    assert list(exports(library("Beta", "Alpha", "Gamma"))) == ["Alpha", "Beta", "Gamma"]


def test_every_function_returns_0() -> None:
    content = library("Alpha", "Beta")
    assert {content[address : address + 3] for address in exports(content).values()} == {b"\x31\xc0\xc3"}


def test_the_table_names_the_library() -> None:
    content = library("A")
    table = number(content, OPTIONAL_HEADER + 112)
    assert text(content, number(content, table + 12)) == "some.dll"


def test_sections_lie_in_the_file_as_in_memory_and_fill_the_image() -> None:
    content = library(*LAYER_FUNCTIONS, *SYSTEM_FUNCTIONS)
    for index, (name, flags) in enumerate([(b".text", 0x60000020), (b".edata", 0x40000040)]):
        header = SECTIONS + 40 * index
        size, address, stored, offset = struct.unpack_from("<IIII", content, header + 8)
        assert content[header : header + 8].rstrip(b"\0") == name
        assert (address, number(content, header + 36)) == (offset, flags)
        assert size <= stored
        assert offset + stored <= len(content)
    assert number(content, OPTIONAL_HEADER + 56) == len(content)


def test_the_program_writes_all_functions_that_containerd_can_call(tmp_path: Path) -> None:
    stub_dll.main([str(tmp_path / "vmcompute.dll")])
    found = exports((tmp_path / "vmcompute.dll").read_bytes())
    assert {"CreateLayer", "NameToGuid", "ProcessBaseImage", "HcsEnumerateComputeSystems"} < set(found)
    assert len(found) == len(LAYER_FUNCTIONS) + len(SYSTEM_FUNCTIONS)
