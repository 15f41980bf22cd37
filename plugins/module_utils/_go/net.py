# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host, port and address texts as Go's net and net/netip (Go 1.26) read them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

_V4_IN_V6 = b"\x00" * 10 + b"\xff\xff"


def split_host_port(text: str) -> tuple[str, str] | None:
    """``net.SplitHostPort``: host without brackets, and port; None where Go has an error, such as a missing port."""
    last_colon = text.rfind(":")
    if last_colon < 0:
        return None
    if text.startswith("["):
        end = text.find("]")
        if end < 0 or end + 1 != last_colon:
            return None
        host, rest = text[1:end], text[1:end] + text[last_colon:]
    else:
        host, rest = text[:last_colon], text
        if ":" in host:
            return None
    return None if "[" in rest or "]" in rest else (host, text[last_colon + 1 :])


def join_host_port(host: str, port: str) -> str:
    """``net.JoinHostPort``: anything with a colon gets brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def parse_ip(text: str) -> bytes | None:
    """``net.ParseIP``: 4 bytes for IPv4 (also when written as IPv6), else 16; None if it is not an address."""
    if "%" in text or not (":" in text or text[:1].isdigit()):
        return None
    try:
        packed = ipaddress.ip_address(text).packed
    except ValueError:
        return None
    return _shortest(packed)


def parse_address(text: str) -> bytes | None:
    """``netip.ParseAddr``, which also takes an IPv6 zone: the address as ``parse_ip`` gives it, without the zone."""
    address, percent, zone = text.partition("%")
    if percent and (not zone or ":" not in address):
        return None
    return parse_ip(address)


def is_loopback(address: bytes | None) -> bool:
    """127.0.0.0/8 or ::1."""
    return address is not None and (address[0] == 127 if len(address) == 4 else address == b"\x00" * 15 + b"\x01")


def is_localhost(host: str) -> bool:
    """What containerd, K3s and wharfie call localhost, with or without a port."""
    split = split_host_port(host)
    name = split[0] if split else host
    return name == "localhost" or is_loopback(parse_ip(name))


@dataclass(frozen=True)
class IpNetwork:
    """A range of addresses."""

    address: bytes
    bits: int

    @classmethod
    def parse(cls, text: str) -> IpNetwork | None:
        """``net.ParseCIDR``; host bits may be set."""
        address, slash, digits = text.partition("/")
        if not slash or "%" in address or not (digits.isascii() and digits.isdigit()):
            return None
        try:
            packed = ipaddress.ip_address(address).packed
        except ValueError:
            return None
        bits = int(digits) if len(digits) < 9 else 999
        if bits > len(packed) * 8:
            return None
        masked = _masked(packed, bits)
        short = _shortest(masked)
        return cls(short, bits - (len(masked) - len(short)) * 8)

    def contains(self, address: bytes) -> bool:
        """Whether an address of ``parse_ip`` is in the range."""
        return len(address) == len(self.address) and _masked(address, self.bits) == self.address


def _shortest(packed: bytes) -> bytes:
    return packed[12:] if len(packed) == 16 and packed.startswith(_V4_IN_V6) else packed


def _masked(packed: bytes, bits: int) -> bytes:
    host_bits = len(packed) * 8 - bits
    return (int.from_bytes(packed, "big") >> host_bits << host_bits).to_bytes(len(packed), "big")
