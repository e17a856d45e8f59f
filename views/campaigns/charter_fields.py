"""The fields of a charter in the order of the page, with an input for each kind, and the charter card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import streamlit as st

import texts
from assessments.charter.card import CardGroup
from domain import JURISDICTIONS
from texts import both, t
from texts.markup import Html
from views.common.staff_frame import language_name, localized
from views.common.text import escape_markdown
from workflows.campaigns import charters

Kind = Literal[
    "line", "both", "sentence", "word", "several", "languages", "whole", "money", "day", "locked", "lexicon",
    "loans", "jurisdiction",
]  # fmt: skip


class Field(NamedTuple):
    """A charter field by its path, and how it is asked."""

    path: str
    kind: Kind
    lowest: int = 0
    highest: int = 0


@dataclass(frozen=True)
class Group:
    """Fields about one subject."""

    id: str
    fields: tuple[Field, ...]


def _fields(kind: Kind, prefix: str, *names: str) -> tuple[Field, ...]:
    return tuple(Field(f"{prefix}{name}", kind) for name in names)


GROUPS = (
    Group(
        "company",
        (
            Field("company.name", "line", highest=80),
            Field("company.initials", "line", highest=3),
            Field("company.about", "both", highest=160),
            Field("company.town", "line", highest=80),
            Field("brand_lexicon", "lexicon"),
        ),
    ),
    Group(
        "speakers",
        (
            *_fields("sentence", "", "employer_mention", "role_model"),
            Field("workload", "both", highest=160),
            Field("neutrality", "sentence"),
        ),
    ),
    Group(
        "information",
        (
            *_fields("word", "info.", "prices_offers", "price_changes", "stock_delivery", "staff_names"),
            *_fields("word", "info.", "staff_matters", "incidents", "sales_figures", "strategy", "partners"),
            Field("info.legal", "word"),
            Field("info.customer_cases", "locked"),
            Field("info.loan_data", "loans"),
        ),
    ),
    Group("images", _fields("sentence", "", "photo_consent", "photo_consent_minors")),
    Group(
        "answering",
        (
            Field("response_target_public", "whole", 15, 2880),
            Field("response_target_private", "whole", 15, 2880),
            *_fields("sentence", "", "coverage", "off_hours_owner"),
            Field("duty_delay_min", "whole", 5, 1440),
        ),
    ),
    Group(
        "remit",
        (
            *_fields("sentence", "", "publish_ceiling", "holding_reply_allowed"),
            Field("goodwill_limit_eur", "money", 0, 10000),
            Field("goodwill_public", "sentence"),
            Field("private_channel.may_ask", "several"),
            Field("private_channel.ask_in_public", "locked"),
        ),
    ),
    Group("contacts", ()),
    Group(
        "moderation",
        (
            *_fields("word", "moderation.", "off_topic", "spam", "profanity", "insult_person"),
            *_fields("locked", "moderation.", "civil_criticism", "personal_data", "hate", "threat"),
            Field("evidence_first", "locked"),
        ),
    ),
    Group(
        "tone",
        (
            *_fields("word", "tone.", "address", "humour", "emoji", "signature"),
            Field("tone.reply_language", "sentence"),
            Field("tone.house_languages", "languages"),
        ),
    ),
    Group(
        "tools",
        (
            *_fields("locked", "disclosure.", "label_visible", "staff_reviews_forbidden"),
            *_fields("sentence", "", "disclosure.gift_log", "ai_assist", "crisis_freeze"),
        ),
    ),
    Group(
        "footer",
        (
            Field("version", "line", highest=20),
            Field("approved_by", "line", highest=120),
            Field("date", "day"),
            Field("jurisdiction", "jurisdiction"),
        ),
    ),
)
HOUSE_LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt", "ar")
_CARD_STYLE = Html("""
<style>
.charter { border: 1px solid color-mix(in srgb, currentColor 16%, transparent); border-radius: .9rem;
  overflow: hidden; background: var(--paper); --paper: #ffffff; }
@media (prefers-color-scheme: dark) { .charter { --paper: #1c2221; } }
.charter .cover { height: 3.6rem;
  background: radial-gradient(circle at 82% 160%, #c8642b 0 38%, transparent 38.5%),
    radial-gradient(ellipse at 10% -30%, #2f8074 0 60%, transparent 60.5%), #0b5d56; }
.charter .mark { display: flex; gap: .8rem; align-items: flex-end; padding: 0 1.1rem; margin-top: -1.3rem; }
.charter .tile { position: relative; flex: none; width: 3.1rem; height: 3.1rem; border-radius: .8rem;
  display: grid; place-items: center; font-weight: 700; color: #fff; background: #0b5d56;
  border: 3px solid var(--paper); }
.charter .name { font-weight: 700; line-height: 1.2; padding-bottom: .1rem; overflow-wrap: anywhere; }
.charter .about { padding: .5rem 1.1rem 0; font-size: .9rem; opacity: .8; }
.charter .rules { padding: .4rem 1.1rem 1.1rem; font-size: .93rem; }
@media (min-width: 800px) {
  .charter.beside .rules { max-height: max(20rem, calc(100vh - 19rem)); overflow-y: auto; } }
.charter .rules:focus-visible { outline: 3px solid #2f8074; outline-offset: -3px; }
.charter .rules p { font-weight: 650; margin: .9rem 0 .25rem; }
.charter .rules ul { margin: 0; padding-left: 1.1rem; }
.charter .rules li { margin: .15rem 0; line-height: 1.4; }
</style>
""")


class Editor:
    """The widgets of one charter; ``charter`` holds their values once they are drawn."""

    def __init__(self, charter: Mapping[str, Any], key: Callable[[str, str | None], str]) -> None:
        self.charter: dict[str, Any] = dict(charter)
        self._key = key

    def key(self, path: str, widget: str | None = None) -> str:
        """Return the widget key of a field."""
        return self._key(path, widget)

    def draw(self, field: Field) -> None:
        """Ask one field and keep what it holds."""
        getattr(self, f"_{field.kind}")(field)

    def value(self, path: str) -> Any:
        """Return what the charter says at a path, None where it says nothing."""
        value: Any = self.charter
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        return value

    def set(self, path: str, value: object) -> None:
        """Keep a field's value."""
        self.charter = charters.with_value(self.charter, path, value)

    def line(self, path: str, label: str, *, longest: int) -> str:
        """Ask one line of text and return it."""
        stored = self.value(path)
        typed = st.text_input(label, value=str(stored or ""), max_chars=longest or 160, key=self.key(path))
        return (typed or "").strip()

    def _line(self, field: Field) -> None:
        self.set(field.path, self.line(field.path, _label(field.path), longest=field.highest))

    def _both(self, field: Field) -> None:
        left, right = st.columns(2)
        by_language = {}
        for column, code in ((left, "fr"), (right, "en")):
            with column:
                label = t("edit.fields.in_language", field=_label(field.path), language=language_name(code))
                by_language[code] = self.line(f"{field.path}.{code}", label, longest=field.highest)
        self.set(
            field.path, by_language if any(by_language.values()) or field.path.startswith("company") else None
        )

    def _sentence(self, field: Field) -> None:
        labels, stored = charters.choices()[field.path], self.value(field.path)
        values = list(labels)
        chosen = st.radio(
            _label(field.path),
            values,
            index=values.index(stored) if stored in values else 0,
            format_func=lambda value: escape_markdown(localized(labels[value])),
            key=self.key(field.path),
        )
        self.set(field.path, chosen)

    def _word(self, field: Field) -> None:
        labels, stored = charters.choices()[field.path], self.value(field.path)
        values = list(labels)
        chosen = st.selectbox(
            _label(field.path),
            values,
            index=values.index(stored) if stored in values else 0,
            format_func=lambda value: localized(labels[value]),
            key=self.key(field.path),
        )
        self.set(field.path, chosen)

    def _several(self, field: Field) -> None:
        labels, stored = charters.choices()[field.path], self.value(field.path) or []
        st.markdown(_label(field.path))
        ticked = [
            value
            for value, words in labels.items()
            if st.checkbox(
                escape_markdown(localized(words)),
                value=value in stored,
                key=self.key(f"{field.path}.{value}"),
            )
        ]
        # Those that stay keep their order: the card lists them as they were written.
        self.set(
            field.path,
            [
                *(value for value in stored if value in ticked),
                *(value for value in ticked if value not in stored),
            ],
        )

    def _languages(self, field: Field) -> None:
        stored = [code for code in self.value(field.path) or [] if code]
        offered = list(dict.fromkeys((*HOUSE_LANGUAGES, *stored)))
        chosen = st.pills(
            _label(field.path),
            offered,
            selection_mode="multi",
            default=stored,
            format_func=language_name,
            key=self.key(field.path),
        )
        self.set(field.path, list(chosen))

    def _whole(self, field: Field) -> None:
        stored = self.value(field.path)
        start = (
            stored if isinstance(stored, int) and field.lowest <= stored <= field.highest else field.lowest
        )
        step = 5 if field.highest <= 1440 else 15
        chosen = st.number_input(
            _label(field.path), field.lowest, field.highest, start, step=step, key=self.key(field.path)
        )
        self.set(field.path, int(chosen))

    def _money(self, field: Field) -> None:
        stored = self.value(field.path)
        start = int(stored) if isinstance(stored, int | float) else 0
        chosen = st.number_input(
            _label(field.path), field.lowest, field.highest, start, step=10, key=self.key(field.path)
        )
        self.set(field.path, int(chosen))

    def _day(self, field: Field) -> None:
        stored = self.value(field.path)
        chosen = st.date_input(
            _label(field.path),
            value=dt.date.fromisoformat(stored) if isinstance(stored, str) else None,
            format="DD/MM/YYYY" if texts.language() == "fr" else "YYYY-MM-DD",
            key=self.key(field.path),
        )
        self.set(field.path, chosen.isoformat() if isinstance(chosen, dt.date) else None)

    def _locked(self, field: Field) -> None:
        sentence, why = charters.locked_sentences()[field.path]
        st.markdown(f"🔒 {escape_markdown(localized(sentence))}")
        st.caption(t("edit.charter.locked", why=escape_markdown(localized(why))))

    def _loans(self, field: Field) -> None:
        lends = st.checkbox(
            _label(field.path), value=self.value(field.path) is not None, key=self.key(field.path)
        )
        self.set(field.path, "confidential" if lends else None)
        if lends:
            self._locked(field)

    def _lexicon(self, field: Field) -> None:
        self._pick(field, {name: localized(words) for name, words in charters.lexicons().items()})

    def _jurisdiction(self, field: Field) -> None:
        self._pick(field, {code: t(f"edit.jurisdictions.{code}") for code in JURISDICTIONS})

    def _pick(self, field: Field, names: Mapping[str, str]) -> None:
        stored, values = self.value(field.path), list(names)
        chosen = st.selectbox(
            _label(field.path),
            values,
            index=values.index(stored) if stored in values else 0,
            format_func=names.__getitem__,
            key=self.key(field.path),
        )
        self.set(field.path, chosen)


def _label(path: str) -> str:
    return t(f"edit.fields.{path}")


def draw_card(groups: tuple[CardGroup, ...], company: Mapping[str, Any], *, beside: bool) -> None:
    """Draw the card; ``beside`` other things it scrolls by itself, also by keyboard."""
    _card(
        [(localized(group.title), [localized(line.text) for line in group.lines]) for group in groups],
        company,
        beside,
    )


def draw_frozen(groups: Iterable[Mapping[str, Any]], company: Mapping[str, Any]) -> None:
    """Draw the card of a published form, exactly as candidates saw it."""
    _card(
        [(both(group["title"]), [both(line["text"]) for line in group["lines"]]) for group in groups], company
    )


def _card(groups: list[tuple[str, list[str]]], company: Mapping[str, Any], beside: bool = False) -> None:
    about = company.get("about") or {}
    st.html(
        Html(
            '{style}<section class="{kind}" aria-label="{label}">'
            '<div class="cover"></div><div class="mark">'
            '<span class="tile" aria-hidden="true">{initials}</span><span class="name">{name}</span></div>'
            '<div class="about">{about}</div>'
            '<div class="rules"{focus}>{rules}</div></section>'
        ).format(
            style=_CARD_STYLE,
            kind="charter beside" if beside else "charter",
            label=t("edit.charter.card"),
            initials=company.get("initials") or "",
            name=company.get("name") or "",
            about=about.get(texts.language()) or "",
            focus=" tabindex=0" if beside else "",
            rules=Html().join(_rules(title, lines) for title, lines in groups),
        )
    )


def _rules(title: str, lines: list[str]) -> Html:
    items = Html().join(Html("<li>{}</li>").format(line) for line in lines)
    return Html("<p>{}</p><ul>{}</ul>").format(title, items)
