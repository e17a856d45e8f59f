"""Step 4: the post, weights, dates, marking, people, and what the law has the company tell candidates."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import streamlit as st

import texts
from domain import DEFAULT_WEIGHTS, FAMILIES, INTERPERSONAL_FLOOR, LANGUAGES
from texts import both, percent, t
from views.campaigns.draft_tab import DraftTab, plain_value
from views.common.layout import card
from views.common.text import typed_hour
from workflows.campaigns import draft_edits
from workflows.campaigns.campaign_settings import (
    MAX_PLACES,
    MAX_RETENTION_MONTHS,
    Problem,
    settings_problems,
    time_zones,
)
from workflows.campaigns.charters import competency_names
from workflows.campaigns.draft_edits import WEIGHTS
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.stored_settings import DEFAULTS

COMMON_ZONES = (
    "Europe/Paris", "Europe/Brussels", "Europe/Zurich", "Europe/Luxembourg", "Europe/London", "Europe/Dublin",
    "America/Montreal", "America/Martinique", "Indian/Reunion", "Pacific/Noumea", "Africa/Casablanca", "UTC",
)  # fmt: skip
LOWEST_AGREEMENT, HIGHEST_AGREEMENT = 0.50, 0.95
"""What may be required of a marker in training, as a quadratic weighted kappa."""


class _Fields:
    """Widgets of one draft: each starts from what this tab was shown and remembers what it holds now."""

    def __init__(self, tab: DraftTab) -> None:
        self._tab = tab
        self.now: dict[str, Any] = dict(tab.shown)

    def key(self, name: str, widget: str | None = None) -> str:
        return self._tab.key(name, widget)

    def stored(self, name: str, default: Any = None) -> Any:
        return self._tab.shown.get(name, default)

    def line(self, name: str, *, tall: bool = False) -> None:
        draw = st.text_area if tall else st.text_input
        typed = draw(
            t(f"edit.settings.{name}.label"),
            value=str(self.stored(name) or ""),
            help=t(f"edit.settings.{name}.hint"),
            max_chars=600 if tall else 160,
            key=self.key(name),
        )
        self.now[name] = (typed or "").strip() or None

    def choice(self, name: str, values: tuple[str, ...]) -> None:
        stored = self.stored(name)
        self.now[name] = st.radio(
            t(f"edit.settings.{name}.label"),
            values,
            index=values.index(stored) if stored in values else 0,
            format_func=lambda value: t(f"edit.settings.{name}.{value}"),
            help=t(f"edit.settings.{name}.hint"),
            key=self.key(name),
        )

    def whole(self, name: str, lowest: int, highest: int) -> None:
        stored = self.stored(name)
        value = stored if isinstance(stored, int) and lowest <= stored <= highest else lowest
        self.now[name] = st.number_input(
            t(f"edit.settings.{name}.label"),
            lowest,
            highest,
            value,
            step=1,
            help=t(f"edit.settings.{name}.hint"),
            key=self.key(name),
        )


def draw(actor: Actor, campaign: Campaign) -> None:
    """Fill in the settings; each is kept as soon as it is left."""
    tab = DraftTab(
        f"setting:{campaign.id}",
        draft_edits.settings_fields(campaign.settings),
        partial(draft_edits.change_settings, actor, campaign.id),
    )
    fields = _Fields(tab)
    for name, ask in _SECTIONS:
        with card(name):
            st.header(t(f"edit.settings.{name}"), anchor=False)
            ask(fields)
    tab.merge(fields.now, label=_field_name, value=_in_words)
    _missing(campaign)


def _post(fields: _Fields) -> None:
    left, right = st.columns([3, 1])
    with left:
        fields.line("job_title")
    with right:
        fields.whole("places", 1, MAX_PLACES)
    st.markdown(f"**{t('edit.settings.languages.label')}**")
    st.caption(t("edit.settings.languages.hint"))
    stored = fields.stored("languages") or []
    with st.container(horizontal=True):
        fields.now["languages"] = [
            code
            for code in LANGUAGES
            if st.checkbox(
                t(f"staff.languages.{code}"),
                value=code in stored,
                key=fields.key("languages", f"language_{code}"),
            )
        ]


def _weights(fields: _Fields) -> None:
    families = fields.stored("family_weights") or {}
    stored, floor = round(100 * float(families.get("interpersonal", 0.8))), round(100 * INTERPERSONAL_FLOOR)
    share = st.slider(
        t("edit.settings.family_weights.label"),
        # A copy of a campaign from before the floor shows what it has, and says below that it is too little.
        min(floor, max(0, stored)),
        100,
        max(0, min(100, stored)),
        step=5,
        format="%d %%",
        help=t("edit.settings.family_weights.hint", floor=percent(INTERPERSONAL_FLOOR)),
        key=fields.key("family_weights", "interpersonal"),
    )
    fields.now["family_weights"] = {"interpersonal": share / 100, "technical": (100 - share) / 100}
    st.caption(t("edit.settings.family_weights.says", people=f"{share}", tools=f"{100 - share}"))
    with st.expander(t("edit.settings.competency_weights.label")):
        st.caption(t("edit.settings.competency_weights.hint"))
        _competencies(fields)


def _competencies(fields: _Fields) -> None:
    names = competency_names()
    columns = st.columns(2)
    for column, (family, codes) in zip(columns, FAMILIES.items(), strict=True):
        column.markdown(f"**{t(f'edit.form.families.{family}')}**")
        for code in codes:
            path = f"{WEIGHTS}.{code}"
            value = int(fields.stored(path, DEFAULT_WEIGHTS[code]))
            fields.now[path] = column.number_input(
                both(names[code]),
                0,
                100,
                max(0, min(100, value)),
                step=1,
                key=fields.key(path, f"weight_{code}"),
            )


def _dates(fields: _Fields) -> None:
    stored = _parsed(fields.stored("deadline"))
    left, middle, right = st.columns(3)
    day = left.date_input(
        t("edit.settings.deadline.day"),
        value=stored.date() if stored else None,
        format="DD/MM/YYYY" if texts.language() == "fr" else "YYYY-MM-DD",
        key=fields.key("deadline", "deadline_day"),
    )
    hour = middle.time_input(
        t("edit.settings.deadline.hour"),
        value=stored.time() if stored else dt.time(23, 59),
        step=60 * 15,
        key=fields.key("deadline", "deadline_hour"),
    )
    zone = fields.stored("time_zone") or COMMON_ZONES[0]
    zones = [*COMMON_ZONES, *([zone] if zone not in COMMON_ZONES and zone in time_zones() else [])]
    fields.now["time_zone"] = right.selectbox(
        t("edit.settings.time_zone.label"),
        zones,
        index=zones.index(zone) if zone in zones else 0,
        help=t("edit.settings.time_zone.hint"),
        key=fields.key("time_zone"),
    )
    fields.now["deadline"] = None
    if isinstance(day, dt.date) and isinstance(hour, dt.time):
        fields.now["deadline"] = dt.datetime.combine(day, hour).isoformat()
        typed_hour(day, hour, str(fields.now["time_zone"]))
    _answer_by(fields)


def _answer_by(fields: _Fields) -> None:
    stored = fields.stored("answer_by")
    promised = st.date_input(
        t("edit.settings.answer_by.label"),
        value=dt.date.fromisoformat(stored) if isinstance(stored, str) else None,
        help=t("edit.settings.answer_by.hint"),
        format="DD/MM/YYYY" if texts.language() == "fr" else "YYYY-MM-DD",
        key=fields.key("answer_by"),
    )
    fields.now["answer_by"] = promised.isoformat() if isinstance(promised, dt.date) else None


def _people(fields: _Fields) -> None:
    st.caption(t("edit.settings.people_hint"))
    _side_by_side(fields, "recruiter_name", "recruiter_contact")
    fields.line("accommodation_contact")


def _law(fields: _Fields) -> None:
    st.caption(t("edit.settings.law_hint"))
    fields.line("controller_name")
    fields.line("controller_address", tall=True)
    _side_by_side(fields, "dpo_contact", "authority")
    fields.choice("legal_basis", ("pre_contract", "legitimate_interest"))
    fields.choice("stage", ("required", "optional"))
    fields.choice("ai_assistants", ("no", "declared"))
    fields.whole("retention_months", 1, MAX_RETENTION_MONTHS)
    fields.now["blind_names"] = st.checkbox(
        t("edit.settings.blind_names.label"),
        value=bool(fields.stored("blind_names", True)),
        help=t("edit.settings.blind_names.hint"),
        key=fields.key("blind_names"),
    )
    fields.now["self_identification"] = st.checkbox(
        t("edit.settings.self_identification.label"),
        value=bool(fields.stored("self_identification", False)),
        key=fields.key("self_identification"),
    )
    st.caption(t("edit.settings.self_identification.hint"))


def _marking(fields: _Fields) -> None:
    st.caption(t("edit.settings.marking_hint"))
    stored = float(fields.stored("marker_agreement") or DEFAULTS.marker_agreement)
    fields.now["marker_agreement"] = round(
        st.slider(
            t("edit.settings.marker_agreement.label"),
            LOWEST_AGREEMENT,
            HIGHEST_AGREEMENT,
            max(LOWEST_AGREEMENT, min(HIGHEST_AGREEMENT, stored)),
            step=0.05,
            help=t("edit.settings.marker_agreement.hint"),
            key=fields.key("marker_agreement"),
        ),
        2,
    )
    fields.now["second_reader"] = st.checkbox(
        t("edit.settings.second_reader.label"),
        value=bool(fields.stored("second_reader", False)),
        key=fields.key("second_reader"),
    )
    st.caption(t("edit.settings.second_reader.hint"))


def _side_by_side(fields: _Fields, *names: str) -> None:
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            fields.line(name)


_SECTIONS = (
    ("post", _post),
    ("weights", _weights),
    ("dates", _dates),
    ("marking", _marking),
    ("people", _people),
    ("law", _law),
)


def _missing(campaign: Campaign) -> None:
    problems = settings_problems(campaign.settings, utc_now())
    if not problems:
        st.success(t("edit.settings.complete"))
        return
    lines = "\n".join(f"- {problem_sentence(problem)}" for problem in problems)
    st.info(f"{t('edit.settings.left', count=len(problems))}\n\n{lines}")


def problem_sentence(problem: Problem) -> str:
    """Return one reason why settings are not complete, as a sentence."""
    if problem.code in ("missing", "invalid"):
        catalogue = texts.texts(texts.language())
        label = catalogue.get(f"edit.settings.{problem.field}.label", problem.field)
        return t(f"edit.problems.{problem.code}", field=label)
    shares: dict[str, Any] = {name: percent(share) for name, share in problem.shares}
    return t(f"edit.problems.{problem.code}", **shares)


def _field_name(path: str) -> str:
    name, _, code = path.partition(".")
    if code in DEFAULT_WEIGHTS:
        return both(competency_names()[code])
    catalogue = texts.texts(texts.language())
    label = "edit.settings.deadline.day" if name == "deadline" else f"edit.settings.{name}.label"
    return catalogue.get(label, name)


def _in_words(path: str, value: Any) -> str:
    if path == "family_weights" and isinstance(value, dict):
        return percent(float(value.get("interpersonal", 0)))
    if path == "languages" and isinstance(value, list):
        return ", ".join(t(f"staff.languages.{code}") for code in value) or plain_value(path, None)
    text = texts.texts(texts.language()).get(f"edit.settings.{path}.{value}")
    if text is None and path == "answer_by":
        return texts.day(dt.date.fromisoformat(value)) if isinstance(value, str) else plain_value(path, value)
    return text or plain_value(path, value)


def _parsed(value: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
