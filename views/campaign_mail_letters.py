"""Letters about decisions: drafted, read, changed, and sent one by one by the person who read them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from texts import t
from texts.letters import letter
from views.act import press
from views.notice import plain
from views.paper import card
from workflows import decision_letters, outbox
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.letters import MAX_BODY, MAX_SUBJECT, Letter
from workflows.outbox import Message, Outbox

_SAID = "mail:letters_said"


def draw(actor: Actor, campaign: Campaign, kept: Outbox) -> None:
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
