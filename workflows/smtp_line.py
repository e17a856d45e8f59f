"""One message over one line to a mail server, and what became of it.

Spoken command by command, because the moment counts: until the last line of the message is on its way it may
be tried again; after that, silence leaves open whether the server took it, and it must not be sent twice.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from typing import Literal, NamedTuple

from errors import MailError
from workflows.mail_message import envelope_address
from workflows.smtp_settings import MailServer
from workflows.typed_text import one_line

TIMEOUT_S = 30.0
"""How long a server may be silent, in seconds."""
GOODBYE_S = 5.0
"""How long to wait for a server's goodbye; whatever it says, the message is settled."""
MAX_SAID = 300

Fate = Literal["sent", "later", "refused", "unclear"]


class Outcome(NamedTuple):
    """What became of a message."""

    fate: Fate
    """``later``: not sent, try again; ``refused``: not sent, give up; ``unclear``: perhaps sent, give up."""
    code: str = ""
    """Why, as a key under ``mail.problems``."""
    said: str = ""
    """The server's own words."""
    at_server: bool = False
    """Whether it would have befallen any message."""


class _Refused(Exception):
    def __init__(self, code: int, said: bytes) -> None:
        self.is_final = 500 <= code <= 599
        self.said = _words(code, said)
        super().__init__()


def deliver(server: MailServer, recipient: str, message: bytes) -> Outcome:
    """Hand one message to the server; never raises for what a server or the network does."""
    try:
        address = envelope_address(recipient)
    except MailError:
        return Outcome("refused", "address")
    line = None
    try:
        line = _connected(server)
        _signed_in(line, server)
    except _Refused as no:
        _leave(line)
        return Outcome("later", "sign_in", no.said, at_server=True)
    except ssl.SSLError as no:
        _leave(line)
        return Outcome("later", "certificate", one_line(str(no.reason or no))[:MAX_SAID], at_server=True)
    except smtplib.SMTPNotSupportedError as no:
        _leave(line)
        return Outcome("later", "not_offered", one_line(str(no))[:MAX_SAID], at_server=True)
    except (OSError, smtplib.SMTPException, ValueError) as no:
        _leave(line)
        return Outcome("later", "no_connection", _said_by(no), at_server=True)
    try:
        return _handed_over(line, server, address, message)
    finally:
        _leave(line)


def _connected(server: MailServer) -> smtplib.SMTP:
    context = server.context or ssl.create_default_context()
    # The sender's domain as our own name: asking for this machine's would take a look-up, and tell it.
    own_name = server.sender.rpartition("@")[2]
    at = {"host": server.host, "port": server.port, "local_hostname": own_name, "timeout": TIMEOUT_S}
    if server.security == "ssl":
        return smtplib.SMTP_SSL(**at, context=context)
    line = smtplib.SMTP(**at)
    if server.security == "starttls":
        try:
            line.starttls(context=context)
        except BaseException:
            _leave(line)
            raise
    return line


def _signed_in(line: smtplib.SMTP, server: MailServer) -> None:
    line.ehlo_or_helo_if_needed()
    if not server.user:
        return
    try:
        line.login(server.user, server.password.get_secret_value())
    except smtplib.SMTPAuthenticationError as no:
        raise _Refused(no.smtp_code, _bytes(no.smtp_error)) from None
    except smtplib.SMTPServerDisconnected:
        # Some servers hang up on a wrong password, or say no more.
        raise _Refused(535, b"") from None


def _handed_over(line: smtplib.SMTP, server: MailServer, address: str, message: bytes) -> Outcome:
    try:
        _expect(line.mail(server.sender), 2)
        _expect(line.rcpt(address), 2)
        _expect(line.docmd("DATA"), 3)
        line.send(_stuffed(message))
    except _Refused as no:
        return Outcome("refused", "refused", no.said) if no.is_final else Outcome("later", "later", no.said)
    except (OSError, smtplib.SMTPException, ValueError) as no:
        return Outcome("later", "cut_off", type(no).__name__)
    try:
        _expect(line.getreply(), 2)
    except _Refused as no:
        return Outcome("refused", "refused", no.said) if no.is_final else Outcome("later", "later", no.said)
    except (OSError, smtplib.SMTPException):
        return Outcome("unclear", "unclear")
    return Outcome("sent")


def _expect(reply: tuple[int, bytes], hundreds: int) -> None:
    code, said = reply
    if code // 100 != hundreds:
        raise _Refused(code, said)


def _stuffed(message: bytes) -> bytes:
    """Return a message with its end, and dots at the start of a line doubled (RFC 5321, section 4.5.2)."""
    body = re.sub(rb"(?m)^\.", b"..", message)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _leave(line: smtplib.SMTP | None) -> None:
    if line is not None:
        with suppress(OSError, smtplib.SMTPException):
            if line.sock is not None:
                line.sock.settimeout(GOODBYE_S)
            line.quit()
        line.close()


def _said_by(no: Exception) -> str:
    if isinstance(no, smtplib.SMTPResponseException):
        return _words(no.smtp_code, _bytes(no.smtp_error))
    return type(no).__name__


def _words(code: int, said: bytes) -> str:
    return one_line(f"{code} {said.decode('utf-8', 'replace')}")[:MAX_SAID]


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
