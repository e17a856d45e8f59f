"""Add candidates singly or from a file: what would be added, what is noted."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from errors import EntregentError, MissingColumn, UnreadableFile
from texts import t
from texts.imports import note_said, problem_said
from texts.letters import letter
from views.candidates.fresh_links import by_mail, language_name, languages_of, show_fresh, take_fresh
from views.common.layout import card
from views.common.staff_frame import show_problem
from views.common.text import escape_markdown
from workflows.campaigns.drafts import Campaign
from workflows.candidates import import_list, invitations
from workflows.candidates.import_columns import Chosen
from workflows.candidates.import_list import ImportPreview, Layout
from workflows.candidates.import_rows import RowProblem
from workflows.candidates.import_text import CHOICES
from workflows.candidates.import_titles import FIELDS
from workflows.common.access import Actor

TAKEN = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods", "numbers", "xlsb"]
"""Endings that can be chosen; some only to be told what to save the file as."""
PROBLEMS_SHOWN = 100
PEOPLE_SHOWN = 5
ACCENTED_SHOWN = 60


@dataclass(frozen=True)
class _File:
    """A file as it was brought in, and where what a person says about it is kept."""

    name: str
    raw: bytes
    key: str
    """Session key of what was chosen; another file has another."""

    @property
    def chosen(self) -> Chosen:
        return st.session_state.get(self.key, Chosen())


def draw_file(actor: Actor, campaign: Campaign) -> None:
    """Take a file, show everything that would come of it, and add the people once that is confirmed."""
    st.header(t("people.imports.title"), anchor=False)
    st.markdown(t("people.imports.lead"))
    default = _default_language(campaign)
    edition = st.session_state.get(f"imports:{campaign.id}", 0)
    sent = st.file_uploader(t("people.imports.file"), type=TAKEN, key=f"import:{campaign.id}:{edition}")
    if sent is None:
        return
    file = _File(sent.name, sent.getvalue(), f"import_chosen:{campaign.id}:{sent.file_id}")
    others = f"{file.key}:namesakes"
    try:
        found = import_list.preview(
            actor, campaign.id, file.name, file.raw, language=default, chosen=file.chosen,
            with_namesakes=bool(st.session_state.get(others)),
        )  # fmt: skip
    except EntregentError as problem:
        show_problem(problem)
        _ask_after(file, problem)
        return
    _show(found)
    if others in st.session_state or any(one.code == import_list.NAMESAKE for one in found.problems):
        st.checkbox(t("people.imports.namesakes"), key=others)
    with st.expander(t("people.imports.otherwise")):
        _ask(file)
    if found.people:
        _confirm(actor, campaign, file, found, default, edition)


def _confirm(
    actor: Actor, campaign: Campaign, file: _File, found: ImportPreview, default: str, edition: int
) -> None:
    is_mailed = by_mail("import_by_mail")
    label = t("people.imports.confirm", count=len(found.people))
    if not st.button(label, type="primary", key="import_confirm"):
        return
    try:
        links = import_list.import_people(
            actor,
            campaign.id,
            file.name,
            file.raw,
            language=default,
            chosen=file.chosen,
            with_namesakes=bool(st.session_state.get(f"{file.key}:namesakes")),
            write=letter if is_mailed else None,
        )
    except EntregentError as problem:
        show_problem(problem)
        return
    take_fresh(actor, campaign.id, links)
    st.session_state[f"imports:{campaign.id}"] = edition + 1
    st.rerun()


def _default_language(campaign: Campaign) -> str:
    offered = languages_of(campaign)
    if len(offered) == 1:
        return offered[0]
    return str(
        st.radio(
            t("people.imports.default_language"),
            offered,
            format_func=language_name,
            horizontal=True,
            key="import_language",
        )
    )


def _ask_after(file: _File, problem: EntregentError) -> None:
    """Offer to name columns or the encoding where the file does not say which."""
    in_doubt = isinstance(problem, MissingColumn) or (
        isinstance(problem, UnreadableFile) and problem.details.get("reason") == "encoding"
    )
    if in_doubt:
        with card("import_columns"):
            _ask(file)


def _ask(file: _File) -> None:
    try:
        seen = import_list.layout(file.name, file.raw, file.chosen)
    except EntregentError:
        seen = Layout((), "unknown")
    with st.form(f"{file.key}:form", border=False):
        st.markdown(t("people.imports.columns.lead"))
        encoding = _ask_encoding(file, seen)
        columns = _ask_columns(file, seen) if seen.labels else {}
        has_titles = not st.checkbox(
            t("people.imports.columns.no_titles"), value=not file.chosen.has_titles, key=f"{file.key}:bare"
        )
        sent = st.form_submit_button(t("people.imports.columns.read"))
    if sent:
        is_named = bool(columns.keys() & {"name", "first_name", "last_name"})
        if seen.labels and not is_named and (columns or encoding is None):
            st.error(t("people.imports.columns.no_name"))
            return
        st.session_state[file.key] = Chosen(encoding, columns or None, has_titles)
        st.rerun()


def _ask_encoding(file: _File, seen: Layout) -> str | None:
    """Ask what the file is written in; only where it does not say so itself."""
    if not seen.encoding:
        return None
    at = CHOICES.index(seen.encoding) if seen.encoding in CHOICES else None
    return st.selectbox(
        t("people.imports.columns.encoding"),
        CHOICES,
        index=at,
        format_func=lambda one: t(f"people.imports.encodings.{one}"),
        key=f"{file.key}:encoding",
    )


def _ask_columns(file: _File, seen: Layout) -> dict[str, int]:
    before = file.chosen.columns or {}
    found: dict[str, int] = {}
    for field in FIELDS:
        place = st.selectbox(
            t(f"people.imports.columns.{field}"),
            range(len(seen.labels)),
            index=before.get(field),
            format_func=seen.labels.__getitem__,
            placeholder=t("people.imports.columns.none"),
            key=f"{file.key}:{field}",
        )
        if place is not None:
            found[field] = place
    return found


def _show(found: ImportPreview) -> None:
    refused = len({problem.row for problem in found.problems})
    with card("preview"):
        st.markdown(f"**{t('people.imports.good', count=len(found.people))}**")
        for note in found.notes:
            st.info(escape_markdown(note_said(note)))
        if found.people:
            _names(
                [f"{person.name}{f' ({person.email})' if person.email else ''}" for person in found.people]
            )
        if found.accented and any(note.code == "encoding" for note in found.notes):
            listed = ", ".join(found.accented[:ACCENTED_SHOWN])
            more = " …" if len(found.accented) > ACCENTED_SHOWN else ""
            st.markdown(escape_markdown(t("people.imports.accented", names=listed + more)))
        if refused:
            st.warning(t("people.imports.refused", count=refused))
            st.html(_problems(found.problems[:PROBLEMS_SHOWN]))
        if len(found.problems) > PROBLEMS_SHOWN:
            st.caption(t("people.imports.more_problems", count=len(found.problems) - PROBLEMS_SHOWN))


def _names(people: list[str]) -> None:
    st.caption(
        escape_markdown(" · ".join(people[:PEOPLE_SHOWN]) + (" …" if len(people) > PEOPLE_SHOWN else ""))
    )
    if len(people) > PEOPLE_SHOWN:
        with st.expander(t("people.imports.everybody", count=len(people))):
            lines = "".join(f"<li>{escape(person)}</li>" for person in people)
            st.html(f"<ol>{lines}</ol>")


def _problems(problems: tuple[RowProblem, ...]) -> str:
    lines = "".join(f"<li>{escape(problem_said(problem))}</li>" for problem in problems)
    return f"<ul>{lines}</ul>"


def draw(actor: Actor, campaign: Campaign) -> None:
    """Invite people while the campaign is running."""
    show_fresh(campaign)
    if campaign.state != "published":
        st.info(t("people.invite.closed"))
        return
    _one(actor, campaign)
    draw_file(actor, campaign)


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
