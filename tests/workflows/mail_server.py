"""A real mail server on loopback, which can be told to misbehave, and certificates of its own."""

from __future__ import annotations

import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from pydantic import SecretStr

from workflows.mail.smtp_settings import MailServer

SENDER = "recruitment@ardeal.example"
USER, PASSWORD = "ardeal", "a word for the mail server"
NOWHERE = MailServer("localhost", 9, "none", "", SecretStr(""), SENDER, "")
"""A server that mail is set up for and that nothing reaches."""


@dataclass
class Mailbox:
    """What a server took, and how it answers."""

    got: list[tuple[list[str], bytes]] = field(default_factory=list)
    """Recipients and message, as they came over the line."""
    to_recipient: list[str] = field(default_factory=list)
    """Answers to the next recipients, first come first served; after that everybody is taken."""
    after_data: list[str] = field(default_factory=list)
    """The same for whole messages; ``cut`` closes the line instead, after taking the message."""
    cut_at_recipient: int = 0
    """How many times the line is closed before the message."""

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if self.cut_at_recipient:
            self.cut_at_recipient -= 1
            server.transport.abort()
            return "421 never read"
        if self.to_recipient and not (answer := self.to_recipient.pop(0)).startswith("2"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        """Take a message, or not."""
        answer = self.after_data.pop(0) if self.after_data else "250 taken"
        if answer.startswith("2") or answer == "cut":
            self.got.append((list(envelope.rcpt_tos), envelope.content))
        if answer == "cut":
            server.transport.abort()
        return answer

    @property
    def messages(self) -> list[EmailMessage]:
        """Return what was taken, as a mail programme reads it."""
        return [_read(raw) for _, raw in self.got]


def _read(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


@contextmanager
def serving(box: Mailbox, security: str = "none", *, sign_in: bool = False) -> Iterator[MailServer]:
    """Serve on a port of its own; yield the server as the product is told of it."""
    authority = trustme.CA()
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(theirs)
    authority.configure_trust(ours)
    more: dict[str, Any] = {"tls_context": theirs, "require_starttls": True} if security == "starttls" else {}
    if sign_in:
        more |= {"authenticator": _authenticate, "auth_required": True}
    over = theirs if security == "ssl" else None
    controller = Controller(box, hostname="localhost", port=_free_port(), ssl_context=over, **more)
    controller.start()
    try:
        name, word = (USER, PASSWORD) if sign_in else ("", "")
        yield MailServer("localhost", controller.port, security, name, SecretStr(word), SENDER, "", ours)  # type: ignore[arg-type]
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    is_right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
    return AuthResult(success=is_right and given.login == USER.encode())
