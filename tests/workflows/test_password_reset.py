"""A forgotten password: a link by mail to whoever has an account, silence to whoever has none."""

from __future__ import annotations

import datetime as dt
import re

import pyotp
import pytest
from sqlalchemy import event, select

from data import schema_trust
from data.audit.log import events
from data.common import engine
from data.mail import outbox
from errors import CodeNeeded, DeadStaffLink, TooManyAttempts
from tests.office import NOW, PASSWORD, first_owner, token_in
from tests.workflows.mail_server import NOWHERE, Mailbox, serving
from texts.letters import staff_letter
from workflows.accounts import my_account, passwords, second_factor, sign_in, staff
from workflows.common.clock import utc_now
from workflows.mail.delivery import BACK_OFF, send_next
from workflows.mail.smtp_settings import MailSetup, SmtpSettings

pytestmark = pytest.mark.usefixtures("any_database")

ANOTHER = "a sentence nobody knew before"


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


@pytest.fixture(autouse=True)
def set_up(monkeypatch):
    for module in (staff, passwords):
        monkeypatch.setattr(module, "mail_setup", lambda: MailSetup(NOWHERE))


@pytest.fixture
def owner():
    return first_owner()


def ask(email="olga@example.com", address=None):
    staff.ask(email, staff_letter, address=address)


def stored():
    with engine.reading() as c:
        return [
            outbox.Mail(*row) for row in c.execute(select(schema_trust.mail).order_by(schema_trust.mail.c.id))
        ]


def link_in(text):
    return re.search(r"http\S+/join/\S+", text)[0]


def delivered(box=None):
    """Send what waits and return what arrived."""
    box = box or Mailbox()
    with serving(box) as server:
        while send_next(server) is not None:
            pass
    return box


def deeds():
    with engine.reading() as c:
        return [(event.deed, event.actor, event.subject) for event in events(c)]


@pytest.mark.parametrize("typed", ["olga@example.com", "  OLGA@Example.COM ", "Olga@example.com\t"])
def test_the_link_arrives_opens_once_and_ends_what_was_open(owner, typed):
    before = sign_in.sign_in(owner.email, PASSWORD)
    ask(typed)
    (message,) = delivered().messages
    text = message.get_content()
    assert message["To"] == "olga@example.com"
    assert (message["Subject"], "within one hour" in text) == ("Choose another password", True)
    token = token_in(link_in(text))
    after = my_account.choose_password(token, ANOTHER, staff_letter)
    assert sign_in.actor_of(after).account_id == owner.account_id
    assert sign_in.actor_of(before) is None
    with pytest.raises(DeadStaffLink):
        my_account.choose_password(token, "and one more sentence")
    assert sign_in.sign_in(owner.email, ANOTHER)
    assert ("ask_password_link", "visitor", owner.account_id) in deeds()


def test_the_secret_leaves_the_outbox_with_the_message(owner):
    ask()
    token = token_in(link_in(stored()[0].body))
    delivered()
    assert (stored()[0].state, stored()[0].body) == ("sent", "")
    assert token not in repr(stored())


def test_whoever_has_another_password_is_told_without_a_link(owner, clock):
    ask()
    clock.shift(dt.timedelta(seconds=1))
    my_account.choose_password(token_in(link_in(stored()[0].body)), ANOTHER, staff_letter)
    told = stored()[-1]
    assert (told.kind, told.recipient, told.state) == ("password_changed", owner.email, "waiting")
    assert "http" not in told.body


def test_a_first_password_is_no_change(owner):
    link = staff.add_account(owner, name="Rita", email="rita@example.com", role="recruiter", language="fr")
    my_account.choose_password(token_in(link.address), PASSWORD, staff_letter)
    assert stored() == []


def test_a_link_of_an_hour_ago_opens_nothing_and_is_not_sent_any_more(owner, clock):
    ask()
    token = token_in(link_in(stored()[0].body))
    clock.shift(dt.timedelta(hours=1))
    assert my_account.link_holder(token) is None
    assert delivered().got == []
    assert (stored()[0].state, stored()[0].body) == ("failed", "")


def test_the_newest_link_alone_works_and_is_sent(owner, clock):
    ask()
    first = token_in(link_in(stored()[0].body))
    clock.shift(dt.timedelta(seconds=1))
    ask()
    second = token_in(link_in(stored()[1].body))
    assert my_account.link_holder(first) is None
    assert my_account.link_holder(second).id == owner.account_id
    assert [one.state for one in stored()] == ["failed", "waiting"]
    assert len(delivered().got) == 1


