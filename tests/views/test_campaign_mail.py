"""The campaign's section on mail, without a browser, in both languages."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import texts
from tests.builders import filled_campaign
from tests.office import RECRUITER, running_campaign
from tests.workflows.decided import decide
from tests.workflows.mail_server import Mailbox, serving
from texts import t
from texts.letters import letter
from workflows.accounts import sign_in
from workflows.candidates import invitations
from workflows.mail import outbox, smtp_settings
from workflows.mail.delivery import send_next

pytestmark = pytest.mark.usefixtures("database")

VIEWS = Path(__file__).parents[2] / "views"


@pytest.fixture
def set_up(monkeypatch):
    """Say how mail is set up."""

    def say(setup):
        for variable in ("HOST", "FROM", "SECURITY"):
            monkeypatch.delenv(f"ENTREGENT_SMTP_{variable}", raising=False)
        smtp_settings.mail_setup.cache_clear()
        for name, value in setup.items():
            monkeypatch.setenv(f"ENTREGENT_SMTP_{name}", value)

    yield say
    smtp_settings.mail_setup.cache_clear()


WORKS = {"HOST": "localhost", "FROM": "recruitment@ardeal.example", "SECURITY": "none"}


@pytest.fixture(params=["fr", "en"])
def section(request, monkeypatch):
    acting = dataclasses.replace(RECRUITER, language=request.param)
    monkeypatch.setattr(sign_in, "actor_of", lambda token: acting)

    def open_section(campaign_id, name="mail"):
        at = AppTest.from_file(str(VIEWS / "campaigns/campaign.py"), default_timeout=60)
        at.query_params["id"], at.query_params["section"] = campaign_id, name
        at.run()
        assert not at.exception, at.exception
        texts.use(request.param)
        return at

    return open_section


def words(at):
    kinds = (at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    said = [one.value for kind in kinds for one in kind] + [one.value for one in at.code]
    said += [one.proto.body for one in at.get("html")]
    return re.sub(r"\\", "", "\n".join(said))


def press(at, label):
    next(one for one in at.button if one.label == label).click().run()
    assert not at.exception, at.exception
    return at


def messages(campaign_id):
    return outbox.outbox(RECRUITER, campaign_id).messages


def test_without_a_server_links_are_to_be_copied_and_nothing_can_be_sent(section, set_up):
    set_up({})
    campaign_id = running_campaign()
    at = section(campaign_id)
    assert t("mail.setup.none") in words(at)
    assert t("mail.decisions.prepare") not in [one.label for one in at.button]
    assert t("mail.send.by_mail") not in [one.label for one in section(campaign_id, "invite").checkbox]


def test_a_wrong_setting_is_named_with_what_was_expected(section, set_up):
    set_up({"HOST": "mail.example.com", "SECURITY": "tls"})
    at = section(running_campaign())
    (warning,) = [one.value for one in at.warning]
    assert "ENTREGENT_SMTP_SECURITY" in warning.replace("\\", "")
    assert t("mail.setup.expected.security") in warning.replace("\\", "")


def test_a_person_is_added_and_the_invitation_goes_by_mail(section, set_up):
    set_up(WORKS)
    campaign_id = running_campaign()
    at = section(campaign_id, "invite")
    at.text_input[0].input("Ana Sol")
    at.text_input[1].input("ana@example.com")
    assert next(one for one in at.checkbox if one.label == t("mail.send.by_mail")).value
    press(at, t("people.invite.add"))
    (one,) = messages(campaign_id)
    assert (one.kind, one.recipient, one.state) == ("invitation", "ana@example.com", "waiting")
    assert "/i/" in words(at), "the link is shown in any case"


def test_invitations_and_reminders_are_sent_from_the_section(section, set_up):
    set_up(WORKS)
    campaign_id = running_campaign()
    invitations.add_candidate(RECRUITER, campaign_id, name="Ana", email="ana@example.com", language="en")
    invitations.add_candidate(RECRUITER, campaign_id, name="Cy", email=None, language="en")
    at = press(section(campaign_id), t("mail.send.remind", count=1))
    assert t("mail.send.queued", count=1) in words(at)
    assert t("mail.send.lately", count=1) in words(at)
    assert t("mail.send.without_address", count=1) in words(at)
    at = press(at, t("mail.send.invite", count=1))
    assert {message.kind for message in messages(campaign_id)} == {"reminder", "invitation"}
    assert t("mail.box.counted.waiting", count=2) in words(at)
    assert "/i/" not in words(at), "a link in the outbox is never shown"


def test_a_message_that_came_back_is_shown_with_the_servers_words_and_sent_again(section, set_up):
    set_up(WORKS)
    campaign_id = running_campaign()
    invitations.add_candidate(
        RECRUITER, campaign_id, name="Ana <b>", email="ana@example.com", language="en", write=letter
    )
    with serving(Mailbox(to_recipient=["550 5.1.1 <b>nobody</b> here"])) as server:
        send_next(server)
    at = section(campaign_id)
    assert t("mail.problems.refused") in words(at)
    assert "550 5.1.1 <b>nobody</b> here" in [one.value for one in at.code]
    assert "Ana <b>" not in "".join(one.proto.body for one in at.get("html"))
    press(at, t("mail.box.again"))
    assert [message.state for message in messages(campaign_id)] == ["waiting"]


def test_whose_invitation_may_have_arrived_is_said_beside_the_button(section, set_up):
    set_up(WORKS)
    campaign_id = running_campaign()
    invitations.add_candidate(
        RECRUITER, campaign_id, name="Ana", email="ana@example.com", language="en", write=letter
    )
    with serving(Mailbox(after_data=["cut"])) as server:
        assert send_next(server).outcome.fate == "unclear"
    at = section(campaign_id)
    assert t("mail.send.in_doubt", count=1) in words(at)
    assert t("mail.send.nobody_to_invite") in words(at)
    press(at, t("mail.box.again"))
    assert [message.state for message in messages(campaign_id)] == ["waiting"]


def test_a_letter_is_drafted_read_changed_and_sent_by_a_person_only(section, set_up):
    set_up(WORKS)
    campaign = filled_campaign(2)
    decide(campaign.id, campaign.candidate_ids[0], "reject")
    decide(campaign.id, campaign.candidate_ids[1], "shortlist")
    at = press(section(campaign.id), t("mail.decisions.prepare"))
    assert t("mail.decisions.prepared", count=1) in words(at)
    with serving(Mailbox()) as server:
        assert send_next(server) is None, "a draft never leaves by itself"
    (body,) = [one for one in at.text_area if one.label == t("mail.decisions.body")]
    body.input(body.value + "\nPS: call me.").run()
    at = press(at, t("mail.decisions.send"))
    (one,) = messages(campaign.id)
    assert (one.kind, one.state) == ("decision_reject", "waiting")
    assert one.body.endswith("PS: call me.\n")
    at = press(at, t("mail.decisions.prepare"))
    assert t("mail.decisions.nothing_new") in words(at)


def test_a_letter_about_a_decision_that_changed_is_not_sent(section, set_up):
    set_up(WORKS)
    campaign = filled_campaign(1)
    decide(campaign.id, campaign.candidate_ids[0], "offer")
    at = press(section(campaign.id), t("mail.decisions.prepare"))
    decide(campaign.id, campaign.candidate_ids[0], "reject")
    at = press(at, t("mail.decisions.send"))
    assert t("mail.errors.decision_changed") in words(at)
    assert [message.state for message in messages(campaign.id)] == ["draft"]
