"""Delivery of the outbox: one message at a time is claimed, handed to the mail server, and its fate noted.

The server is spoken to command by command, because the moment counts: until the last line of the message is
on its way it may be tried again; after that, silence leaves open whether the server took it, and it must not
be sent twice.

A message is marked as being sent, and that is committed, before the line is opened. A process that dies in
between leaves that mark, and then nobody sends it again by itself: it may have arrived.
"""

from __future__ import annotations

import datetime as dt
import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from data.accounts.accounts import account_by_id
from data.campaigns.campaigns import campaign_by_id
from data.candidates.candidates import candidate_by_id
from data.common.engine import reading, writing
from data.interviews import interviews
from data.mail import outbox
from data.mail.outbox import DECISIONS, TO_SIT, WITH_LINK, Mail
from errors import MailError
from workflows.accounts.staff import LINK_BY_MAIL
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.text import envelope_address, is_email, single_line
from workflows.interviews.calendar_file import method_of
from workflows.mail.letters import company_of
from workflows.mail.smtp_settings import MailServer

TIMEOUT_S = 30.0
"""How long a server may be silent, in seconds."""
GOODBYE_S = 5.0
"""How long to wait for a server's goodbye; whatever it says, the message is settled."""
MAX_ANSWER = 300
"""Characters kept of a server's answer."""
BACK_OFF = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 29, 85, 120, *(240,) * 17))
"""How long a message rests after each attempt that did not succeed; after the last one it has failed.

Three days in all: a server that is away over a weekend is waited for, and four hours at most after it is back
the messages have left. [rfc5321] 4.5.4.1 asks for longer pauses as time goes by.
"""
IN_HAND = dt.timedelta(minutes=15)
"""After that, nobody is still sending: every wait on the line is shorter by far."""
_FROM = re.compile(rb"^From:.*\r\n(?:[ \t].*\r\n)*", re.MULTILINE)
_WORD_OCTETS = 42
"""In one encoded word: 56 signs in base64, with what is around them less than a line of 75."""
# Seven bits on the line: every server takes them, whatever it announces.
_POLICY = SMTP.clone(cte_type="7bit")
Fate = Literal["sent", "later", "refused", "unclear"]


class Outcome(NamedTuple):
    """What became of a message."""

    fate: Fate
    """``later``: not sent, try again; ``refused``: not sent, give up; ``unclear``: perhaps sent, give up."""
    code: str = ""
    """Why, as a key under ``mail.problems``."""
    answer: str = ""
    """The server's own words."""
    at_server: bool = False
    """The fault lies with the server or the way to it: any message would have met it."""


class Done(NamedTuple):
    """What became of one message."""

    mail_id: str
    kind: str
    outcome: Outcome


def send_next(server: MailServer) -> Done | None:
    """Send the message that waited longest; None when none is due.

    Two senders, in one process or in two, never send the same message.

    Raises
    ------
    StorageError
        The database could not be used. A message in hand is then shown as failed later, not sent again.
    """
    now = utc_now()
    with reading() as connection:
        if not outbox.any_due(connection, now):
            return None
    with writing() as connection:
        _give_up_what_was_left(connection, now)
        mail = outbox.claim_next(connection, now, now + IN_HAND)
        if mail is None:
            return None
        moot = _is_moot(connection, mail, now)
    outcome = Outcome("refused", "moot") if moot else _sent(server, mail)
    with writing() as connection:
        outbox.change_mail(connection, mail.id, "sending", **_after(mail, outcome, utc_now()))
    return Done(mail.id, mail.kind, outcome)


def _sent(server: MailServer, mail: Mail) -> Outcome:
    company = reply_to = ""
    if mail.campaign_id is not None:
        with reading() as connection:
            campaign = campaign_by_id(connection, mail.campaign_id)
        if campaign is not None:
            company = company_of(campaign)
        if campaign is not None and mail.account_id is None:
            reply_to = read_settings(campaign.settings).recruiter_contact
    try:
        message = message_of(mail, server, utc_now(), company=company, reply_to=reply_to)
    except MailError as problem:
        return Outcome("refused", problem.code)
    return deliver(server, mail.recipient, message)


def _after(mail: Mail, outcome: Outcome, now: dt.datetime) -> dict[str, object]:
    """Return what to note; a text with a personal link goes as soon as nothing more will be tried with it."""
    problem = f"{outcome.code} {outcome.answer}".strip() or None
    if outcome.fate == "later" and mail.attempts <= len(BACK_OFF):
        return {"state": "waiting", "due_at": now + BACK_OFF[mail.attempts - 1], "problem": problem}
    without = {"body": ""} if mail.kind in WITH_LINK else {}
    if outcome.fate == "sent":
        return {"state": "sent", "sent_at": now, "problem": None, **without}
    is_bounced = outcome.fate == "refused" and outcome.code != "moot"
    return {"state": "bounced" if is_bounced else "failed", "problem": problem, **without}


