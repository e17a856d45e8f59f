"""Who sits on a panel, and what each of them minds most."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from texts import both, t
from views.hours import deadline
from views.notice import plain
from workflows import interviews
from workflows.access import Actor
from workflows.interview_suggestions import EYES, Occasion, clashes, suggested_focus
from workflows.interviews import MAX_PANEL, PlannedInterview, PlannedSeat, SeatPlan


def ask(actor: Actor, key: str, asked: Occasion, before: Sequence[PlannedSeat]) -> list[SeatPlan]:
    """Ask for a panel, with a suggestion of who minds what; empty while nobody is chosen."""
    st.subheader(t("interviews.panel.title"), anchor=False)
    st.caption(t("interviews.panel.who_hint"))
    people = {one.account_id: one.name for one in interviews.possible_interviewers(actor)}
    # Whoever sits there already stays a choice, even when their account was closed meanwhile.
    people |= {one.account_id: one.name for one in before}
    chosen = st.multiselect(
        t("interviews.panel.who"),
        list(people),
        default=[one.account_id for one in before],
        format_func=lambda one: people.get(one, ""),
        max_selections=MAX_PANEL,
        placeholder=t("interviews.panel.pick"),
        key=f"panel:{key}",
    )
    if not chosen:
        return []
    focus = _focus(key, asked, chosen, people, {one.account_id: one.focus for one in before})
    if len(chosen) == 1:
        st.caption(t("interviews.panel.alone"))
    else:
        _warn_of_eyes(asked, focus)
    return [SeatPlan(one, focus[one]) for one in chosen]


def _focus(
    key: str,
    asked: Occasion,
    chosen: Sequence[str],
    people: Mapping[str, str],
    before: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    """Ask what each of them minds: as stored for the same panel, as suggested for another one."""
    names = {code: both(name) for code, name in asked.competencies}
    offered = dict(zip(chosen, suggested_focus(list(names), len(chosen)), strict=True))
    is_same = set(before) == set(chosen)
    given: dict[str, tuple[str, ...]] = {}
    for who in chosen:
        first = before[who] if is_same else offered[who]
        given[who] = tuple(
            st.multiselect(
                plain(t("interviews.panel.focus", name=people[who])),
                list(names),
                default=[code for code in first if code in names],
                format_func=lambda code: names.get(code, ""),
                placeholder=t("interviews.panel.focus_pick"),
                key=f"focus:{key}:{who}:{len(chosen)}:{chosen.index(who)}",
            )
        )
    st.caption(t("interviews.panel.focus_hint"))
    return given


def _warn_of_eyes(asked: Occasion, focus: Mapping[str, tuple[str, ...]]) -> None:
    """Say which competencies fewer than two people mind."""
    minded = Counter(code for codes in focus.values() for code in codes)
    for n, said in ((0, "no_eye"), (EYES - 1, "one_eye")):
        few = [both(name) for code, name in asked.competencies if minded[code] == n]
        if few:
            st.warning(plain(t(f"interviews.panel.{said}", names=", ".join(few))))


def warn_of_clashes(
    panel: Sequence[SeatPlan],
    starts: Sequence[dt.datetime],
    minutes: int,
    others: Sequence[PlannedInterview],
    zone: str,
) -> None:
    """Say who would have to be in two rooms at a time."""
    for one in clashes([seat.account_id for seat in panel], starts, minutes, others):
        st.warning(
            plain(
                t(
                    "interviews.panel.clash",
                    name=one.name,
                    other=one.other,
                    when=deadline(one.starts_at, zone),
                )
            )
        )
