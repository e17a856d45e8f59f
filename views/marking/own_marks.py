"""A marker's own submitted marks on a prompt, and their severity; nothing of other markers."""

from __future__ import annotations

import streamlit as st

from errors import EntregentError
from texts import both, number, t
from views.common.layout import card, table
from views.common.staff_frame import show_problem
from views.common.text import escape_markdown
from views.marking.figures import severity_table
from workflows.common.access import Actor
from workflows.marking import desk as marking_desk
from workflows.marking import marker_agreement
from workflows.marking.assignment import Prompt
from workflows.marking.desk import Desk, OwnMark


def show(actor: Actor, desk: Desk, problem: EntregentError | None) -> None:
    """Let a marker look back at a prompt."""
    show_problem(problem)
    marks = marking_desk.marked(actor, desk.campaign_id, desk.prompt.item_id)
    if not marks:
        st.info(t("marking.own.none"))
        return
    st.markdown(escape_markdown(t("marking.own.lead", count=len(marks))))
    severities = [
        severity
        for severity in marker_agreement.my_severity(actor, desk.campaign_id)
        if severity.item_id == desk.prompt.item_id
    ]
    if severities:
        st.subheader(t("marking.own.severity"), anchor=False)
        st.caption(t("marking.own.severity_lead"))
        names = [(dimension.id, dimension.name) for dimension in desk.prompt.dimensions]
        severity_table(t("marking.own.severity"), names, [(t("marking.own.you"), severities[0])])
    st.subheader(t("marking.own.marks"), anchor=False)
    if any(mark.suggestion for mark in marks):
        st.caption(t("marking.own.suggestion_lead"))
    for mark in marks:
        _reply(desk.prompt, mark)


def _reply(prompt: Prompt, mark: OwnMark) -> None:
    with card(f"own_{mark.code}"):
        st.markdown(escape_markdown(mark.text))
        rows = [(t("marking.own.mine"), mark.marks)]
        if mark.suggestion:
            rows.append((t("marking.own.suggested"), mark.suggestion))
        head = [t("marking.own.who"), *(both(dimension.name) for dimension in prompt.dimensions)]
        cells = [
            [title, *(number(marks[dimension.id]) for dimension in prompt.dimensions)]
            for title, marks in rows
        ]
        table(t("marking.own.marks_of", code=mark.code), head, cells)
        if mark.note:
            st.caption(escape_markdown(t("marking.own.note", note=mark.note)))
