"""Whom the charter names for each kind of matter: role, channel, delay and who replaces them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from texts import t
from views.charter_fields import Editor
from views.staff_frame import language_name
from workflows import charters


def draw(editor: Editor) -> None:
    """Ask each domain's contact; one that is not ticked is left out, and scenes that need it are refused."""
    st.caption(t("edit.contacts.hint"))
    kept = {one["domain"]: one for one in editor.value("escalation") or [] if isinstance(one, dict)}
    named = []
    for domain in charters.domains():
        is_named = st.checkbox(
            t(f"edit.contacts.domains.{domain}"),
            value=domain in kept,
            key=editor.key(f"escalation.{domain}", f"contact.{domain}"),
        )
        if is_named:
            named.append(_contact(editor, domain, kept.get(domain) or {}))
    editor.set("escalation", named)


def _contact(editor: Editor, domain: str, kept: dict[str, Any]) -> dict[str, Any]:
    with st.container(border=True):
        role = _both(editor, domain, "role", kept)
        channel = _both(editor, domain, "channel", kept)
        backup = _both(editor, domain, "backup", kept)
        left, right = st.columns(2)
        delay = left.number_input(
            t("edit.contacts.delay"),
            1,
            10080,
            int(kept.get("max_delay_min") or 60),
            step=5,
            key=editor.key(f"escalation.{domain}", f"contact.{domain}.delay"),
        )
        gender = right.radio(
            t("edit.contacts.gender"),
            ("f", "m"),
            index=("f", "m").index(kept.get("gender") or "m"),
            format_func=lambda value: t(f"edit.contacts.genders.{value}"),
            horizontal=True,
            help=t("edit.contacts.gender_hint"),
            key=editor.key(f"escalation.{domain}", f"contact.{domain}.gender"),
        )
    return {
        "domain": domain,
        "role": role,
        "gender": gender,
        "channel": channel,
        "max_delay_min": int(delay),
        "backup": backup if any(backup.values()) else None,
    }


def _both(editor: Editor, domain: str, part: str, kept: dict[str, Any]) -> dict[str, str]:
    now = kept.get(part) or {}
    given = {}
    for column, code in zip(st.columns(2), ("fr", "en"), strict=True):
        typed = column.text_input(
            t("edit.fields.in_language", field=t(f"edit.contacts.{part}"), language=language_name(code)),
            value=now.get(code, ""),
            max_chars=120,
            key=editor.key(f"escalation.{domain}", f"contact.{domain}.{part}.{code}"),
        )
        given[code] = (typed or "").strip()
    return given
