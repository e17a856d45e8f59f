"""Invite candidates, one at a time or from a file, which is previewed before anybody is added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from errors import EntregentError, MissingColumn, UnreadableFile
from texts import t
from texts.imports import note_said, problem_said
from texts.letters import letter
from texts.markup import Html
from views.candidates.fresh_links import show_fresh, take_fresh
from views.common.layout import card
from views.common.staff_frame import show_problem
from views.common.text import escape_markdown
from workflows.campaigns.drafts import Campaign
from workflows.candidates import import_list, invitations
from workflows.candidates.import_columns import Chosen
from workflows.candidates.import_list import ImportPreview, Layout
from workflows.candidates.import_text import CHOICES
from workflows.candidates.import_titles import FIELDS
from workflows.common.access import Actor
from workflows.common.stored_settings import read_settings
from workflows.mail.smtp_settings import mail_setup

TAKEN = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods", "numbers", "xlsb"]
"""Endings that can be chosen; some only to be told what to save the file as."""
PROBLEMS_SHOWN = 100
PEOPLE_SHOWN = 5
ACCENTED_SHOWN = 60


@dataclass(frozen=True)
class _File:
    """An uploaded file, and the session key of what a recruiter says about its columns."""

    name: str
    raw: bytes
    key: str
    """Session key of what was chosen; another file has another."""

    @property
    def chosen(self) -> Chosen:
        return st.session_state.get(self.key, Chosen())


def draw(actor: Actor, campaign: Campaign) -> None:
    """Draw the links just made and, while the campaign is running, both ways to invite."""
    show_fresh(campaign)
    if campaign.state != "published":
        st.info(t("people.invite.closed"))
        return
    _invite_one(actor, campaign)
    _import_file(actor, campaign)


def _invite_one(actor: Actor, campaign: Campaign) -> None:
    st.header(t("people.invite.one"), anchor=False)
    offered = _languages_of(campaign)
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
            format_func=_language_name,
            horizontal=True,
            key="add_language",
        )
        is_mailed = _by_mail("add_by_mail")
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


def _import_file(actor: Actor, campaign: Campaign) -> None:
    """Take a file, preview everything that would come of it, and add the people once that is confirmed."""
    st.header(t("people.imports.title"), anchor=False)
    st.markdown(t("people.imports.lead"))
    default = _default_language(campaign)
    edition = st.session_state.get(f"imports:{campaign.id}", 0)
    sent = st.file_uploader(t("people.imports.file"), type=TAKEN, key=f"import:{campaign.id}:{edition}")
    if sent is None:
        return
    file = _File(sent.name, sent.getvalue(), f"import_chosen:{campaign.id}:{sent.file_id}")
    namesakes_key = f"{file.key}:namesakes"
    try:
        preview = import_list.preview(
            actor, campaign.id, file.name, file.raw, language=default, chosen=file.chosen,
            with_namesakes=bool(st.session_state.get(namesakes_key)),
        )  # fmt: skip
    except EntregentError as problem:
        show_problem(problem)
        _ask_after(file, problem)
        return
    _preview(preview)
    if namesakes_key in st.session_state or any(
        row_problem.code == import_list.NAMESAKE for row_problem in preview.problems
    ):
        st.checkbox(t("people.imports.namesakes"), key=namesakes_key)
    with st.expander(t("people.imports.otherwise")):
        _ask(file)
    if preview.people:
        _confirm(actor, campaign, file, preview, default, edition)


def _confirm(
    actor: Actor, campaign: Campaign, file: _File, preview: ImportPreview, default: str, edition: int
) -> None:
    is_mailed = _by_mail("import_by_mail")
    label = t("people.imports.confirm", count=len(preview.people))
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
    offered = _languages_of(campaign)
    if len(offered) == 1:
        return offered[0]
    return str(
        st.radio(
            t("people.imports.default_language"),
            offered,
            format_func=_language_name,
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
        layout = import_list.layout(file.name, file.raw, file.chosen)
    except EntregentError:
        layout = Layout((), "unknown")
    with st.form(f"{file.key}:form", border=False):
        st.markdown(t("people.imports.columns.lead"))
        encoding = _ask_encoding(file, layout)
        columns = _ask_columns(file, layout) if layout.labels else {}
        has_titles = not st.checkbox(
            t("people.imports.columns.no_titles"), value=not file.chosen.has_titles, key=f"{file.key}:bare"
        )
        sent = st.form_submit_button(t("people.imports.columns.read"))
    if sent:
        is_named = bool(columns.keys() & {"name", "first_name", "last_name"})
        if layout.labels and not is_named and (columns or encoding is None):
            st.error(t("people.imports.columns.no_name"))
            return
        st.session_state[file.key] = Chosen(encoding, columns or None, has_titles)
        st.rerun()


def _ask_encoding(file: _File, layout: Layout) -> str | None:
    """Ask for the file's encoding, where it does not say so itself."""
    if not layout.encoding:
        return None
    at = CHOICES.index(layout.encoding) if layout.encoding in CHOICES else None
    return st.selectbox(
        t("people.imports.columns.encoding"),
        CHOICES,
        index=at,
        format_func=lambda code: t(f"people.imports.encodings.{code}"),
        key=f"{file.key}:encoding",
    )


