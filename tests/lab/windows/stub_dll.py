# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes ``vmcompute.dll`` for Wine: a stub of the host compute service, each function of which returns 0.

containerd on Windows calls the library to unpack layers. Wine has none. With the stub, a layer that holds folders only
is unpacked; files need an API that Wine lacks, too. ``python3 stub_dll.py FILE`` writes the file.

The format is described in Microsoft's "PE Format": headers, one section for code, one for the table of exports.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence
from pathlib import Path

# All functions of the library that github.com/Microsoft/hcsshim calls.
LAYER_FUNCTIONS = (
    *("ActivateLayer", "CopyLayer", "CreateLayer", "CreateSandboxLayer", "DeactivateLayer", "DestroyLayer"),
    *("ExpandSandboxSize", "ExportLayer", "GetBaseImages", "GetLayerMountPath", "GrantVmAccess", "ImportLayer"),
    *("LayerExists", "NameToGuid", "PrepareLayer", "ProcessBaseImage", "ProcessUtilityImage", "UnprepareLayer"),
)
SYSTEM_FUNCTIONS = (
    *("HNSCall", "HcsCloseComputeSystem", "HcsCloseProcess", "HcsCreateComputeSystem", "HcsCreateProcess"),
    *("HcsEnumerateComputeSystems", "HcsGetComputeSystemProperties", "HcsGetProcessInfo", "HcsGetProcessProperties"),
    *("HcsGetServiceProperties", "HcsModifyComputeSystem", "HcsModifyProcess", "HcsModifyServiceSettings"),
    *("HcsOpenComputeSystem", "HcsOpenProcess", "HcsPauseComputeSystem", "HcsRegisterComputeSystemCallback"),
    *("HcsRegisterProcessCallback", "HcsResumeComputeSystem", "HcsSaveComputeSystem", "HcsShutdownComputeSystem"),
    *("HcsSignalProcess", "HcsStartComputeSystem", "HcsTerminateComputeSystem", "HcsTerminateProcess"),
    *("HcsUnregisterComputeSystemCallback", "HcsUnregisterProcessCallback"),
)

# xor eax, eax; ret. Arguments are in registers or on the caller's stack: nothing else has to be done.
_RETURN_0 = b"\x31\xc0\xc3"
_ALIGNMENT = 0x1000
_CODE, _EXPORTS = _ALIGNMENT, 2 * _ALIGNMENT
_AMD64, _EXECUTABLE, _LARGE_ADDRESSES, _IS_DLL = 0x8664, 0x0002, 0x0020, 0x2000
_PE32_PLUS, _DYNAMIC_BASE, _NX_COMPATIBLE, _CONSOLE = 0x20B, 0x0040, 0x0100, 3
_CODE_SECTION, _DATA_SECTION = 0x60000020, 0x40000040
_PREFERRED_BASE = 0x180000000
_DIRECTORIES = 16


def stub_dll(name: str, functions: Sequence[str]) -> bytes:
    """A 64-bit library of this name; the functions take any arguments and return 0."""
    exports = _export_table(name, sorted(functions))
    sections = [
        _section(b".text", _CODE, _RETURN_0, _CODE_SECTION),
        _section(b".edata", _EXPORTS, exports, _DATA_SECTION),
    ]
    headers = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40) + b"PE\0\0" + _file_header(len(sections))
    headers += _optional_header(len(exports)) + b"".join(sections)
    return b"".join(_padded(part) for part in (headers, _RETURN_0, exports))


def _padded(part: bytes) -> bytes:
    return part.ljust(-len(part) % _ALIGNMENT + len(part), b"\0")


def _file_header(sections: int) -> bytes:
    optional_size = 112 + 8 * _DIRECTORIES
    return struct.pack("<HHIIIHH", _AMD64, sections, 0, 0, 0, optional_size, _EXECUTABLE | _LARGE_ADDRESSES | _IS_DLL)


def _optional_header(exports_size: int) -> bytes:
    """The library has no entry point: nothing is called when it is loaded."""
    end = _EXPORTS + len(_padded(b"\0" * exports_size))
    standard = struct.pack("<HBBIIIII", _PE32_PLUS, 14, 0, _ALIGNMENT, end - _EXPORTS, 0, 0, _CODE)
    versions = struct.pack("<HHHHHHI", 6, 0, 0, 0, 6, 0, 0)
    windows = struct.pack("<QII", _PREFERRED_BASE, _ALIGNMENT, _ALIGNMENT) + versions
    windows += struct.pack("<IIIHH", end, _ALIGNMENT, 0, _CONSOLE, _DYNAMIC_BASE | _NX_COMPATIBLE)
    windows += struct.pack("<QQQQII", 0x100000, 0x1000, 0x100000, 0x1000, 0, _DIRECTORIES)
    return standard + windows + struct.pack("<II", _EXPORTS, exports_size) + bytes(8 * (_DIRECTORIES - 1))


def _section(name: bytes, address: int, content: bytes, flags: int) -> bytes:
    """The file is aligned like the memory: the address is also the offset in the file."""
    size = len(_padded(content))
    return struct.pack("<8sIIIIIIHHI", name, len(content), address, size, address, 0, 0, 0, 0, flags)


def _export_table(name: str, functions: Sequence[str]) -> bytes:
    """The directory, the addresses, the names in order, the position of each name's address, and the texts."""
    count = len(functions)
    addresses = _EXPORTS + 40
    names, positions = addresses + 4 * count, addresses + 8 * count
    texts, places = b"", []
    for text in (name, *functions):
        places.append(positions + 2 * count + len(texts))
        texts += text.encode() + b"\0"
    directory = struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, places[0], 1, count, count, addresses, names, positions)
    tables = struct.pack(f"<{count}I", *[_CODE] * count) + struct.pack(f"<{count}I", *places[1:])
    return directory + tables + struct.pack(f"<{count}H", *range(count)) + texts


def main(arguments: Sequence[str]) -> None:
    """Write the stub to the file that is the only argument."""
    Path(arguments[0]).write_bytes(stub_dll("vmcompute.dll", LAYER_FUNCTIONS + SYSTEM_FUNCTIONS))


if __name__ == "__main__":
    main(sys.argv[1:])
