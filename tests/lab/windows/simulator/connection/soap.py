# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WS-Man messages, as much of them as pywinrm 0.5 sends and reads."""

from __future__ import annotations

import base64
import uuid
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

NAMESPACES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "x": "http://schemas.xmlsoap.org/ws/2004/09/transfer",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "rsp": "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
_OPERATION_TIMEOUT = 2150858793
_DONE = f"{NAMESPACES['rsp']}/CommandState/Done"


class UnknownMessageError(ValueError):
    """The message is no SOAP envelope with an action and an id."""


@dataclass(frozen=True)
class Request:
    """A message to the endpoint: `operation` is the last part of its action (Create, Command, Send, ...)."""

    action: str
    message_id: str
    root: ElementTree.Element

    @classmethod
    def parse(cls, body: bytes) -> Request:
        """Read a message. Raises UnknownMessageError."""
        try:
            root = ElementTree.fromstring(body)
        except ElementTree.ParseError as error:
            raise UnknownMessageError(str(error)) from None
        action, message_id = root.find(".//a:Action", NAMESPACES), root.find(".//a:MessageID", NAMESPACES)
        if action is None or message_id is None or not action.text or not message_id.text:
            raise UnknownMessageError("no action or no message id")
        return cls(action.text, message_id.text, root)

    @property
    def operation(self) -> str:
        return self.action.rpartition("/")[2]

    @property
    def command_line(self) -> str:
        """The program and its arguments of a Command."""
        parts = [*self.root.iterfind(".//rsp:Command", NAMESPACES), *self.root.iterfind(".//rsp:Arguments", NAMESPACES)]
        return " ".join(part.text for part in parts if part.text)

    def stream(self) -> tuple[str, bytes]:
        """The command's id and the bytes of a Send."""
        stream = self._first("rsp:Stream")
        return stream.get("CommandId", ""), base64.b64decode(stream.text or "")

    def desired_command(self) -> str:
        """The id of the command whose output a Receive asks for."""
        return self._first("rsp:DesiredStream").get("CommandId", "")

    def _first(self, name: str) -> ElementTree.Element:
        found = self.root.find(f".//{name}", NAMESPACES)
        if found is None:
            raise UnknownMessageError(f"no {name}")
        return found

    def answer(self, body: str = "") -> bytes:
        """An envelope that answers this message."""
        header = (
            f"<a:Action>{self.action}Response</a:Action><a:MessageID>uuid:{new_id()}</a:MessageID>"
            f"<a:RelatesTo>{escape(self.message_id)}</a:RelatesTo>"
        )
        return (f"<s:Envelope {_DECLARED}><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>").encode()


def new_id() -> str:
    """An id as Windows writes them."""
    return str(uuid.uuid4()).upper()


def shell_created(shell_id: str) -> str:
    """The body that names a new shell."""
    selector = f'<w:Selector Name="ShellId">{shell_id}</w:Selector>'
    reference = f"<a:ReferenceParameters><w:SelectorSet>{selector}</w:SelectorSet></a:ReferenceParameters>"
    return f"<x:ResourceCreated>{reference}</x:ResourceCreated>"


def command_started(command_id: str) -> str:
    """The body that names a new command."""
    return f"<rsp:CommandResponse><rsp:CommandId>{command_id}</rsp:CommandId></rsp:CommandResponse>"


def operation_timeout() -> str:
    """The fault of a Receive whose command goes on: the client is to ask again."""
    namespace = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
    fault = f'<f:WSManFault xmlns:f="{namespace}" Code="{_OPERATION_TIMEOUT}"/>'
    code = "<s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:TimedOut</s:Value></s:Subcode></s:Code>"
    reason = '<s:Reason><s:Text xml:lang="en-US">The operation did not end within its time.</s:Text></s:Reason>'
    return f"<s:Fault>{code}{reason}<s:Detail>{fault}</s:Detail></s:Fault>"


def command_done(command_id: str, streams: Iterable[tuple[str, bytes]], exit_code: int) -> str:
    """The body with all output of a command that has ended."""
    output = "".join(
        f'<rsp:Stream Name="{name}" CommandId="{command_id}">{base64.b64encode(data).decode()}</rsp:Stream>'
        for name, data in streams
        if data
    )
    state = f'<rsp:CommandState CommandId="{command_id}" State="{_DONE}"><rsp:ExitCode>{exit_code}</rsp:ExitCode>'
    return f"<rsp:ReceiveResponse>{output}{state}</rsp:CommandState></rsp:ReceiveResponse>"
