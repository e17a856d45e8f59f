"""Form to plan, change or cancel one interview with its panel; and the questions a series asks as well."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

import texts
from texts import both, t
from views.common.act import press
from views.common.layout import card
from views.common.staff_frame import zone_of
from views.common.text import deadline, escape_markdown, typed_hour
from workflows.campaigns.drafts import Campaign
from workflows.candidates.monitor import Line
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.text import MAX_PLACE
from workflows.interviews import planning
from workflows.interviews.panel import MAX_PANEL, SeatPlan
from workflows.interviews.planning import MAX_MINUTES, MIN_MINUTES, PlannedInterview, PlannedSeat
from workflows.interviews.suggestions import EYES, Occasion, clashes, suggested_focus

SAVED = "interviews:saved"
"""Where the number of interviews just planned waits: a callback does not know the language yet."""
AHEAD = dt.timedelta(days=7)
MORNING = dt.time(10, 0)


def draw(
    actor: Actor,
    campaign: Campaign,
    occasion: Occasion,
    interviews: Sequence[PlannedInterview],
    free: Sequence[Line],
) -> None:
    """Choose a person, then plan or change their interview."""
    st.header(t("interviews.one.title"), anchor=False)
    zone = zone_of(campaign.settings)
    by_candidate = {interview.candidate_id: interview for interview in interviews}
    names = {person.candidate_id: person.name for person in (*free, *interviews)}
    chosen = st.selectbox(
        t("interviews.one.choose"),
        sorted(
            names,
            key=lambda candidate_id: (
                candidate_id in by_candidate and not by_candidate[candidate_id].is_cancelled,
                names[candidate_id].casefold(),
            ),
        ),
        index=None,
        format_func=lambda candidate_id: _line(names.get(candidate_id), by_candidate.get(candidate_id), zone),
        placeholder=t("interviews.panel.pick"),
        key=f"interview_with:{campaign.id}",
        width=520,
    )
    if chosen is None:
        return
    with card("interview"):
        before = by_candidate.get(chosen)
        if before is not None and before.is_complete:
            _complete(before)
        else:
            _ask(actor, campaign, occasion, interviews, chosen, before)


def _line(name: str | None, interview: PlannedInterview | None, zone: str) -> str:
    if name is None:
        return ""
    if interview is None:
        return f"{name} · {t('interviews.one.not_planned')}"
    if interview.is_cancelled:
        return f"{name} · {t('interviews.plan.state.cancelled')}"
    when = deadline(interview.starts_at, zone) if interview.starts_at else t("interviews.plan.no_date")
    return f"{name} · {when}"


def _complete(interview: PlannedInterview) -> None:
    st.markdown(t("interviews.one.complete"))
    if st.button(t("interviews.one.consensus"), type="primary", key=f"sheets:{interview.id}"):
        st.query_params["interview"] = interview.id
        st.rerun()


def _ask(
    actor: Actor,
    campaign: Campaign,
    occasion: Occasion,
    interviews: Sequence[PlannedInterview],
    candidate_id: str,
    before: PlannedInterview | None,
) -> None:
    # What was stored last is part of the key: after a change by a colleague the fields show that.
    key = f"{candidate_id}:{before}"
    zone = zone_of(campaign.settings)
    starts_at = _when(key, before, zone)
    minutes, place = ask_meeting(key, occasion, before)
    panel = ask_panel(actor, key, occasion, before.seats if before else ())
    others = [interview for interview in interviews if interview.candidate_id != candidate_id]
    if starts_at is not None:
        warn_of_clashes(panel, [starts_at], minutes, others, zone)

    def save() -> None:
        planning.plan(
            actor,
            campaign.id,
            candidate_id,
            starts_at=starts_at,
            minutes=minutes,
            place=place,
            panel=panel,
            shown=planning.shown_as(before),
        )
        st.session_state[SAVED] = 1

    is_off = before is not None and before.is_cancelled
    with st.container(horizontal=True):
        label = t("interviews.one.replan") if is_off else t("interviews.one.save")
        press(label, key=f"save:{key}", do=save, type="primary", disabled=not panel)
        if before is not None and not is_off:
            press(
                t("interviews.one.cancel"),
                key=f"cancel:{key}",
                do=partial(planning.cancel, actor, before.id),
                help=t("interviews.one.cancel_hint"),
            )


def _when(key: str, before: PlannedInterview | None, zone: str) -> dt.datetime | None:
    has_date = st.checkbox(
        t("interviews.one.has_date"), value=before is None or before.starts_at is not None, key=f"dated:{key}"
    )
    if not has_date:
        return None
    known = before.starts_at if before else None
    left, right = st.columns(2)
    with left:
        day = ask_day(t("interviews.one.day"), f"day:{key}", known, zone)
    with right:
        hour = ask_hour(t("interviews.one.hour"), f"hour:{key}", known, zone)
    st.caption(t("interviews.one.zone", zone=zone))
    return typed_hour(day, hour, zone)


def ask_panel(actor: Actor, key: str, occasion: Occasion, before: Sequence[PlannedSeat]) -> list[SeatPlan]:
    """Ask for a panel, with a suggested focus for each member; empty while nobody is chosen."""
    st.subheader(t("interviews.panel.title"), anchor=False)
    st.caption(t("interviews.panel.who_hint"))
    people = {person.account_id: person.name for person in planning.possible_interviewers(actor)}
    # Whoever sits there already stays a choice, even when their account was closed meanwhile.
    people |= {seat.account_id: seat.name for seat in before}
    chosen = st.multiselect(
        t("interviews.panel.who"),
        list(people),
        default=[seat.account_id for seat in before],
        format_func=lambda account_id: people.get(account_id, ""),
        max_selections=MAX_PANEL,
        placeholder=t("interviews.panel.pick"),
        key=f"panel:{key}",
    )
    if not chosen:
        return []
    focus = _focus(key, occasion, chosen, people, {seat.account_id: seat.focus for seat in before})
    if len(chosen) == 1:
        st.caption(t("interviews.panel.alone"))
    else:
        _warn_of_eyes(occasion, focus)
    return [SeatPlan(account_id, focus[account_id]) for account_id in chosen]


def _focus(
    key: str,
    occasion: Occasion,
    chosen: Sequence[str],
    people: Mapping[str, str],
    before: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    """Ask for each member's competencies: as stored for the same panel, as suggested for another one."""
    names = {code: both(name) for code, name in occasion.competencies}
    offered = dict(zip(chosen, suggested_focus(list(names), len(chosen)), strict=True))
    is_same = set(before) == set(chosen)
    focus: dict[str, tuple[str, ...]] = {}
    for account_id in chosen:
        first = before[account_id] if is_same else offered[account_id]
        focus[account_id] = tuple(
            st.multiselect(
                escape_markdown(t("interviews.panel.focus", name=people[account_id])),
                list(names),
                default=[code for code in first if code in names],
                format_func=lambda code: names.get(code, ""),
                placeholder=t("interviews.panel.focus_pick"),
                key=f"focus:{key}:{account_id}:{len(chosen)}:{chosen.index(account_id)}",
            )
        )
    st.caption(t("interviews.panel.focus_hint"))
    return focus