def _give_up_what_was_left(connection: Connection, now: dt.datetime) -> None:
    for mail in outbox.left_in_the_middle(connection, now):
        given_up = _after(mail, Outcome("unclear", "interrupted"), now)
        outbox.change_mail(connection, mail.id, "sending", **given_up)


def _is_moot(connection: Connection, mail: Mail, now: dt.datetime) -> bool:
    """Tell whether a message is of no more use: they withdrew, are through with it, or its date is over."""
    if mail.account_id is not None:
        account = account_by_id(connection, mail.account_id)
        is_late = mail.kind == "password_link" and mail.created_at + LINK_BY_MAIL <= now
        return is_late or account is None or account.disabled_at is not None
    if mail.candidate_id is None or mail.kind not in (*TO_SIT, "interview"):
        return False
    if outbox.has_ended(connection, mail.candidate_id, or_finished=mail.kind in TO_SIT):
        return True
    return _is_past(connection, mail, mail.candidate_id, now)


def _is_past(connection: Connection, mail: Mail, candidate_id: str, now: dt.datetime) -> bool:
    """Tell whether what a message invites to is over: it may have waited for the server for days."""
    if mail.kind == "interview":
        held = interviews.interview_of_candidate(connection, candidate_id)
        return held is not None and held.starts_at is not None and held.starts_at <= now
    person = candidate_by_id(connection, candidate_id)
    campaign = campaign_by_id(connection, person.campaign_id) if person else None
    if person is None or campaign is None:
        return True
    limit = person.deadline_at or campaign.deadline_at
    return campaign.state != "published" or (limit is not None and limit <= now)


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
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(server.sender)
    message["To"] = _address(mail.recipient)
    answers_to = reply_to.strip()
    if is_email(answers_to) and answers_to.isascii():
        message["Reply-To"] = _address(answers_to)
    message["Subject"] = single_line(mail.subject)
    message["Date"] = format_datetime(now)
    # The same at every attempt, so that a server which took it twice can tell.
    message["Message-ID"] = f"<{mail.id}@{server.sender.rpartition('@')[2]}>"
    if mail.kind not in DECISIONS:
        # RFC 3834: no machine is to answer a machine; a decision's letter was sent by a person.
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    for attachment in mail.attachments:
        message.add_attachment(
            str(attachment["text"]),
            subtype="calendar",
            filename=str(attachment["name"]),
            params={"method": method_of(str(attachment["text"]))},
        )
    return _named(message.as_bytes(), server, single_line(server.from_name or company))


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


class _Refused(Exception):
    def __init__(self, code: int, text: bytes) -> None:
        self.is_final = 500 <= code <= 599
        self.answer = _words(code, text)
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
        return Outcome("later", "sign_in", no.answer, at_server=True)
    except ssl.SSLError as no:
        _leave(line)
        return Outcome("later", "certificate", single_line(str(no.reason or no))[:MAX_ANSWER], at_server=True)
    except smtplib.SMTPNotSupportedError as no:
        _leave(line)
        return Outcome("later", "not_offered", single_line(str(no))[:MAX_ANSWER], at_server=True)
    except (OSError, smtplib.SMTPException, ValueError) as no:
        _leave(line)
        return Outcome("later", "no_connection", _answer_in(no), at_server=True)
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
        return (
            Outcome("refused", "refused", no.answer) if no.is_final else Outcome("later", "later", no.answer)
        )
    except (OSError, smtplib.SMTPException, ValueError) as no:
        return Outcome("later", "cut_off", type(no).__name__)
    try:
        _expect(line.getreply(), 2)
    except _Refused as no:
        return (
            Outcome("refused", "refused", no.answer) if no.is_final else Outcome("later", "later", no.answer)
        )
    except (OSError, smtplib.SMTPException):
        return Outcome("unclear", "unclear")
    return Outcome("sent")


def _expect(reply: tuple[int, bytes], hundreds: int) -> None:
    code, text = reply
    if code // 100 != hundreds:
        raise _Refused(code, text)


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


def _answer_in(no: Exception) -> str:
    if isinstance(no, smtplib.SMTPResponseException):
        return _words(no.smtp_code, _bytes(no.smtp_error))
    return type(no).__name__


def _words(code: int, text: bytes) -> str:
    return single_line(f"{code} {text.decode('utf-8', 'replace')}")[:MAX_ANSWER]


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
