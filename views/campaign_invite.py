"""Add candidates one by one or from a file, and hand over their personal links."""

from __future__ import annotations

from html import escape

import streamlit as st

import texts
from errors import EntregentError, MissingColumn
from texts import t
from texts.letters import letter
from views.fresh import show_fresh, take_fresh
from views.notice import plain
from views.paper import card
from views.staff_frame import show_problem
from workflows import imports, invitations
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.imports import ImportPreview, RowProblem
from workflows.smtp_settings import mail_setup

PROBLEMS_SHOWN = 100


def draw(actor: Actor, campaign: Campaign) -> None:
    """Invite people while the campaign is running."""
    show_fresh(campaign)
    if campaign.state != "published":
        st.info(t("people.invite.closed"))
        return
    _one(actor, campaign)
    _file(actor, campaign)


def _one(actor: Actor, campaign: Campaign) -> None:
    st.header(t("people.invite.one"), anchor=False)
    offered = list(campaign.settings.get("languages") or ["fr", "en"])
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
            t("people.invite.language"), offered, format_func=_language, horizontal=True, key="add_language"
        )
        by_mail = _by_mail("add_by_mail")
        sent = st.form_submit_button(t("people.invite.add"), type="primary")
    if sent:
        try:
            link = invitations.add_candidate(
                actor,
                campaign.id,
                name=name or "",
                email=email or None,
                language=str(language),
                write=letter if by_mail else None,
            )
        except EntregentError as problem:
            show_problem(problem)
            return
        take_fresh(actor, campaign.id, (link,))
        # Other widget keys: the form is empty for the next person.
        st.session_state[f"adds:{campaign.id}"] = edition + 1
        st.rerun()


def _file(actor: Actor, campaign: Campaign) -> None:
    st.header(t("people.imports.title"), anchor=False)
    st.markdown(t("people.imports.lead"))
    offered = list(campaign.settings.get("languages") or ["fr", "en"])
    default = offered[0]
    if len(offered) > 1:
        default = st.radio(
            t("people.imports.default_language"),
            offered,
            format_func=_language,
            horizontal=True,
            key="import_language",
        )
    edition = st.session_state.get(f"imports:{campaign.id}", 0)
    file = st.file_uploader(
        t("people.imports.file"), type=["csv", "txt", "tsv", "xlsx"], key=f"import:{campaign.id}:{edition}"
    )
    if file is None:
        return
    raw = file.getvalue()
    try:
        found = imports.preview(actor, campaign.id, file.name, raw, language=str(default))
    except EntregentError as problem:
        show_problem(problem)
        if isinstance(problem, MissingColumn):
            _columns_found(problem)
        return
    _preview(found)
    by_mail = bool(found.people) and _by_mail("import_by_mail")
    label = t("people.imports.confirm", count=len(found.people))
    if found.people and st.button(label, type="primary", key="import_confirm"):
        try:
            links = imports.import_people(
                actor,
                campaign.id,
                file.name,
                raw,
                language=str(default),
                write=letter if by_mail else None,
            )
        except EntregentError as problem:
            show_problem(problem)
            return
        take_fresh(actor, campaign.id, links)
        st.session_state[f"imports:{campaign.id}"] = edition + 1
        st.rerun()


def _by_mail(key: str) -> bool:
    """Offer to send the invitation too, where a mail server is set up."""
    if mail_setup().server is None:
        return False
    return st.checkbox(t("mail.send.by_mail"), value=True, help=t("mail.send.by_mail_hint"), key=key)


def _columns_found(problem: MissingColumn) -> None:
    found = problem.details.get("found")
    if isinstance(found, list) and found:
        st.caption(plain(t("people.imports.columns_found", columns=", ".join(map(str, found)))))


def _preview(found: ImportPreview) -> None:
    refused = len({problem.row for problem in found.problems})
    with card("preview"):
        st.markdown(f"**{t('people.imports.good', count=len(found.people))}**")
        for note in found.notes:
            st.info(plain(t(f"people.imports.notes.{note.code}", value=note.value)))
        if found.people:
            names = [f"{one.name}{f' ({one.email})' if one.email else ''}" for one in found.people[:5]]
            st.caption(plain(" · ".join(names) + (" …" if len(found.people) > 5 else "")))
        if refused:
            st.warning(t("people.imports.refused", count=refused))
            st.html(_problems(found.problems[:PROBLEMS_SHOWN]))
        if len(found.problems) > PROBLEMS_SHOWN:
            st.caption(t("people.imports.more_problems", count=len(found.problems) - PROBLEMS_SHOWN))


def _problems(problems: tuple[RowProblem, ...]) -> str:
    lines = "".join(f"<li>{escape(problem_sentence(one))}</li>" for one in problems)
    return f"<ul>{lines}</ul>"


def problem_sentence(one: RowProblem) -> str:
    """Say why one row cannot be imported, by row and column."""
    why = t(f"people.imports.problems.{one.code}", value=one.value, first=texts.number(one.first_row or 0))
    return t("people.imports.problem", row=texts.number(one.row), column=one.column, why=why)


def _language(code: str) -> str:
    return t(f"staff.languages.{code}")
