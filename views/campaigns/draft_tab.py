"""One browser tab's view of a draft: what each field showed, so that only changes made here are saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from texts import t
from views.common.act import press
from views.common.text import escape_markdown
from workflows.campaigns.draft_edits import Change, Fields

Save = Callable[[Mapping[str, Change]], Fields]
Describe = Callable[[str, Any], str]


def plain_value(_path: str, value: Any) -> str:
    """Return a field's value as text: yes and no, both languages of a text, what a list holds."""
    if value is None or value in ("", []):
        return t("edit.meanwhile.nothing")
    if isinstance(value, bool):
        return t("edit.meanwhile.is_true") if value else t("edit.meanwhile.is_false")
    if isinstance(value, Mapping):
        return " / ".join(plain_value("", part) for part in value.values() if part)
    if isinstance(value, list):
        return ", ".join(plain_value("", part) for part in value)
    return str(value)


@dataclass
class _Memory:
    """What a tab remembers between two runs of its page."""

    shown: dict[str, Any] = field(default_factory=dict)
    """Field -> what it held when the tab and the database last agreed on it."""
    editions: dict[str, int] = field(default_factory=dict)
    """Field -> how often it was drawn anew: another widget key, so that another value can be shown."""
    keys: set[str] = field(default_factory=set)
    conflicts: dict[str, Change] = field(default_factory=dict)
    """Field changed here and elsewhere -> the value kept (``before``) and the value here (``after``)."""
    news: tuple[str, ...] = ()
    """Fields that were changed elsewhere and are shown as they are now."""


class DraftTab:
    """The fields of one step of a draft in this tab.

    Parameters
    ----------
    name : str
        Of the step and its campaign; begins every widget's key.
    stored : mapping of str to value
        The fields as the database has them now.
    save : callable
        Keeps changes and returns the fields that somebody else changed meanwhile.
    """

    def __init__(self, name: str, stored: Fields, save: Save) -> None:
        self._name, self._stored, self._save = name, stored, save
        self._memory: _Memory = st.session_state.setdefault(f"tab:{name}", _Memory())
        if not any(key in st.session_state for key in self._memory.keys):
            # The step is drawn for the first time, or again after another page: nothing is being typed.
            self._memory.shown = dict(stored)
            self._memory.conflicts, self._memory.news = {}, ()
        self._place = st.empty()

    @property
    def shown(self) -> Fields:
        """Field -> the value its widget starts from."""
        return self._memory.shown

    def key(self, path: str, widget: str | None = None) -> str:
        """Return the key of a field's widget (``widget`` where a field has several, or another name)."""
        edition = sum(n for changed, n in self._memory.editions.items() if _concerns(changed, path))
        key = ":".join([self._name, *([f"~{edition}"] if edition else []), widget or path])
        self._memory.keys.add(key)
        return key

    def merge(self, now: Fields, *, label: Callable[[str], str], value: Describe = plain_value) -> None:
        """Keep what was changed in this tab, show what was changed elsewhere, and ask about what is both.

        Parameters
        ----------
        now : mapping of str to value
            Every field as its widget holds it; fields without a widget as they were shown.
        label, value : callable
            The name of a field, and a field's value, as people read them.
        """
        memory = self._memory
        paths = {**memory.shown, **now}
        mine = {
            path: Change(memory.shown.get(path), now.get(path))
            for path in paths
            if now.get(path) != memory.shown.get(path)
        }
        apart = self._save(mine) if mine else {}
        saved = {path: change.after for path, change in mine.items() if path not in apart}
        memory.shown |= saved
        memory.conflicts = {path: Change(value, mine[path].after) for path, value in apart.items()}
        theirs = self._changed_elsewhere(mine)
        self._show_anew(theirs)
        if saved:
            memory.news = ()
        if theirs:
            memory.news = tuple(theirs)
        if saved or theirs:
            st.rerun()
        self._draw_notices(label, value)

    def _changed_elsewhere(self, mine: Mapping[str, Change]) -> dict[str, Any]:
        paths = {**self._memory.shown, **self._stored}
        return {
            path: self._stored.get(path)
            for path in paths
            if path not in mine and self._stored.get(path) != self._memory.shown.get(path)
        }

    def _show_anew(self, fields: Fields) -> None:
        for path, value in fields.items():
            self._memory.shown[path] = value
            self._memory.editions[path] = self._memory.editions.get(path, 0) + 1

    def _draw_notices(self, label: Callable[[str], str], value: Describe) -> None:
        memory = self._memory
        if not memory.news and not memory.conflicts:
            return
        with self._place.container(key="meanwhile"):
            if memory.news:
                names = ", ".join(dict.fromkeys(label(path) for path in memory.news))
                st.info(escape_markdown(t("edit.meanwhile.news", fields=names)))
            for path, change in memory.conflicts.items():
                self._ask(path, change, label(path), value)

    def _ask(self, path: str, change: Change, label: str, value: Describe) -> None:
        """Show both values of a field and let the recruiter choose."""
        with st.container(border=True):
            st.markdown(f"**{escape_markdown(t('edit.meanwhile.conflict', field=label))}**")
            left, right = st.columns(2)
            for column, name, content, do in (
                (left, "theirs", change.before, partial(self._take, path, change.before)),
                (right, "mine", change.after, partial(self._insist, path, change.before)),
            ):
                with column:
                    st.caption(t(f"edit.meanwhile.{name}"))
                    st.markdown(escape_markdown(value(path, content)))
                    press(t(f"edit.meanwhile.take_{name}"), key=f"{self._name}:{name}:{path}", do=do)

    def _take(self, path: str, value: Any) -> None:
        self._show_anew({path: value})

    def _insist(self, path: str, value: Any) -> None:
        # What stands in the field now differs from this, so that the next run keeps it.
        self._memory.shown[path] = value


def _concerns(changed: str, path: str) -> bool:
    return path == changed or path.startswith(f"{changed}.") or changed.startswith(f"{path}.")