def _ask_columns(file: _File, layout: Layout) -> dict[str, int]:
    stored = file.chosen.columns or {}
    columns: dict[str, int] = {}
    for field in FIELDS:
        place = st.selectbox(
            t(f"people.imports.columns.{field}"),
            range(len(layout.labels)),
            index=stored.get(field),
            format_func=layout.labels.__getitem__,
            placeholder=t("people.imports.columns.none"),
            key=f"{file.key}:{field}",
        )
        if place is not None:
            columns[field] = place
    return columns


def _preview(preview: ImportPreview) -> None:
    refused = len({problem.row for problem in preview.problems})
    with card("preview"):
        st.markdown(f"**{t('people.imports.good', count=len(preview.people))}**")
        for note in preview.notes:
            st.info(escape_markdown(note_said(note)))
        if preview.people:
            _names(
                [f"{person.name}{f' ({person.email})' if person.email else ''}" for person in preview.people]
            )
        if preview.accented and any(note.code == "encoding" for note in preview.notes):
            accented = ", ".join(preview.accented[:ACCENTED_SHOWN])
            more = " …" if len(preview.accented) > ACCENTED_SHOWN else ""
            st.markdown(escape_markdown(t("people.imports.accented", names=accented + more)))
        if refused:
            st.warning(t("people.imports.refused", count=refused))
            problems = [problem_said(problem) for problem in preview.problems[:PROBLEMS_SHOWN]]
            st.html(Html("<ul>{}</ul>").format(_items(problems)))
        if len(preview.problems) > PROBLEMS_SHOWN:
            st.caption(t("people.imports.more_problems", count=len(preview.problems) - PROBLEMS_SHOWN))


def _names(people: list[str]) -> None:
    st.caption(
        escape_markdown(" · ".join(people[:PEOPLE_SHOWN]) + (" …" if len(people) > PEOPLE_SHOWN else ""))
    )
    if len(people) > PEOPLE_SHOWN:
        with st.expander(t("people.imports.everybody", count=len(people))):
            st.html(Html("<ol>{}</ol>").format(_items(people)))


def _items(lines: Iterable[str]) -> Html:
    return Html().join(Html("<li>{}</li>").format(line) for line in lines)


def _languages_of(campaign: Campaign) -> list[str]:
    """Return the languages a campaign's candidates may choose from."""
    return list(read_settings(campaign.settings).languages)


def _language_name(code: str) -> str:
    """Return a language's name in the reader's own."""
    return t(f"staff.languages.{code}")


def _by_mail(key: str) -> bool:
    """Offer to send the invitation too, where a mail server is set up."""
    if mail_setup().server is None:
        return False
    return st.checkbox(t("mail.send.by_mail"), value=True, help=t("mail.send.by_mail_hint"), key=key)