def _warn_of_eyes(occasion: Occasion, focus: Mapping[str, tuple[str, ...]]) -> None:
    """Say which competencies are in the focus of fewer than two people."""
    observers = Counter(code for codes in focus.values() for code in codes)
    for n, key in ((0, "no_eye"), (EYES - 1, "one_eye")):
        few = [both(name) for code, name in occasion.competencies if observers[code] == n]
        if few:
            st.warning(escape_markdown(t(f"interviews.panel.{key}", names=", ".join(few))))


def warn_of_clashes(
    panel: Sequence[SeatPlan],
    starts: Sequence[dt.datetime],
    minutes: int,
    others: Sequence[PlannedInterview],
    zone: str,
) -> None:
    """Say who would have to be in two rooms at a time."""
    for clash in clashes([seat.account_id for seat in panel], starts, minutes, others):
        st.warning(
            escape_markdown(
                t(
                    "interviews.panel.clash",
                    name=clash.name,
                    other=clash.other,
                    when=deadline(clash.starts_at, zone),
                )
            )
        )


def ask_day(label: str, key: str, known: dt.datetime | None, zone: str) -> dt.date:
    """Ask for a day; a week from now unless one is known."""
    first = (known or utc_now() + AHEAD).astimezone(ZoneInfo(zone)).date()
    shape = "DD/MM/YYYY" if texts.language() == "fr" else "YYYY-MM-DD"
    day = st.date_input(label, value=first, format=shape, key=key)
    return day if isinstance(day, dt.date) else first


def ask_hour(label: str, key: str, known: dt.datetime | None, zone: str) -> dt.time:
    """Ask for a time on the campaign's clock; ten in the morning unless one is known."""
    first = known.astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0) if known else MORNING
    hour = st.time_input(label, value=first, step=dt.timedelta(minutes=5), key=key)
    return hour if isinstance(hour, dt.time) else first


def ask_meeting(key: str, occasion: Occasion, before: PlannedInterview | None) -> tuple[int, str]:
    """Ask how long and where."""
    left, right = st.columns([1, 3])
    minutes = left.number_input(
        t("interviews.one.minutes"),
        MIN_MINUTES,
        MAX_MINUTES,
        before.minutes if before else min(occasion.minutes, MAX_MINUTES),
        step=5,
        key=f"minutes:{key}",
    )
    place = right.text_input(
        t("interviews.one.place"),
        value=before.place if before else "",
        max_chars=MAX_PLACE,
        placeholder=t("interviews.one.place_hint"),
        key=f"place:{key}",
    )
    return int(minutes), place or ""
