"""Messages about what candidates ask: to whom, with what in them and what not, and how often."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import delete, select, update

from data import schema_trust
from data.accounts import accounts
from data.campaigns.campaigns import add_member
from data.candidates.candidates import candidate_by_id, revoke_links
from data.common import engine
from data.mail import outbox as mail_outbox
from data.schema import account, candidate
from data.schema_trust import campaign_member, candidate_request
from tests.builders import filled_campaign
from tests.office import someone
from tests.workflows.candidates import linked
from tests.workflows.mail_server import NOWHERE, Mailbox, serving
from texts.letters import letter, staff_letter
from workflows import sitting
from workflows.mail import outbox, resending
from workflows.mail.delivery import send_next
from workflows.mail.smtp_settings import MailSetup
from workflows.privacy import requests, rights

pytestmark = pytest.mark.usefixtures("any_database")

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 12, 20, 22, 59, 59, tzinfo=dt.UTC)
"""The end of a day in Paris, where a campaign is that names no zone."""
SAID, ANSWER = "Look at number 3 again: Ana Sol", "We looked at number 3 again."
OWNER = someone("owner")


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


@pytest.fixture(autouse=True)
def set_up(monkeypatch):
    for module in (requests, outbox):
        monkeypatch.setattr(module, "mail_setup", lambda: MailSetup(NOWHERE))


@pytest.fixture
def campaign():
    made = filled_campaign(2)
    with engine.writing() as c:
        c.execute(delete(campaign_member))
        for n, candidate_id in enumerate(made.candidate_ids):
            who = update(candidate).where(candidate.c.id == candidate_id)
            c.execute(who.values(name=f"Ana Sol {n}", email=f"ana{n}@example.com", language="fr"))
    return made


@pytest.fixture
def staff():
    """Accounts by name, none of them on the team yet."""
    people = {"olga": "owner", "rita": "recruiter", "rolf": "recruiter", "mia": "manager"}
    with engine.writing() as c:
        return {
            name: accounts.add_account(
                c, email=f"{name}@example.com", name=name.title(), role=role, language="en", now=NOW
            )
            for name, role in people.items()
        }


def team(campaign, staff, *names):
    with engine.writing() as c:
        for name in names:
            add_member(c, campaign.id, staff[name], added_by=staff["olga"], now=NOW)


def ask(campaign, who=0, kind="review"):
    token = linked(campaign.candidate_ids[who], f"the-token-of-number-{who}")
    return rights.ask(token, kind, SAID, staff_letter)


def mails(kind=None):
    with engine.reading() as c:
        query = select(schema_trust.mail).order_by(
            schema_trust.mail.c.created_at, schema_trust.mail.c.recipient
        )
        messages = [mail_outbox.Mail(*row) for row in c.execute(query)]
    return [message for message in messages if kind in (None, message.kind)]


def readers(kind=None):
    return [mail.recipient.partition("@")[0] for mail in mails(kind)]


# Those who answer


def test_the_recruiters_of_the_campaign_are_told_and_nobody_else(campaign, staff):
    team(campaign, staff, "rita", "mia")
    ask(campaign)
    assert readers() == ["rita"]


def test_where_nobody_is_on_the_team_the_owners_are_told(campaign, staff):
    ask(campaign)
    assert readers() == ["olga"]


def test_who_left_is_not_told(campaign, staff):
    team(campaign, staff, "rita", "rolf")
    with engine.writing() as c:
        c.execute(update(account).where(account.c.id == staff["rita"]).values(disabled_at=NOW))
    ask(campaign)
    assert readers() == ["rolf"]


def test_no_message_to_staff_names_a_candidate_or_says_what_was_written(campaign, staff):
    ask(campaign)
    requests.remind(DUE - dt.timedelta(days=2), staff_letter)
    requests.remind(DUE + dt.timedelta(days=2), staff_letter)
    kinds = [mail.kind for mail in mails()]
    assert sorted(kinds) == ["request_asked", "request_due", "request_overdue"]
    for mail in mails():
        whole = f"{mail.subject} {mail.body}"
        assert not re.search(r"Ana|Sol|K-\d|number 3|ana0", whole)
        assert mail.candidate_id is None
        assert "20 December 2026" in whole
        assert f"/campaign?id={campaign.id}&section=requests" in whole
        assert "Have a result or a decision looked at again" in whole


def test_asking_twice_for_the_same_tells_once(campaign, staff):
    ask(campaign)
    rights.ask("the-token-of-number-0", "review", SAID, staff_letter)
    assert len(mails("request_asked")) == 1


# Reminders


def test_each_reminder_is_sent_once_and_when_its_day_has_come(campaign, staff):
    ask(campaign)
    sent = {}
    for day in range(40):
        n = requests.remind(NOW + dt.timedelta(days=day), staff_letter)
        sent |= {day: n} if n else {}
    # Due on the thirtieth day, at its end: 23 days and a morning are more than seven days before.
    assert sent == {24: 1, 31: 1}
    assert len(mails("request_due")) == len(mails("request_overdue")) == 1


def test_a_server_that_was_off_for_weeks_says_once_that_it_is_overdue(campaign, staff):
    ask(campaign)
    for _ in range(2):
        requests.remind(DUE + dt.timedelta(days=9), staff_letter)
    assert readers("request_overdue") == ["olga"]
    assert mails("request_due") == []


def test_what_has_its_answer_is_not_reminded_of(campaign, staff):
    requests.answer(OWNER, ask(campaign), ANSWER)
    assert requests.remind(DUE + dt.timedelta(days=9), staff_letter) == 0


def test_without_mail_nothing_breaks_and_no_reminder_counts_as_sent(campaign, staff, monkeypatch):
    monkeypatch.setattr(requests, "mail_setup", MailSetup)
    requests.answer(OWNER, ask(campaign), ANSWER, letter)
    ask(campaign, who=1)
    assert requests.remind(DUE, staff_letter) == 0
    assert mails() == []
    with engine.reading() as c:
        assert set(c.scalars(select(candidate_request.c.reminded_at))) == {None}


# Who asked


def test_the_answer_is_announced_with_a_way_to_it_and_nothing_of_it(campaign, staff):
    request_id = ask(campaign)
    requests.answer(OWNER, request_id, ANSWER, letter)
    (told,) = mails("request_answered")
    assert (told.recipient, told.language) == ("ana0@example.com", "fr")
    assert "number 3" not in f"{told.subject} {told.body}"
    token = re.search(r"/i/(\S+)\?rights=1", told.body)[1]
    sitting.open_link(token)
    (request,) = rights.rights_of(token).requests
    assert request.answer == ANSWER
    assert rights.rights_of("the-token-of-number-0"), "the link before goes on working"


def test_a_corrected_address_gets_the_news_of_it(campaign, staff):
    request_id = ask(campaign, kind="rectify")
    requests.correct_as_asked(
        OWNER, request_id, ANSWER, letter, name="Ana Sole", email="sole@example.com", language="en"
    )
    assert (mails("request_answered")[0].recipient) == "sole@example.com"


def test_whose_links_were_closed_on_purpose_gets_none(campaign, staff):
    request_id = ask(campaign)
    with engine.writing() as c:
        revoke_links(c, [campaign.candidate_ids[0]], NOW)
    requests.answer(OWNER, request_id, ANSWER, letter)
    assert "http" not in mails("request_answered")[0].body


def test_who_has_no_address_is_not_written_to(campaign, staff):
    request_id = ask(campaign)
    with engine.writing() as c:
        c.execute(update(candidate).values(email=None))
    requests.answer(OWNER, request_id, ANSWER, letter)
    assert mails("request_answered") == []
    with engine.reading() as c:
        assert candidate_by_id(c, campaign.candidate_ids[0])


def test_it_leaves_also_for_who_finished_or_withdrew_and_the_secret_goes_with_it(campaign, staff):
    request_id = ask(campaign)
    with engine.writing() as c:
        c.execute(update(candidate).values(withdrawn_at=NOW))
    requests.answer(OWNER, request_id, ANSWER, letter)
    box = Mailbox()
    with serving(box) as server:
        while send_next(server) is not None:
            pass
    assert sorted(one[0][0] for one in box.got) == ["ana0@example.com", "olga@example.com"]
    assert mails("request_answered")[0].body == ""


def test_a_refused_message_is_sent_again_with_another_link(campaign, staff):
    requests.answer(OWNER, ask(campaign), ANSWER, letter)
    with serving(Mailbox(to_recipient=["550 no such user"] * 2)) as server:
        while send_next(server) is not None:
            pass
    assert {mail.state for mail in mails()} == {"bounced"}
    for mail in mails():
        resending.send_again(OWNER, mail.id, letter)
    assert sorted(readers()) == ["ana0", "olga"]
    assert {mail.state for mail in mails()} == {"waiting"}
    assert all(mail.body for mail in mails())
