"""A campaign's mail: messages to send now, letters to read and send, and the state of each message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from domain import OPEN_STATES
from texts import t
from texts.letters import letter
from texts.markup import Html
from views.accounts.provider_setup import warn_of_settings
from views.common import layout
from views.common.act import press
from views.common.layout import card
from views.common.staff_frame import clock, zone_of
from views.common.text import escape_markdown
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor
from workflows.common.stored_settings import read_settings
from workflows.common.text import is_email
from workflows.mail import decision_letters, mailings, outbox, resending
from workflows.mail.letters import MAX_BODY, MAX_SUBJECT, Letter
from workflows.mail.outbox import NOT_SENT, Message, Outbox, State
from workflows.mail.smtp_settings import MailSetup, mail_setup

SHOWN = 50
"""Messages listed, and troubled ones with their buttons."""
ORDER: tuple[State, ...] = ("bounced", "failed", "waiting", "sending", "draft", "sent")
_PILLS: dict[str, Literal["done", "going"]] = {"sent": "done", "waiting": "going", "sending": "going"}
_QUEUED = "mail:queued"
"""How many messages the last click put into the outbox: a callback does not know the language yet."""
_LETTERS_DONE = "mail:letters_said"


def draw(actor: Actor, campaign: Campaign) -> None:
    """Send messages, read letters before they go, and see what came back."""
    setup = mail_setup()
    _setup_state(campaign, setup)
    box = outbox.outbox(actor, campaign.id)
    if setup.is_wanted:
        if (n := st.session_state.pop(_QUEUED, None)) is not None:
            st.success(t("mail.send.queued", count=n))
        _send_mail(actor, campaign)
        _letters(actor, campaign, box)
    if setup.is_wanted or box.messages:
        _outbox(actor, campaign, box)


def _setup_state(campaign: Campaign, setup: MailSetup) -> None:
    if setup.problems:
        warn_of_settings(t("mail.setup.broken"), setup.problems, "mail.setup.expected")
    elif setup.server is None:
        st.info(t("mail.setup.none"))
    else:
        contact = read_settings(campaign.settings).recruiter_contact.strip()
        answers = contact if is_email(contact) else t("mail.setup.no_reply")
        st.caption(escape_markdown(t("mail.setup.ready", sender=setup.server.sender, answers=answers)))


def _send_mail(actor: Actor, campaign: Campaign) -> None:
    st.header(t("mail.send.title"), anchor=False)
    st.caption(t("mail.send.waits_for_person"))
    with card("send_mail"):
        if campaign.state == "published":
            _links(actor, campaign)
        if campaign.state in OPEN_STATES:
            _dates(actor, campaign)


def _links(actor: Actor, campaign: Campaign) -> None:
    addressees = mailings.addressees(actor, campaign.id)
    invite = partial(mailings.send_invitations, actor, campaign.id, letter)
    if n := len(addressees.to_invite):
        _button(t("mail.send.invite", count=n), "send_invitations", invite, t("mail.send.invite_hint"))
    else:
        st.markdown(t("mail.send.nobody_to_invite"))
    if addressees.n_in_doubt:
        st.caption(t("mail.send.in_doubt", count=addressees.n_in_doubt))
    st.divider()
    remind = partial(mailings.send_reminders, actor, campaign.id, letter)
    if n := len(addressees.to_remind):
        _button(t("mail.send.remind", count=n), "send_reminders", remind, t("mail.send.remind_hint"))
    else:
        st.markdown(t("mail.send.nobody_to_remind"))
    if addressees.n_reminded_lately:
        st.caption(t("mail.send.lately", count=addressees.n_reminded_lately))
    if addressees.n_without_address:
        st.caption(t("mail.send.without_address", count=addressees.n_without_address))
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


def _letters(actor: Actor, campaign: Campaign, box: Outbox) -> None:
    """Prepare the letters that are missing; read one, change it, send it."""
    st.header(t("mail.decisions.title"), anchor=False)
    st.markdown(t("mail.decisions.lead"))
    _letters_outcome()
    drafts = {draft.id: draft for draft in box.of("draft")}
    with card("letters"):
        press(
            t("mail.decisions.prepare"),
            key="prepare_letters",
            do=partial(_prepare_letters, actor, campaign.id),
        )
        if not drafts:
            st.caption(t("mail.decisions.none"))
            return
        chosen = st.selectbox(
            t("mail.decisions.choose"),
            list(drafts),
            format_func=lambda draft_id: _draft_name(drafts[draft_id]) if draft_id in drafts else "",
            key=f"letter:{campaign.id}",
            width=520,
        )
        if chosen in drafts:
            _edit_letter(actor, drafts[chosen])


def _draft_name(message: Message) -> str:
    return f"{message.name} · {t(f'mail.kinds.{message.kind}')}"


def _edit_letter(actor: Actor, message: Message) -> None:
    st.caption(escape_markdown(t("mail.decisions.to", name=message.name, recipient=message.recipient)))
    # What was stored last is part of the key: after a change by a colleague the fields show that.
    key = f"{message.id}:{hash((message.subject, message.body))}"
    subject = st.text_input(
        t("mail.decisions.subject"), value=message.subject, max_chars=MAX_SUBJECT, key=f"subject:{key}"
    )
    body = st.text_area(
        t("mail.decisions.body"), value=message.body, max_chars=MAX_BODY, height=360, key=f"body:{key}"
    )
    versions = (Letter(message.subject, message.body), subject or "", body or "")
    with st.container(horizontal=True):
        press(
            t("mail.decisions.send"),
            key=f"send_letter:{message.id}",
            do=partial(_send_letter, actor, message.id, *versions),
            type="primary",
        )
        press(
            t("mail.decisions.keep"),
            key=f"keep_letter:{message.id}",
            do=partial(_keep_letter, actor, message.id, *versions),
        )
        press(
            t("mail.decisions.drop"),
            key=f"drop_letter:{message.id}",
            do=partial(outbox.drop, actor, message.id),
        )


def _prepare_letters(actor: Actor, campaign_id: str) -> None:
    st.session_state[_LETTERS_DONE] = (
        "prepared",
        decision_letters.prepare_letters(actor, campaign_id, letter),
    )


def _send_letter(actor: Actor, mail_id: str, shown: Letter, subject: str, body: str) -> None:
    decision_letters.send_letter(actor, mail_id, subject, body, shown=shown)
    st.session_state[_LETTERS_DONE] = ("sent", 1)


def _keep_letter(actor: Actor, mail_id: str, shown: Letter, subject: str, body: str) -> None:
    decision_letters.keep_letter(actor, mail_id, subject, body, shown=shown)
    st.session_state[_LETTERS_DONE] = ("kept", 1)


def _letters_outcome() -> None:
    """Say what became of the last click: its callback did not know the language yet."""
    what, n = st.session_state.pop(_LETTERS_DONE, ("", 0))
    if what == "kept":
        st.success(t("mail.decisions.kept"))
    elif what == "sent":
        st.success(t("mail.send.queued", count=n))
    elif what == "prepared" and n:
        st.success(t("mail.decisions.prepared", count=n))
    elif what == "prepared":
        st.info(t("mail.decisions.nothing_new"))


def _outbox(actor: Actor, campaign: Campaign, box: Outbox) -> None:
    """Show what became of each message; the troubled ones first."""
    st.header(t("mail.box.title"), anchor=False)
    if not box.messages:
        st.info(t("mail.box.nothing"))
        return
    counted = box.counts()
    parts = [t(f"mail.box.counted.{state}", count=counted[state]) for state in ORDER if counted[state]]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" · ".join(parts))
        st.button(t("mail.box.refresh"), key="mail_refresh", type="tertiary")
    troubled = [message for message in box.messages if message.code and message.state != "sent"]
    if troubled:
        st.subheader(t("mail.box.troubled"), anchor=False)
        for message in troubled[:SHOWN]:
            _troubled_message(actor, campaign, message)
        _rest_count(len(troubled))
    with st.expander(t("mail.box.all")):
        st.caption(t("mail.box.removed"))
        _table(campaign, box.messages[:SHOWN])
        _rest_count(len(box.messages))


def _troubled_message(actor: Actor, campaign: Campaign, message: Message) -> None:
    with card(f"mail_{message.id}"):
        kind, state = t(f"mail.kinds.{message.kind}"), t(f"mail.box.state.{message.state}")
        name, address = escape_markdown(_recipient(message)), escape_markdown(message.recipient)
        st.markdown(f"**{name}** · {address} · {kind} · {state}")
        st.markdown(t(f"mail.problems.{message.code}"))
        if message.answer:
            st.caption(t("mail.box.server_said"))
            st.code(message.answer, language=None, wrap_lines=True)
        if message.state == "waiting":
            st.caption(
                escape_markdown(
                    t("mail.box.next_try", when=clock(message.due_at, zone_of(campaign.settings)))
                )
            )
        with st.container(horizontal=True):
            if message.state in NOT_SENT and mail_setup().is_wanted:
                send_again = partial(resending.send_again, actor, message.id, letter)
                press(t("mail.box.again"), key=f"again:{message.id}", do=send_again)
            if message.state != "sending":
                press(
                    t("mail.box.drop"), key=f"drop:{message.id}", do=partial(outbox.drop, actor, message.id)
                )


def _table(campaign: Campaign, messages: tuple[Message, ...]) -> None:
    zone = zone_of(campaign.settings)
    heads = [t(f"mail.box.columns.{name}") for name in ("person", "what", "state", "when")]
    rows = [
        (
            Html("{}<br>{}").format(_recipient(message), layout.quiet(message.recipient)),
            Html("{}<br>{}").format(t(f"mail.kinds.{message.kind}"), layout.quiet(message.subject)),
            layout.pill(t(f"mail.box.state.{message.state}"), _PILLS.get(message.state, "")),
            clock(message.at, zone),
        )
        for message in messages
    ]
    layout.stacked_table(t("mail.box.all"), heads, rows)


def _recipient(message: Message) -> str:
    return message.name or t("mail.box.colleague")


def _rest_count(n: int) -> None:
    if n > SHOWN:
        st.caption(t("mail.box.more", count=n - SHOWN))
