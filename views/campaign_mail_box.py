"""The outbox of a campaign: how many messages are where, why some did not leave, and each of them."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Literal

import streamlit as st

from texts import t
from texts.letters import letter
from views import stacked_table
from views.act import press
from views.notice import plain
from views.paper import card
from views.staff_frame import clock, zone_of
from workflows import mail_again, outbox
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.outbox import NOT_SENT, Message, Outbox, State
from workflows.smtp_settings import mail_setup

SHOWN = 50
"""Messages listed, and troubled ones with their buttons."""
ORDER: tuple[State, ...] = ("bounced", "failed", "waiting", "sending", "draft", "sent")
_PILLS: dict[str, Literal["done", "going"]] = {"sent": "done", "waiting": "going", "sending": "going"}


def draw(actor: Actor, campaign: Campaign, kept: Outbox) -> None:
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
    troubled = [one for one in kept.messages if one.code and one.state != "sent"]
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
        if one.said:
            st.caption(t("mail.box.server_said"))
            st.code(one.said, language=None, wrap_lines=True)
        if one.state == "waiting":
            st.caption(plain(t("mail.box.next_try", when=clock(one.due_at, zone_of(campaign.settings)))))
        with st.container(horizontal=True):
            if one.state in NOT_SENT and mail_setup().is_wanted:
                again = partial(mail_again.send_again, actor, one.id, letter)
                press(t("mail.box.again"), key=f"again:{one.id}", do=again)
            if one.state != "sending":
                press(t("mail.box.drop"), key=f"drop:{one.id}", do=partial(outbox.drop, actor, one.id))


def _table(campaign: Campaign, messages: tuple[Message, ...]) -> None:
    zone = zone_of(campaign.settings)
    heads = [t(f"mail.box.columns.{name}") for name in ("person", "what", "state", "when")]
    rows = [
        (
            f"{escape(_who(one))}<br>{stacked_table.quiet(escape(one.recipient))}",
            f"{escape(t(f'mail.kinds.{one.kind}'))}<br>{stacked_table.quiet(escape(one.subject))}",
            stacked_table.pill(t(f"mail.box.state.{one.state}"), _PILLS.get(one.state, "")),
            escape(clock(one.at, zone)),
        )
        for one in messages
    ]
    stacked_table.draw(t("mail.box.all"), heads, rows)


def _who(one: Message) -> str:
    return one.name or t("mail.box.colleague")


def _more(n: int) -> None:
    if n > SHOWN:
        st.caption(t("mail.box.more", count=n - SHOWN))