def test_a_link_from_an_owner_still_works_for_a_week(owner, clock):
    link = staff.renew_link(owner, owner.account_id)
    clock.shift(dt.timedelta(days=6))
    assert my_account.link_holder(token_in(link.address)) is not None


def test_a_code_is_still_asked_of_whoever_turned_it_on(owner, clock):
    secret = second_factor.propose(owner).secret
    second_factor.turn_on(owner, PASSWORD, pyotp.TOTP(secret).at(utc_now()))
    ask()
    with pytest.raises(CodeNeeded):
        my_account.choose_password(token_in(link_in(stored()[0].body)), ANOTHER)


def statements(email):
    """Return what the database is asked when somebody gives this address."""
    seen = []
    listen = lambda *told: seen.append(re.sub(r"\s+", " ", told[2]))  # noqa: E731
    event.listen(engine.engine(), "before_cursor_execute", listen)
    ask(email)
    event.remove(engine.engine(), "before_cursor_execute", listen)
    return [one for one in seen if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO"))]


def test_nothing_tells_who_has_an_account(owner):
    disabled = staff.add_account(owner, name="Rita", email="rita@example.com", role="marker", language="fr")
    staff.disable_account(owner, disabled.account_id)
    ask("olga@example.com")  # the first of a day makes what later ones find
    n_deeds, n_mails, link = len(deeds()), len(stored()), link_in(stored()[0].body)
    unknown, closed = statements("nobody@example.com"), statements("rita@example.com")
    assert (len(deeds()), len(stored())) == (n_deeds, n_mails), "nothing is kept of it"
    assert my_account.link_holder(token_in(link)) is not None, "a colleague's link goes on working"
    assert unknown == closed == statements("olga@example.com")


def test_the_sixth_request_waits_whoever_has_the_address(owner):
    for email in ("olga@example.com", "nobody@example.com"):
        for _ in range(5):
            ask(email)
        with pytest.raises(TooManyAttempts):
            ask(f" {email.upper()} ")
    assert sign_in.sign_in(owner.email, PASSWORD), "the door itself stays open"


def test_one_network_address_asks_for_twenty_and_no_more(owner):
    for n in range(20):
        ask(f"p{n}@example.com", "192.0.2.1")
    with pytest.raises(TooManyAttempts):
        ask("olga@example.com", "192.0.2.1")
    ask("olga@example.com", "192.0.2.2")
    sign_in.sign_in(owner.email, PASSWORD, address="192.0.2.1")


@pytest.mark.parametrize("setup", [MailSetup(), MailSetup.of(SmtpSettings(host="no such name"))])
def test_without_a_mail_server_nothing_is_offered_or_kept(owner, setup, monkeypatch):
    monkeypatch.setattr(staff, "mail_setup", lambda: setup)
    assert not staff.is_offered()
    ask()
    assert stored() == []


def test_whose_account_is_closed_meanwhile_gets_nothing(owner):
    link = staff.add_account(owner, name="Rita", email="rita@example.com", role="marker", language="fr")
    ask("rita@example.com")
    staff.disable_account(owner, link.account_id)
    assert delivered().got == []
    assert stored()[-1].state == "failed"


def test_a_server_that_is_down_for_a_while_delays_the_link(owner, clock):
    ask()
    box = Mailbox(to_recipient=["451 later"])
    assert delivered(box).got == []
    clock.shift(BACK_OFF[0])
    assert len(delivered(box).got) == 1


def test_odd_addresses_are_answered_like_any_other(owner):
    for email in (
        "",
        "  ",
        "@",
        "x" * 400,
        "olga@example.com'; --",
        "olga@example.com\nbcc: me@evil.example",
    ):
        ask(email)
    assert stored() == []


def test_messages_about_passwords_are_gone_after_a_month(owner, clock):
    ask()
    delivered()
    clock.shift(dt.timedelta(days=29))
    ask()
    assert staff.forget_mails(utc_now()) == 0
    clock.shift(dt.timedelta(days=2))
    assert staff.forget_mails(utc_now()) == 1
    assert [one.state for one in stored()] == ["waiting"]
