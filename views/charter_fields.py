"""One input per kind of charter field, with the words of the card as choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

import texts
from texts import t
from views.charter_groups import Field
from views.notice import plain
from views.staff_frame import language_name, said
from workflows import charters

HOUSE_LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt", "ar")


class Editor:
    """Widgets of one charter; ``charter`` is what it says once they are drawn."""

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
        found: Any = self.charter
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        return found

    def set(self, path: str, value: object) -> None:
        """Keep a field's value."""
        self.charter = charters.with_value(self.charter, path, value)

    def line(self, path: str, label: str, *, longest: int) -> str:
        """Ask one line of text and return it."""
        kept = self.value(path)
        typed = st.text_input(label, value=str(kept or ""), max_chars=longest or 160, key=self.key(path))
        return (typed or "").strip()

    def _line(self, field: Field) -> None:
        self.set(field.path, self.line(field.path, _label(field.path), longest=field.highest))

    def _both(self, field: Field) -> None:
        left, right = st.columns(2)
        given = {}
        for column, code in ((left, "fr"), (right, "en")):
            with column:
                label = t("edit.fields.in_language", field=_label(field.path), language=language_name(code))
                given[code] = self.line(f"{field.path}.{code}", label, longest=field.highest)
        self.set(field.path, given if any(given.values()) or field.path.startswith("company") else None)

    def _sentence(self, field: Field) -> None:
        said_as, kept = charters.choices()[field.path], self.value(field.path)
        values = list(said_as)
        chosen = st.radio(
            _label(field.path),
            values,
            index=values.index(kept) if kept in values else 0,
            format_func=lambda value: plain(said(said_as[value])),
            key=self.key(field.path),
        )
        self.set(field.path, chosen)

    def _word(self, field: Field) -> None:
        said_as, kept = charters.choices()[field.path], self.value(field.path)
        values = list(said_as)
        chosen = st.selectbox(
            _label(field.path),
            values,
            index=values.index(kept) if kept in values else 0,
            format_func=lambda value: said(said_as[value]),
            key=self.key(field.path),
        )
        self.set(field.path, chosen)

    def _several(self, field: Field) -> None:
        said_as, kept = charters.choices()[field.path], self.value(field.path) or []
        st.markdown(_label(field.path))
        ticked = [
            value
            for value, words in said_as.items()
            if st.checkbox(plain(said(words)), value=value in kept, key=self.key(f"{field.path}.{value}"))
        ]
        # Those that stay keep their order: the card lists them as they were written.
        self.set(
            field.path, [*(one for one in kept if one in ticked), *(one for one in ticked if one not in kept)]
        )

    def _languages(self, field: Field) -> None:
        kept = [code for code in self.value(field.path) or [] if code]
        offered = list(dict.fromkeys((*HOUSE_LANGUAGES, *kept)))
        chosen = st.pills(
            _label(field.path),
            offered,
            selection_mode="multi",
            default=kept,
            format_func=language_name,
            key=self.key(field.path),
        )
        self.set(field.path, list(chosen))

    def _whole(self, field: Field) -> None:
        kept = self.value(field.path)
        start = kept if isinstance(kept, int) and field.lowest <= kept <= field.highest else field.lowest
        step = 5 if field.highest <= 1440 else 15
        chosen = st.number_input(
            _label(field.path), field.lowest, field.highest, start, step=step, key=self.key(field.path)
        )
        self.set(field.path, int(chosen))

    def _money(self, field: Field) -> None:
        kept = self.value(field.path)
        start = int(kept) if isinstance(kept, int | float) else 0
        chosen = st.number_input(
            _label(field.path), field.lowest, field.highest, start, step=10, key=self.key(field.path)
        )
        self.set(field.path, int(chosen))

    def _day(self, field: Field) -> None:
        kept = self.value(field.path)
        chosen = st.date_input(
            _label(field.path),
            value=dt.date.fromisoformat(kept) if isinstance(kept, str) else None,
            format="DD/MM/YYYY" if texts.language() == "fr" else "YYYY-MM-DD",
            key=self.key(field.path),
        )
        self.set(field.path, chosen.isoformat() if isinstance(chosen, dt.date) else None)

    def _locked(self, field: Field) -> None:
        sentence, why = charters.locked_sentences()[field.path]
        st.markdown(f"🔒 {plain(said(sentence))}")
        st.caption(t("edit.charter.locked", why=plain(said(why))))

    def _loans(self, field: Field) -> None:
        lends = st.checkbox(
            _label(field.path), value=self.value(field.path) is not None, key=self.key(field.path)
        )
        self.set(field.path, "confidential" if lends else None)
        if lends:
            self._locked(field)

    def _lexicon(self, field: Field) -> None:
        self._pick(field, {name: said(words) for name, words in charters.lexicons().items()})

    def _jurisdiction(self, field: Field) -> None:
        self._pick(field, {code: t(f"edit.jurisdictions.{code}") for code in ("FR", "EU", "UK", "US")})

    def _pick(self, field: Field, names: Mapping[str, str]) -> None:
        kept, values = self.value(field.path), list(names)
        chosen = st.selectbox(
            _label(field.path),
            values,
            index=values.index(kept) if kept in values else 0,
            format_func=names.__getitem__,
            key=self.key(field.path),
        )
        self.set(field.path, chosen)


def _label(path: str) -> str:
    return t(f"edit.fields.{path}")
