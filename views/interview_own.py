"""What an interviewer reads of their own severity, and of nobody else's."""

from __future__ import annotations

import streamlit as st

from texts import number, t
from views.interview_figures import figure, heads
from views.marking_table import Cell, table
from workflows import interview_quality
from workflows.access import Actor


def show(actor: Actor) -> None:
    """Show how severe this interviewer is next to panel mates, campaign by campaign."""
    st.header(t("interviews.own.title"), anchor=False)
    found = interview_quality.own_severity(actor)
    if not found:
        st.caption(t("interviews.own.none"))
        return
    st.caption(t("interviews.own.lead"))
    rows: list[list[Cell]] = [
        [
            one.campaign_title,
            number(one.n_interviews),
            figure(one.severity),
            number(one.severity.n),
            number(one.severity.n_ratings),
        ]
        for one in found
    ]
    head = [
        t("interviews.own.campaign"),
        t("interviews.own.interviews"),
        *heads(["severity", "n", "ratings"]),
    ]
    table(t("interviews.own.title"), head, rows)
