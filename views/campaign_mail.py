"""Mail of a campaign: what can be sent now, letters to read and send, and what became of each message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from texts import t
from texts.letters import letter
from views import campaign_mail_box, campaign_mail_letters
from views.act import press
from views.notice import plain
from views.paper import card
from views.setting_problems import warn_of_settings
from workflows import interview_mails, mailings, outbox
from workflows.access import Actor
from workflows.accounts import is_email
from workflows.drafts import Campaign
from workflows.interview_seat import OPEN_STATES
from workflows.smtp_settings import MailSetup, mail_setup

_QUEUED = "mail:queued"
"""How many messages the last deed put into the outbox: a callback does not know the language yet."""


def draw(actor: Actor, campaign: Campaign) -> None:
    """Send messages, read letters before they go, and see what came back."""
    setup = mail_setup()
    _said(campaign, setup)
    kept = outbox.outbox(actor, campaign.id)
    if setup.is_wanted:
        if (n := st.session_state.pop(_QUEUED, None)) is not None:
            st.success(t("mail.send.queued", count=n))
        _send(actor, campaign)
        campaign_mail_letters.draw(actor, campaign, kept)
    if setup.is_wanted or kept.messages:
        campaign_mail_box.draw(actor, campaign, kept)


def _said(campaign: Campaign, setup: MailSetup) -> None:
    if setup.problems:
        warn_of_settings(t("mail.setup.broken"), setup.problems, "mail.setup.expected")
    elif setup.server is None:
        st.info(t("mail.setup.none"))
    else:
        contact = str(campaign.settings.get("recruiter_contact") or "").strip()
        answers = contact if is_email(contact) else t("mail.setup.no_reply")
        st.caption(plain(t("mail.setup.ready", sender=setup.server.sender, answers=answers)))


def _send(actor: Actor, campaign: Campaign) -> None:
    st.header(t("mail.send.title"), anchor=False)
    st.caption(t("mail.send.waits_for_person"))
    with card("send_mail"):
        if campaign.state == "published":
            _links(actor, campaign)
        if campaign.state in OPEN_STATES:
            _dates(actor, campaign)


def _links(actor: Actor, campaign: Campaign) -> None:
    found = mailings.addressees(actor, campaign.id)
    invite = partial(mailings.send_invitations, actor, campaign.id, letter)
    if n := len(found.to_invite):
        _button(t("mail.send.invite", count=n), "send_invitations", invite, t("mail.send.invite_hint"))
    else:
        st.markdown(t("mail.send.nobody_to_invite"))
    if found.n_in_doubt:
        st.caption(t("mail.send.in_doubt", count=found.n_in_doubt))
    st.divider()
    remind = partial(mailings.send_reminders, actor, campaign.id, letter)
    if n := len(found.to_remind):
        _button(t("mail.send.remind", count=n), "send_reminders", remind, t("mail.send.remind_hint"))
    else:
        st.markdown(t("mail.send.nobody_to_remind"))
    if found.n_reminded_lately:
        st.caption(t("mail.send.lately", count=found.n_reminded_lately))
    if found.n_without_address:
        st.caption(t("mail.send.without_address", count=found.n_without_address))
    st.divider()


def _dates(actor: Actor, campaign: Campaign) -> None:
    send = partial(interview_mails.send_interview_dates, actor, campaign.id, letter)
    if n := len(interview_mails.untold(actor, campaign.id)):
        _button(t("mail.send.dates", count=n), "send_dates", send, t("mail.send.dates_hint"))
    else:
        st.markdown(t("mail.send.no_dates"))


def _button(label: str, key: str, do: Callable[[], int], hint: str) -> None:
    def send() -> None:
        st.session_state[_QUEUED] = do()

    press(label, key=key, do=send)
    st.caption(hint)
