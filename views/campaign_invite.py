"""Add candidates one by one or from a file, and hand over their personal links."""

from __future__ import annotations

import streamlit as st

from errors import EntregentError
from texts import t
from texts.letters import letter
from views import invite_file
from views.fresh import show_fresh, take_fresh
from views.invite_fields import by_mail, language_name, languages_of
from views.paper import card
from views.staff_frame import show_problem
from workflows import invitations
from workflows.access import Actor
from workflows.drafts import Campaign


def draw(actor: Actor, campaign: Campaign) -> None:
    """Invite people while the campaign is running."""
    show_fresh(campaign)
    if campaign.state != "published":
        st.info(t("people.invite.closed"))
        return
    _one(actor, campaign)
    invite_file.draw(actor, campaign)


def _one(actor: Actor, campaign: Campaign) -> None:
    st.header(t("people.invite.one"), anchor=False)
    offered = languages_of(campaign)
    edition = st.session_state.get(f"adds:{campaign.id}", 0)
    with card("add"), st.form(f"add:{campaign.id}:{edition}", border=False):
        name = st.text_input(t("people.invite.name"), max_chars=120, key=f"add_name:{edition}")
        email = st.text_input(
            t("people.invite.email_optional"),
            help=t("people.invite.email_hint"),
            max_chars=254,
            key=f"add_email:{edition}",
        )
        language = st.radio(
            t("people.invite.language"),
            offered,
            format_func=language_name,
            horizontal=True,
            key="add_language",
        )
        is_mailed = by_mail("add_by_mail")
        sent = st.form_submit_button(t("people.invite.add"), type="primary")
    if sent:
        try:
            link = invitations.add_candidate(
                actor,
                campaign.id,
                name=name or "",
                email=email or None,
                language=str(language),
                write=letter if is_mailed else None,
            )
        except EntregentError as problem:
            show_problem(problem)
            return
        take_fresh(actor, campaign.id, (link,))
        # Other widget keys: the form is empty for the next person.
        st.session_state[f"adds:{campaign.id}"] = edition + 1
        st.rerun()
