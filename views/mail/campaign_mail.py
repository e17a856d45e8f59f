"""Mail of a campaign: what can be sent now, letters to read and send, and what became of each message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Literal

import streamlit as st

from texts import t
from texts.letters import letter
from views.accounts.provider_setup import warn_of_settings
from views.common import layout
from views.common.act import press
from views.common.layout import card
from views.common.staff_frame import clock, zone_of
from views.common.text import plain
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor
from workflows.common.text import is_email
from workflows.interviews.panel import OPEN_STATES
from workflows.mail import decision_letters, mailings, outbox, resending
from workflows.mail.letters import MAX_BODY, MAX_SUBJECT, Letter
from workflows.mail.outbox import NOT_SENT, Message, Outbox, State
from workflows.mail.smtp_settings import MailSetup, mail_setup

SHOWN = 50
"""Messages listed, and troubled ones with their buttons."""
ORDER: tuple[State, ...] = ("bounced", "failed", "waiting", "sending", "draft", "sent")
_PILLS: dict[str, Literal["done", "going"]] = {"sent": "done", "waiting": "going", "sending": "going"}


def draw_outbox(actor: Actor, campaign: Campaign, kept: Outbox) -> None:
    """Show what became of each message; the troubled ones first."""
    st.header(t("mail.box.title"), anchor=False)
    if not kept.messages:
        st.info(t("mail.box.nothing"))
        return
    counted = kept.counts()
    parts = [t(f"mail.box.counted.{state}", count=counted[state]) for state in ORDER if counted[state]]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" · ".join(parts))
        st.button(t("mail.box.refresh"), key="mail_refresh", type="tertiary")
    troubled = [message for message in kept.messages if message.code and message.state != "sent"]
    if troubled:
        st.subheader(t("mail.box.troubled"), anchor=False)
        for one in troubled[:SHOWN]:
            _troubled(actor, campaign, one)
        _more(len(troubled))
    with st.expander(t("mail.box.all")):
        st.caption(t("mail.box.removed"))
        _table(campaign, kept.messages[:SHOWN])
        _more(len(kept.messages))


def _troubled(actor: Actor, campaign: Campaign, one: Message) -> None:
    with card(f"mail_{one.id}"):
        kind, state = t(f"mail.kinds.{one.kind}"), t(f"mail.box.state.{one.state}")
        st.markdown(f"**{plain(_who(one))}** · {plain(one.recipient)} · {kind} · {state}")
        st.markdown(t(f"mail.problems.{one.code}"))
        if one.answer:
            st.caption(t("mail.box.server_said"))
            st.code(one.answer, language=None, wrap_lines=True)
        if one.state == "waiting":
            st.caption(plain(t("mail.box.next_try", when=clock(one.due_at, zone_of(campaign.settings)))))
        with st.container(horizontal=True):
            if one.state in NOT_SENT and mail_setup().is_wanted:
                again = partial(resending.send_again, actor, one.id, letter)
                press(t("mail.box.again"), key=f"again:{one.id}", do=again)
            if one.state != "sending":
                press(t("mail.box.drop"), key=f"drop:{one.id}", do=partial(outbox.drop, actor, one.id))


def _table(campaign: Campaign, messages: tuple[Message, ...]) -> None:
    zone = zone_of(campaign.settings)
    heads = [t(f"mail.box.columns.{name}") for name in ("person", "what", "state", "when")]
    rows = [
        (
            f"{escape(_who(message))}<br>{layout.quiet(escape(message.recipient))}",
            f"{escape(t(f'mail.kinds.{message.kind}'))}<br>{layout.quiet(escape(message.subject))}",
            layout.pill(t(f"mail.box.state.{message.state}"), _PILLS.get(message.state, "")),
            escape(clock(message.at, zone)),
        )
        for message in messages
    ]
    layout.draw(t("mail.box.all"), heads, rows)


def _who(one: Message) -> str:
    return one.name or t("mail.box.colleague")


def _more(n: int) -> None:
    if n > SHOWN:
        st.caption(t("mail.box.more", count=n - SHOWN))


_SAID = "mail:letters_said"


def draw_letters(actor: Actor, campaign: Campaign, kept: Outbox) -> None:
    """Prepare the letters that are missing; read one, change it, send it."""
    st.header(t("mail.decisions.title"), anchor=False)
    st.markdown(t("mail.decisions.lead"))
    _say()
    drafts = {one.id: one for one in kept.of("draft")}
    with card("letters"):
        press(
            t("mail.decisions.prepare"),
            key="prepare_letters",
            do=partial(_prepare, actor, campaign.id),
        )
        if not drafts:
            st.caption(t("mail.decisions.none"))
            return
        chosen = st.selectbox(
            t("mail.decisions.choose"),
            list(drafts),
            format_func=lambda one: _name(drafts[one]) if one in drafts else "",
            key=f"letter:{campaign.id}",
            width=520,
        )
        if chosen in drafts:
            _letter(actor, drafts[chosen])


def _name(one: Message) -> str:
    return f"{one.name} · {t(f'mail.kinds.{one.kind}')}"


def _letter(actor: Actor, one: Message) -> None:
    st.caption(plain(t("mail.decisions.to", name=one.name, recipient=one.recipient)))
    # What was stored last is part of the key: after a change by a colleague the fields show that.
    key = f"{one.id}:{hash((one.subject, one.body))}"
    subject = st.text_input(
        t("mail.decisions.subject"), value=one.subject, max_chars=MAX_SUBJECT, key=f"subject:{key}"
    )
    body = st.text_area(
        t("mail.decisions.body"), value=one.body, max_chars=MAX_BODY, height=360, key=f"body:{key}"
    )
    said = (Letter(one.subject, one.body), subject or "", body or "")
    with st.container(horizontal=True):
        press(
            t("mail.decisions.send"),
            key=f"send_letter:{one.id}",
            do=partial(_send, actor, one.id, *said),
            type="primary",
        )
        press(t("mail.decisions.keep"), key=f"keep_letter:{one.id}", do=partial(_keep, actor, one.id, *said))
        press(t("mail.decisions.drop"), key=f"drop_letter:{one.id}", do=partial(outbox.drop, actor, one.id))


def _prepare(actor: Actor, campaign_id: str) -> None:
    st.session_state[_SAID] = ("prepared", decision_letters.prepare_letters(actor, campaign_id, letter))


def _send(actor: Actor, mail_id: str, shown: Letter, subject: str, body: str) -> None:
    decision_letters.send_letter(actor, mail_id, subject, body, shown=shown)
    st.session_state[_SAID] = ("sent", 1)


def _keep(actor: Actor, mail_id: str, shown: Letter, subject: str, body: str) -> None:
    decision_letters.keep_letter(actor, mail_id, subject, body, shown=shown)
    st.session_state[_SAID] = ("kept", 1)


def _say() -> None:
    """Say what the last deed did: its callback did not know the language yet."""
    what, n = st.session_state.pop(_SAID, ("", 0))
    if what == "kept":
        st.success(t("mail.decisions.kept"))
    elif what == "sent":
        st.success(t("mail.send.queued", count=n))
    elif what == "prepared" and n:
        st.success(t("mail.decisions.prepared", count=n))
    elif what == "prepared":
        st.info(t("mail.decisions.nothing_new"))


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
        _send_mail(actor, campaign)
        draw_letters(actor, campaign, kept)
    if setup.is_wanted or kept.messages:
        draw_outbox(actor, campaign, kept)


def _said(campaign: Campaign, setup: MailSetup) -> None:
    if setup.problems:
        warn_of_settings(t("mail.setup.broken"), setup.problems, "mail.setup.expected")
    elif setup.server is None:
        st.info(t("mail.setup.none"))
    else:
        contact = str(campaign.settings.get("recruiter_contact") or "").strip()
        answers = contact if is_email(contact) else t("mail.setup.no_reply")
        st.caption(plain(t("mail.setup.ready", sender=setup.server.sender, answers=answers)))


def _send_mail(actor: Actor, campaign: Campaign) -> None:
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
    send = partial(mailings.send_interview_dates, actor, campaign.id, letter)
    if n := len(mailings.untold(actor, campaign.id)):
        _button(t("mail.send.dates", count=n), "send_dates", send, t("mail.send.dates_hint"))
    else:
        st.markdown(t("mail.send.no_dates"))


def _button(label: str, key: str, do: Callable[[], int], hint: str) -> None:
    def send() -> None:
        st.session_state[_QUEUED] = do()

    press(label, key=key, do=send)
    st.caption(hint)
