"""A message as it goes over the line: plain text in UTF-8, with headers no typed text can add to."""

from __future__ import annotations

import datetime as dt
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from data.mail import DECISIONS, Mail
from errors import MailError
from workflows.email_address import is_email
from workflows.smtp_settings import MailServer
from workflows.typed_text import one_line

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
    made["From"] = _address(server.sender, one_line(server.from_name or company))
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
            str(one["text"]), subtype="calendar", filename=str(one["name"]), params={"method": "PUBLISH"}
        )
    return made.as_bytes()


def envelope_address(address: str) -> str:
    """Return an address as servers that know no Unicode take it: the domain in Punycode.

    Raises
    ------
    MailError
        ``address``: the part before the @ has letters that only few servers take, or it is no address.
    """
    local, _, domain = address.rpartition("@")
    try:
        local.encode("ascii")
        plain = f"{local}@{domain.encode('idna').decode()}"
        Address(addr_spec=plain)
    except Exception:  # the parser of the standard library raises whatever it stumbles over
        raise MailError("This address cannot be written to.", "address") from None
    return plain


def _address(address: str, name: str = "") -> Address:
    return Address(name, addr_spec=envelope_address(address))
