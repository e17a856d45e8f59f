"""The door of a personal link that nobody has used yet: it opens by a button, never by being looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

import streamlit as st

import texts
from errors import EntregentError, LinkUnopened
from texts import t
from views.common.act import press
from views.common.layout import apply_theme, card
from views.common.text import deadline, escape_markdown
from views.sitting import frame
from workflows import sitting
from workflows.candidates.links import LaterLink, history_of
from workflows.common.stored_settings import StoredSettings, read_settings
from workflows.sitting import SittingState


def door(token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Ask for a first act before a sitting is shown that was begun by another link."""
    _draw(token, state.settings)


def of_rights(token: str, problem: LinkUnopened) -> None:
    """Ask for a first act before the page of somebody's rights."""
    texts.use(str(problem.details["language"]))
    apply_theme()
    _draw(token, read_settings(cast(Mapping[str, Any], problem.details["settings"])))
    frame.plain_document(t("candidate.titles.link"))


def say_links(links: Sequence[LaterLink], settings: StoredSettings) -> None:
    """List the links made after the first: when each was made, and when it was first used."""
    zone = settings.time_zone
    lines = []
    for link in links:
        made = t(f"rights.links.{'renewed' if link.replaced else 'further'}", at=deadline(link.made_at, zone))
        used = "unused" if link.opened_at is None else "used"
        at = deadline(link.opened_at, zone) if link.opened_at else ""
        lines.append(f"- {escape_markdown(made)} {escape_markdown(t(f'rights.links.{used}', at=at))}")
    st.markdown("\n".join(lines))
    st.caption(escape_markdown(t("rights.links.not_you", contact=settings.recruiter_contact)))


def _draw(token: str, settings: StoredSettings) -> None:
    st.title(t("candidate.door.title"), anchor=False)
    st.markdown(escape_markdown(t("candidate.door.text")))
    if links := history_of(token):
        with card("door_links"):
            say_links(links, settings)
    press(t("candidate.door.button"), key="door_open", do=partial(sitting.open_link, token), type="primary")
