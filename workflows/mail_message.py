"""A message as it goes over the line: plain text in UTF-8, with headers no typed text can add to."""

from __future__ import annotations

import datetime as dt
import re
from base64 import b64encode
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from data.mail import DECISIONS, Mail
from workflows.calendar_lines import method_of
from workflows.email_address import envelope_address, is_email
from workflows.smtp_settings import MailServer
from workflows.typed_text import one_line

_FROM = re.compile(rb"^From:.*\r\n(?:[ \t].*\r\n)*", re.MULTILINE)
_WORD_OCTETS = 42
"""In one encoded word: 56 signs in base64, with what is around them less than a line of 75."""
# Seven bits on the line: every server takes them, whatever it announces.
_POLICY = SMTP.clone(cte_type="7bit")


def message_of(mail: Mail, server: MailServer, now: dt.datetime, *, company: str, reply_to: str) -> bytes:
    """Return a message with its headers, lines ending in CR LF.

    Parameters
    ----------
    mail : Mail
    server : MailServer
        Whose address the message comes from.
    now : datetime
        When it is sent.
    company : str
        Name beside the sender's address, where the settings have none.
    reply_to : str
        Where answers go, if it is an address; anything else is left out.

    Raises
    ------
    MailError
        ``address``: the recipient's address cannot be written into a message.
    """
    made = EmailMessage(policy=_POLICY)
    made["From"] = _address(server.sender)
    made["To"] = _address(mail.recipient)
    answers_to = reply_to.strip()
    if is_email(answers_to) and answers_to.isascii():
        made["Reply-To"] = _address(answers_to)
    made["Subject"] = one_line(mail.subject)
    made["Date"] = format_datetime(now)
    # The same at every attempt, so that a server which took it twice can tell.
    made["Message-ID"] = f"<{mail.id}@{server.sender.rpartition('@')[2]}>"
    if mail.kind not in DECISIONS:
        # RFC 3834: no machine is to answer a machine; a decision's letter was sent by a person.
        made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body)
    for one in mail.attachments:
        made.add_attachment(
            str(one["text"]),
            subtype="calendar",
            filename=str(one["name"]),
            params={"method": method_of(str(one["text"]))},
        )
    return _named(made.as_bytes(), server, one_line(server.from_name or company))


def _address(address: str) -> Address:
    return Address(addr_spec=envelope_address(address))


def _named(message: bytes, server: MailServer, name: str) -> bytes:
    """Return a message whose sender has a name, always as one address.

    The standard library, which wrote the message, loses the quotation marks around a name that it has to
    break over two lines: a comma in it would then part two addresses (CPython issue 100884).
    """
    line = from_line(name, envelope_address(server.sender)).encode("ascii")
    return _FROM.sub(lambda _: line, message, count=1)


def from_line(name: str, address: str) -> str:
    """Return the header that says whom a message comes from, with its line end."""
    if not name:
        return f"From: {address}\r\n"
    plain = name.replace("\\", "\\\\").replace('"', '\\"')
    line = f'From: "{plain}" <{address}>\r\n'
    if name.isascii() and name.isprintable() and len(line) <= 78 and "=?" not in name:
        return line
    words = "\r\n ".join(_encoded_words(name))
    return f"From: {words}\r\n <{address}>\r\n"


def _encoded_words(text: str) -> Iterator[str]:
    """Yield a text as encoded words (RFC 2047), none of them too long for its line, no letter cut."""
    part = b""
    for letter in text:
        octets = letter.encode(errors="ignore")
        if len(part) + len(octets) > _WORD_OCTETS:
            yield f"=?utf-8?b?{b64encode(part).decode()}?="
            part = b""
        part += octets
    yield f"=?utf-8?b?{b64encode(part).decode()}?="
