"""What a marker has submitted: their own marks, and how severe they are; nothing of anybody else's."""

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
    found = marking_desk.marked(actor, desk.campaign_id, desk.prompt.item_id)
    if not found:
        st.info(t("marking.own.none"))
        return
    st.markdown(escape_markdown(t("marking.own.lead", count=len(found))))
    own = [
        one
        for one in marker_agreement.my_severity(actor, desk.campaign_id)
        if one.item_id == desk.prompt.item_id
    ]
    if own:
        st.subheader(t("marking.own.severity"), anchor=False)
        st.caption(t("marking.own.severity_lead"))
        names = [(dimension.id, dimension.name) for dimension in desk.prompt.dimensions]
        severity_table(t("marking.own.severity"), names, [(t("marking.own.you"), own[0])])
    st.subheader(t("marking.own.marks"), anchor=False)
    if any(one.suggestion for one in found):
        st.caption(t("marking.own.suggestion_lead"))
    for one in found:
        _reply(desk.prompt, one)


def _reply(prompt: Prompt, one: OwnMark) -> None:
    with card(f"own_{one.code}"):
        st.markdown(escape_markdown(one.text))
        rows = [(t("marking.own.mine"), one.marks)]
        if one.suggestion:
            rows.append((t("marking.own.suggested"), one.suggestion))
        head = [t("marking.own.who"), *(both(dimension.name) for dimension in prompt.dimensions)]
        cells = [[who, *(number(given[d.id]) for d in prompt.dimensions)] for who, given in rows]
        table(t("marking.own.marks_of", code=one.code), head, cells)
        if one.note:
            st.caption(escape_markdown(t("marking.own.note", note=one.note)))
