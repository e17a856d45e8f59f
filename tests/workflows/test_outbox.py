"""Messages wait, leave once, are tried again or come back, at a real mail server on loopback."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import sqlite3
import threading
from contextlib import ExitStack, closing

import pytest
import structlog
from pydantic import SecretStr
from sqlalchemy import select

from data import schema_trust
from data.audit.log import events
from data.candidates.candidates import change_candidate
from data.common import engine
from data.mail import outbox as mail_outbox
from data.schema import audit_event
from data.sitting.sittings import change
from errors import AccessError, MailError, StorageError
from tests.databases import held_by_another_process
from tests.office import EVERYBODY, NOW, RECRUITER, running_campaign, someone
from tests.workflows.mail_server import NOWHERE, SENDER, Mailbox, serving
from texts.letters import letter
from web.edge.background import keep_sending
from workflows import sitting
from workflows.campaigns import lifecycle
from workflows.candidates import invitations
from workflows.common.access import PERMISSIONS
from workflows.common.clock import utc_now
from workflows.mail import delivery, mailings, outbox, resending, smtp_settings
from workflows.mail.delivery import BACK_OFF, send_next
from workflows.mail.smtp_settings import MailSetup, SmtpSettings

pytestmark = pytest.mark.usefixtures("database")

ADDRESS = "ana.sol@example.com"


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


@pytest.fixture(autouse=True)
def set_up(monkeypatch):
    """Say that mail is set up; where the server is, each test knows."""
    for module in (outbox, smtp_settings):
        monkeypatch.setattr(module, "mail_setup", lambda: MailSetup(NOWHERE))


@pytest.fixture
def campaign_id():
    return running_campaign()


def invite(campaign_id, name="Ana Sol", email=ADDRESS, language="en"):
    return invitations.add_candidate(
        RECRUITER, campaign_id, name=name, email=email, language=language, write=letter
    )


def only(campaign_id):
    (one,) = outbox.outbox(RECRUITER, campaign_id).messages
    return one


def stored():
    with engine.reading() as c:
        return [
            mail_outbox.Mail(*row)
            for row in c.execute(select(schema_trust.mail).order_by(schema_trust.mail.c.id))
        ]


# What arrives


@pytest.mark.parametrize("security", ["none", "starttls", "ssl"])
def test_an_invitation_arrives_with_the_link_that_opens_the_sitting(campaign_id, security):
    link, box = invite(campaign_id, language="fr"), Mailbox()
    with serving(box, security) as server:
        assert send_next(server).outcome.fate == "sent"
        assert send_next(server) is None
    ((recipients, _),), (message,) = box.got, box.messages
    assert (recipients, message["To"], message["Reply-To"]) == ([ADDRESS], ADDRESS, RECRUITER.email)
    assert message["From"] == f"Groupe Ardéal Automobiles <{SENDER}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"].endswith("@ardeal.example>")
    text = message.get_content().replace("\r\n", "\n")
    assert message.get_content_type() == "text/plain"
    assert text.startswith("Bonjour Ana Sol,")
    assert f"\n{link.address}\n" in text
    assert "31 janvier 2027" in text
    sitting.enter(link.address.rsplit("/", 1)[-1], accepted_language="fr")


def test_the_text_with_the_link_is_removed_once_sent(campaign_id):
    token = invite(campaign_id).address.rsplit("/", 1)[-1]
    assert token in stored()[0].body
    assert outbox.outbox(RECRUITER, campaign_id).messages[0].body == "", "never shown either"
    with serving(Mailbox()) as server:
        send_next(server)
    assert token not in repr(stored())
    assert only(campaign_id).state == "sent"


def test_a_password_is_said_over_starttls_and_a_wrong_one_is_trouble_of_the_settings(
    campaign_id, clock, monkeypatch
):
    # After a wrong password this server falls silent.
    monkeypatch.setattr(delivery, "TIMEOUT_S", 3.0)
    invite(campaign_id)
    box = Mailbox()
    with serving(box, "starttls", sign_in=True) as server:
        done = send_next(dataclasses.replace(server, password=SecretStr("wrong")))
        assert (done.outcome.code, done.outcome.at_server) == ("sign_in", True)
        assert (only(campaign_id).state, box.got) == ("waiting", [])
        clock.shift(BACK_OFF[0])
        assert send_next(server).outcome.fate == "sent"


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_certificate_nobody_vouches_for_gets_no_message(campaign_id, security):
    invite(campaign_id)
    box = Mailbox()
    with serving(box, security) as server:
        done = send_next(dataclasses.replace(server, context=None))
    assert (done.outcome.code, box.got) == ("certificate", [])


def test_a_server_without_starttls_gets_no_message(campaign_id):
    invite(campaign_id)
    box = Mailbox()
    with serving(box) as server:
        done = send_next(dataclasses.replace(server, security="starttls"))
    assert (done.outcome.code, box.got) == ("not_offered", [])


def test_names_and_texts_add_no_header_and_no_line_of_the_protocol(campaign_id):
    invite(campaign_id, name="Ana\r\nBcc: eve@example.com\n.\r\nRSET")
    with engine.writing() as c:
        (one,) = stored()
        mail_outbox.change_mail(
            c, one.id, "waiting", subject="Hello\r\nBcc: eve@example.com", body="One\n.\nTwo\r\n..three\n"
        )
    box = Mailbox()
    with serving(box) as server:
        send_next(server)
    (message,) = box.messages
    assert (message["Bcc"], len(box.got)) == (None, 1)
    assert message["Subject"] == "Hello Bcc: eve@example.com"
    assert message.get_content().splitlines() == ["One", ".", "Two", "..three"]


def test_a_domain_with_accents_is_written_as_servers_take_it(campaign_id):
    invite(campaign_id, email="ana@exämple.com")
    box = Mailbox()
    with serving(box) as server:
        send_next(server)
    assert box.got[0][0] == ["ana@xn--exmple-cua.com"]


@pytest.mark.parametrize("address", ["anaé@example.com", "a(b@example.com", "ana@-.example..com"])
def test_an_address_nobody_can_write_to_comes_back(campaign_id, address):
    invite(campaign_id)
    with engine.writing() as c:
        mail_outbox.change_mail(c, stored()[0].id, "waiting", recipient=address)
    box = Mailbox()
    with serving(box) as server:
        send_next(server)
    assert (only(campaign_id).state, only(campaign_id).code, box.got) == ("bounced", "address", [])


# What does not arrive at once


def test_a_server_that_is_busy_gets_it_a_minute_later(campaign_id, clock):
    invite(campaign_id)
    box = Mailbox(to_recipient=["450 mailbox busy"])
    with serving(box) as server:
        assert send_next(server).outcome.fate == "later"
        here = only(campaign_id)
        assert (here.state, here.code, here.answer) == ("waiting", "later", "450 mailbox busy")
        clock.shift(BACK_OFF[0] - dt.timedelta(seconds=1))
        assert send_next(server) is None
        clock.shift(1)
        assert send_next(server).outcome.fate == "sent"
    assert len(box.got) == 1
    assert only(campaign_id).code == ""


def test_a_server_that_is_down_is_tried_for_three_days_then_given_up(campaign_id, clock):
    token = invite(campaign_id).address.rsplit("/", 1)[-1]
    rests = []
    while (done := send_next(NOWHERE)) is not None:
        assert (done.outcome.code, done.outcome.at_server) == ("no_connection", True)
        here = only(campaign_id)
        if here.state == "waiting":
            rests.append(here.due_at - utc_now())
            clock.move_to(here.due_at)
    assert rests == sorted(rests)
    assert (sum(rests, dt.timedelta()), max(rests)) == (dt.timedelta(days=3), dt.timedelta(hours=4))
    assert (here.state, here.attempts) == ("failed", len(rests) + 1)
    assert token not in repr(stored())


def test_a_server_that_was_away_for_a_day_gets_everything_once(campaign_id, clock):
    for name in ("Ana", "Bea", "Cy"):
        invite(campaign_id, name=name, email=f"{name.lower()}@example.com")
    until, box = utc_now() + dt.timedelta(hours=26), Mailbox()
    while utc_now() < until:
        while send_next(NOWHERE) is not None:
            pass
        clock.move_to(min(one.due_at for one in stored()))
    clock.shift(dt.timedelta(hours=4))
    with serving(box) as server:
        while send_next(server) is not None:
            pass
    assert sorted(one[0][0] for one in box.got) == ["ana@example.com", "bea@example.com", "cy@example.com"]
    assert {message.state for message in outbox.outbox(RECRUITER, campaign_id).messages} == {"sent"}


@pytest.mark.parametrize("state", ["failed", "bounced"])
def test_an_invitation_that_did_not_leave_is_sent_by_the_next_press_and_only_once(campaign_id, state):
    invite(campaign_id)
    assert mailings.addressees(RECRUITER, campaign_id).to_invite == ()
    code = {"failed": "no_connection ConnectionRefusedError", "bounced": "refused 550 relay denied"}[state]
    with engine.writing() as c:
        mail_outbox.change_mail(c, stored()[0].id, "waiting", state=state, problem=code, body="")
    assert mailings.send_invitations(RECRUITER, campaign_id, letter) == 1
    box = Mailbox()
    with serving(box) as server:
        while send_next(server) is not None:
            pass
    # What had failed is gone: nobody sends it once more from the outbox.
    assert (only(campaign_id).state, len(box.got)) == ("sent", 1)
    line = next(splitline for splitline in box.messages[0].get_content().splitlines() if "/i/" in splitline)
    sitting.enter(line.rsplit("/", 1)[-1], accepted_language="en")


@pytest.mark.parametrize("code", ["unclear", "interrupted"])
def test_an_invitation_that_may_have_arrived_is_left_to_a_person(campaign_id, code):
    invite(campaign_id)
    with engine.writing() as c:
        mail_outbox.change_mail(c, stored()[0].id, "waiting", state="failed", problem=code, body="")
    found = mailings.addressees(RECRUITER, campaign_id)
    assert (found.to_invite, found.n_in_doubt) == ((), 1)
    assert mailings.send_invitations(RECRUITER, campaign_id, letter) == 0
    resending.send_again(RECRUITER, only(campaign_id).id, letter)
    assert mailings.addressees(RECRUITER, campaign_id).n_in_doubt == 0


def test_an_invitation_is_not_sent_once_the_deadline_has_passed(campaign_id, clock):
    link = invite(campaign_id)
    with engine.writing() as c:
        change_candidate(c, link.candidate_id, deadline_at=NOW + dt.timedelta(days=1))
    clock.shift(dt.timedelta(days=1))
    box = Mailbox()
    with serving(box) as server:
        send_next(server)
    assert (only(campaign_id).code, box.got) == ("moot", [])


def test_a_refused_address_comes_back_with_the_servers_words(campaign_id):
    invite(campaign_id)
    with serving(Mailbox(to_recipient=["550 5.1.1 no such user"])) as server:
        send_next(server)
        assert send_next(server) is None
    here = only(campaign_id)
    assert (here.state, here.code, here.answer) == ("bounced", "refused", "550 5.1.1 no such user")


def test_a_line_cut_before_the_message_is_tried_again(campaign_id, clock):
    invite(campaign_id)
    box = Mailbox(cut_at_recipient=1)
    with serving(box) as server:
        assert send_next(server).outcome.code == "cut_off"
        clock.shift(BACK_OFF[0])
        assert send_next(server).outcome.fate == "sent"
    assert len(box.got) == 1


def test_a_line_cut_after_the_message_is_never_tried_again(campaign_id, clock):
    invite(campaign_id)
    box = Mailbox(after_data=["cut"])
    with serving(box) as server:
        assert send_next(server).outcome.fate == "unclear"
        clock.shift(dt.timedelta(days=2))
        assert send_next(server) is None
    assert len(box.got) == 1, "the server had taken it"
    assert (only(campaign_id).state, only(campaign_id).code) == ("failed", "unclear")


def test_a_sender_that_died_with_a_message_in_hand_leaves_it_to_a_person(campaign_id, clock):
    invite(campaign_id)
    with engine.writing() as c:
        now = utc_now()
        assert mail_outbox.claim_next(c, now, now + dt.timedelta(minutes=15)) is not None
    box = Mailbox()
    with serving(box) as server:
        assert send_next(server) is None
        assert only(campaign_id).state == "sending"
        clock.shift(dt.timedelta(minutes=15))
        assert_never_sent_again(server, clock)
    assert (only(campaign_id).state, only(campaign_id).code) == ("failed", "interrupted")
    assert box.got == []


def assert_never_sent_again(server, clock):
    """Let a week go by and look every day."""
    for _ in range(7):
        assert send_next(server) is None
        clock.shift(dt.timedelta(days=1))


def test_a_message_is_marked_as_being_sent_where_others_see_it_before_the_server_hears_of_it(campaign_id):
    path = engine.engine().url.database

    class Watched(Mailbox):
        async def handle_RCPT(self, server, session, envelope, address, options):
            with closing(sqlite3.connect(path)) as other:
                seen.append(other.execute("SELECT state FROM mail").fetchone()[0])
            return await super().handle_RCPT(server, session, envelope, address, options)

    seen, box = [], Watched()
    invite(campaign_id)
    with serving(box) as server:
        send_next(server)
    assert seen == ["sending"]
    assert only(campaign_id).state == "sent"


def test_a_message_the_server_took_is_not_sent_again_when_that_could_not_be_kept(campaign_id, clock):
    class Holding(Mailbox):
        async def handle_DATA(self, server, session, envelope):
            locked.enter_context(held_by_another_process())
            return await super().handle_DATA(server, session, envelope)

    invite(campaign_id)
    box = Holding()
    with serving(box) as server:
        with ExitStack() as locked, pytest.raises(StorageError):
            send_next(server)
        assert only(campaign_id).state == "sending"
        clock.shift(dt.timedelta(minutes=15))
        assert_never_sent_again(server, clock)
    assert len(box.got) == 1
    assert (only(campaign_id).state, only(campaign_id).code) == ("failed", "interrupted")


def test_what_was_given_up_while_its_sender_was_slow_stays_given_up(campaign_id, clock):
    class Slow(Mailbox):
        async def handle_RCPT(self, server, session, envelope, address, options):
            clock.shift(dt.timedelta(minutes=15))
            assert await asyncio.to_thread(send_next, NOWHERE) is None
            return "450 mailbox busy"

    invite(campaign_id)
    box = Slow()
    with serving(box) as server:
        send_next(server)
        assert (only(campaign_id).state, only(campaign_id).code) == ("failed", "interrupted")
        assert_never_sent_again(server, clock)
    assert box.got == []


def test_what_waits_for_candidates_of_a_deleted_campaign_is_not_sent(campaign_id):
    invite(campaign_id)
    lifecycle.close(RECRUITER, campaign_id)
    lifecycle.delete(someone("owner"), campaign_id, "Spring")
    box = Mailbox()
    with serving(box) as server:
        assert send_next(server) is None
    assert (stored(), box.got) == ([], [])


def test_a_campaign_deleted_while_its_message_is_in_hand_leaves_nothing_behind(campaign_id):
    class Deleting(Mailbox):
        async def handle_RCPT(self, server, session, envelope, address, options):
            await asyncio.to_thread(lifecycle.close, RECRUITER, campaign_id)
            await asyncio.to_thread(lifecycle.delete, someone("owner"), campaign_id, "Spring")
            return await super().handle_RCPT(server, session, envelope, address, options)

    invite(campaign_id)
    with serving(Deleting()) as server:
        assert send_next(server).outcome.fate == "sent"
        assert send_next(server) is None
    assert stored() == []


def test_the_thread_sends_what_waits_and_its_log_holds_no_address(campaign_id, monkeypatch):
    monkeypatch.setattr("web.edge.background.LOOK_FOR_MAIL_EVERY_S", 0.01)
    link = invite(campaign_id)
    box, stop = Mailbox(to_recipient=["250 fine", f"550 <{ADDRESS}> no such user"]), threading.Event()
    with serving(box) as server, structlog.testing.capture_logs() as logs:
        invite(campaign_id, name="Bea", email="bea@example.com")
        sender = threading.Thread(target=keep_sending, args=(stop, server))
        sender.start()
        while any(one.state in ("waiting", "sending") for one in stored()):
            stop.wait(0.02)
        stop.set()
        sender.join()
    assert {log["event"] for log in logs} == {"mail_sent", "mail_not_sent"}
    for word in (ADDRESS, "bea@", "Ana", link.address.rsplit("/", 1)[-1], "no such user"):
        assert word not in repr(logs)


def test_trouble_with_the_database_ends_no_sender(monkeypatch):
    stop, looks = threading.Event(), []

    def look(server):
        looks.append(server)
        if len(looks) == 2:
            stop.set()
        raise OSError(ADDRESS)

    monkeypatch.setattr("web.edge.background.LOOK_FOR_MAIL_EVERY_S", 0.0)
    monkeypatch.setattr("web.edge.background.REST_S", 0.0)
    monkeypatch.setattr("web.edge.background.send_next", look)
    with structlog.testing.capture_logs() as logs:
        keep_sending(stop, NOWHERE)
    assert len(looks) == 2
    assert ADDRESS not in repr(logs)


# Sent again, or no longer


def test_a_message_that_came_back_goes_to_the_corrected_address_with_a_link_that_works(campaign_id):
    first = invite(campaign_id)
    with serving(Mailbox(to_recipient=["550 unknown"])) as server:
        send_next(server)
    invitations.correct(
        RECRUITER, first.candidate_id, name="Ana Sol", email="ana@right.example", language="en"
    )
    resending.send_again(RECRUITER, only(campaign_id).id, letter)
    box = Mailbox()
    with serving(box) as server:
        send_next(server)
    assert box.got[0][0] == ["ana@right.example"]
    line = next(splitline for splitline in box.messages[0].get_content().splitlines() if "/i/" in splitline)
    sitting.enter(line.rsplit("/", 1)[-1], accepted_language="en")
    with pytest.raises(MailError) as refused:
        resending.send_again(RECRUITER, only(campaign_id).id, letter)
    assert refused.value.code == "gone"


@pytest.mark.parametrize("deed", ["renew", "revoke"])
def test_a_link_that_no_longer_works_is_not_sent(campaign_id, deed):
    link = invite(campaign_id)
    {"renew": invitations.renew_link, "revoke": invitations.revoke_link}[deed](RECRUITER, link.candidate_id)
    box = Mailbox()
    with serving(box) as server:
        assert send_next(server) is None
    assert (only(campaign_id).code, box.got) == ("replaced", [])


def test_who_withdrew_meanwhile_gets_nothing(campaign_id):
    link = invite(campaign_id)
    with engine.writing() as c:
        change_candidate(c, link.candidate_id, withdrawn_at=NOW)
    box = Mailbox()
    with serving(box) as server:
        send_next(server)
    assert (only(campaign_id).code, box.got) == ("moot", [])


def test_a_message_that_waits_can_be_taken_away(campaign_id):
    invite(campaign_id)
    outbox.drop(RECRUITER, only(campaign_id).id)
    assert outbox.outbox(RECRUITER, campaign_id).messages == ()
    with pytest.raises(MailError):
        outbox.drop(RECRUITER, "no such")


# Reminders


def test_a_reminder_goes_to_all_who_are_not_through_and_puts_nobody_out_of_a_sitting(campaign_id, clock):
    seated = invitations.add_candidate(RECRUITER, campaign_id, name="Ana", email=ADDRESS, language="en")
    token = seated.address.rsplit("/", 1)[-1]
    sitting.enter(token, accepted_language="en")
    invitations.add_candidate(RECRUITER, campaign_id, name="Bea", email="bea@example.com", language="fr")
    invitations.add_candidate(RECRUITER, campaign_id, name="Cy", email=None, language="fr")
    closed = invitations.add_candidate(
        RECRUITER, campaign_id, name="Dan", email="dan@example.com", language="fr"
    )
    invitations.revoke_link(RECRUITER, closed.candidate_id)
    found = mailings.addressees(RECRUITER, campaign_id)
    assert (len(found.to_invite), len(found.to_remind), found.n_without_address) == (1, 2, 1)
    assert mailings.send_reminders(RECRUITER, campaign_id, letter) == 2
    assert mailings.send_reminders(RECRUITER, campaign_id, letter) == 0, "not twice in a row"
    box = Mailbox()
    with serving(box) as server:
        while send_next(server):
            pass
    assert {one[0][0] for one in box.got} == {ADDRESS, "bea@example.com"}
    assert sitting.current_state(token).stage == "language", "the link before still works"
    english = next(message for message in box.messages if message["To"] == ADDRESS).get_content()
    line = next(splitline for splitline in english.splitlines() if "/i/" in splitline)
    sitting.enter(line.rsplit("/", 1)[-1], accepted_language="en")
    assert mailings.addressees(RECRUITER, campaign_id).n_reminded_lately == 2
    clock.shift(mailings.BETWEEN)
    assert len(mailings.addressees(RECRUITER, campaign_id).to_remind) == 2


def test_invitations_go_once_to_those_who_had_none(campaign_id):
    invitations.add_candidate(RECRUITER, campaign_id, name="Ana", email=ADDRESS, language="en")
    invite(campaign_id, name="Bea", email="bea@example.com")
    assert mailings.send_invitations(RECRUITER, campaign_id, letter) == 1
    assert mailings.send_invitations(RECRUITER, campaign_id, letter) == 0
    assert {one.recipient for one in stored()} == {ADDRESS, "bea@example.com"}


def test_who_is_through_is_not_reminded(campaign_id):
    link = invite(campaign_id)
    sitting_id = sitting.enter(link.address.rsplit("/", 1)[-1], accepted_language="en")
    with engine.writing() as c:
        change(c, sitting_id, finished_at=NOW)
    found = mailings.addressees(RECRUITER, campaign_id)
    assert (found.to_invite, found.to_remind) == ((), ())
    box = Mailbox()
    with serving(box) as server:
        send_next(server)
    assert box.got == [], "what waited has become moot"


# Rights, settings, record


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda one: one.role)
def test_only_owners_and_recruiters_write_to_candidates(campaign_id, actor):
    deeds = [
        lambda: outbox.outbox(actor, campaign_id),
        lambda: mailings.addressees(actor, campaign_id),
        lambda: mailings.send_reminders(actor, campaign_id, letter),
        lambda: mailings.send_invitations(actor, campaign_id, letter),
    ]
    assert PERMISSIONS["send_mail"] == {"owner", "recruiter"}
    for deed in deeds:
        if actor.role in PERMISSIONS["send_mail"]:
            deed()
        else:
            with pytest.raises(AccessError):
                deed()


def test_without_a_mail_server_nothing_is_queued(campaign_id, monkeypatch):
    monkeypatch.setattr(outbox, "mail_setup", MailSetup)
    with pytest.raises(MailError):
        invite(campaign_id)
    with engine.reading() as c:
        assert "add_candidates" not in {event.deed for event in events(c)}
    with pytest.raises(MailError):
        mailings.send_reminders(RECRUITER, campaign_id, letter)


def test_with_broken_settings_messages_wait(campaign_id, monkeypatch):
    broken = MailSetup.of(SmtpSettings.model_construct(host="mail.example.com"))
    monkeypatch.setattr(outbox, "mail_setup", lambda: broken)
    invite(campaign_id)
    assert only(campaign_id).state == "waiting"


def test_the_record_tells_of_each_sending_without_name_or_address(campaign_id):
    invite(campaign_id)
    with serving(Mailbox(to_recipient=[f"550 <{ADDRESS}>"])) as server:
        send_next(server)
    resending.send_again(RECRUITER, only(campaign_id).id, letter)
    outbox.drop(someone("owner"), only(campaign_id).id)
    with engine.reading() as c:
        kept = repr([*c.execute(select(audit_event))])
        assert [event.details["n"] for event in events(c) if event.deed == "send_mail"] == [1, 1]
        assert {"send_mail_again", "drop_mail"} <= {event.deed for event in events(c)}
    for word in (ADDRESS, "Ana", "/i/"):
        assert word not in kept
