"""Step 1: the company and its charter, field by field, with the card candidates will read."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

import texts
from domain import LANGUAGES
from errors import EntregentError
from texts import t
from views.campaigns import charter_fields
from views.campaigns.charter_fields import GROUPS, Editor
from views.campaigns.draft_tab import DraftTab, plain_value
from views.common.act import press
from views.common.layout import card
from views.common.staff_frame import language_name, localized, show_problem
from views.common.text import escape_markdown
from workflows.campaigns import charters, draft_edits, drafts, lifecycle
from workflows.campaigns.charters import CharterView
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor

_BESIDE = """<style>
@media (min-width: 800px) {
  [data-testid="stColumn"]:has(> div .st-key-beside) {
    position: sticky; top: 4.5rem; align-self: flex-start; }
}
</style>"""
"""On a wide screen the card stays in sight while the rules beside it are edited."""


def draw(actor: Actor, campaign: Campaign) -> None:
    """Choose where to start from, then edit; nothing is lost when the page is left."""
    if not campaign.charter:
        st.header(t("edit.charter.start"), anchor=False)
        st.markdown(t("edit.charter.start_lead"))
        _sources(actor, campaign)
        return
    shown = charters.view(campaign.charter)
    _cautions(shown)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _edit(actor, campaign)
    with right, st.container(key="beside"):
        st.html(_BESIDE)
        st.markdown(f"**{t('edit.charter.card')}**")
        st.caption(t("edit.charter.card_hint"))
        draw_card(shown, campaign.charter.get("company") or {}, beside=True)
    with st.expander(t("edit.charter.again")):
        st.caption(t("edit.charter.again_hint"))
        _sources(actor, campaign)


def draw_card(shown: CharterView, company: dict[str, Any], *, beside: bool = False) -> None:
    """Show the charter as candidates read it, or what keeps it from being shown."""
    if not shown.card:
        wrong = "\n".join(
            f"- {escape_markdown(field_name(path))}" for path in dict.fromkeys(shown.wrong_fields)
        )
        st.warning(f"{t('edit.charter.incomplete')}\n\n{wrong}")
        return
    charter_fields.draw_card(shown.card, company, beside=beside)


def field_name(path: str) -> str:
    """Return the name of a charter field as the editor shows it."""
    catalogue = texts.texts(texts.language())
    steps = [step for step in path.split(".") if not step.isdigit()]
    while steps:
        name = catalogue.get(f"edit.fields.{'.'.join(steps)}") or catalogue.get(
            f"edit.fields.{'.'.join(steps)}.label"
        )
        if name:
            return name
        steps.pop()
    return path


def _cautions(shown: CharterView) -> None:
    if not shown.cautions:
        return
    with card("cautions"):
        st.markdown(f"**{t('edit.charter.cautions')}**")
        st.caption(t("edit.charter.cautions_hint"))
        for caution in shown.cautions:
            line = t("edit.charter.caution", field=field_name(caution.field), text=localized(caution.text))
            st.markdown(f":orange[▲] {escape_markdown(line)}")


def _edit(actor: Actor, campaign: Campaign) -> None:
    st.header(t("edit.charter.edit"), anchor=False)
    stored = draft_edits.charter_fields(campaign.charter)
    tab = DraftTab(
        f"charter:{campaign.id}:{_edition(campaign.id)}",
        stored,
        partial(draft_edits.change_charter, actor, campaign.id),
    )
    # A field that has been added elsewhere since is not in this tab yet.
    shown = dict.fromkeys(stored) | dict(tab.shown)
    editor = Editor(draft_edits.charter_with(campaign.charter, shown), tab.key)
    for group in GROUPS:
        with st.expander(t(f"edit.groups.{group.id}"), expanded=group.id == "company"):
            for field in group.fields:
                editor.draw(field)
            if group.id == "contacts":
                _contacts(editor)
    tab.merge(draft_edits.charter_fields(editor.charter), label=field_name, value=_in_words)


def _in_words(path: str, value: Any) -> str:
    labels = charters.choices().get(path, {})
    if isinstance(value, list):
        return ", ".join(_in_words(path, part) for part in value) or plain_value(path, None)
    if isinstance(value, str | bool) and value in labels:
        return localized(labels[value])
    return plain_value(path, value)


def _contacts(editor: Editor) -> None:
    """Ask each domain's contact; one that is not ticked is left out, and scenes that need it are refused."""
    st.caption(t("edit.contacts.hint"))
    stored = {
        contact["domain"]: contact
        for contact in editor.value("escalation") or []
        if isinstance(contact, dict)
    }
    named = []
    for domain in charters.domains():
        is_named = st.checkbox(
            t(f"edit.contacts.domains.{domain}"),
            value=domain in stored,
            key=editor.key(f"escalation.{domain}", f"contact.{domain}"),
        )
        if is_named:
            named.append(_contact(editor, domain, stored.get(domain) or {}))
    editor.set("escalation", named)


def _contact(editor: Editor, domain: str, stored: dict[str, Any]) -> dict[str, Any]:
    with st.container(border=True):
        role = _both(editor, domain, "role", stored)
        channel = _both(editor, domain, "channel", stored)
        backup = _both(editor, domain, "backup", stored)
        left, right = st.columns(2)
        delay = left.number_input(
            t("edit.contacts.delay"),
            1,
            10080,
            int(stored.get("max_delay_min") or 60),
            step=5,
            key=editor.key(f"escalation.{domain}", f"contact.{domain}.delay"),
        )
        gender = right.radio(
            t("edit.contacts.gender"),
            ("f", "m"),
            index=("f", "m").index(stored.get("gender") or "m"),
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


def _both(editor: Editor, domain: str, part: str, stored: dict[str, Any]) -> dict[str, str]:
    now = stored.get(part) or {}
    by_language = {}
    for column, code in zip(st.columns(2), LANGUAGES, strict=True):
        typed = column.text_input(
            t("edit.fields.in_language", field=t(f"edit.contacts.{part}"), language=language_name(code)),
            value=now.get(code, ""),
            max_chars=120,
            key=editor.key(f"escalation.{domain}", f"contact.{domain}.{part}.{code}"),
        )
        by_language[code] = (typed or "").strip()
    return by_language


def _sources(actor: Actor, campaign: Campaign) -> None:
    st.markdown(f"**{t('edit.charter.examples')}**")
    examples = charters.examples()
    for column, (name, company) in zip(st.columns(len(examples)), examples.items(), strict=True):
        with column, card(f"example_{name}"):
            st.markdown(f"**{escape_markdown(company.name)}**")
            st.caption(escape_markdown(localized(company.about)))
            press(
                escape_markdown(t("edit.charter.take_example", company=company.name)),
                key=f"example:{name}",
                do=partial(_start_from_example, actor, campaign, name),
            )
    st.caption(t("edit.charter.examples_hint"))
    _earlier(actor, campaign)
    _upload(actor, campaign)


def _earlier(actor: Actor, campaign: Campaign) -> None:
    others = [other for other in lifecycle.campaign_list(actor) if other.id != campaign.id and other.company]
    if not others:
        return
    names = {other.id: f"{other.title} · {other.company}" for other in others}
    key = f"earlier:{campaign.id}"
    st.selectbox(t("edit.charter.earlier"), list(names), format_func=names.__getitem__, index=None, key=key)
    chosen = st.session_state[key]

    def take() -> None:
        if chosen:
            _replace(actor, campaign, lifecycle.campaign_of(actor, chosen).charter)

    press(t("edit.charter.take"), key="take_earlier", do=take, disabled=chosen is None)


def _upload(actor: Actor, campaign: Campaign) -> None:
    file = st.file_uploader(
        t("edit.charter.upload"),
        type=["yaml", "yml"],
        help=t("edit.charter.upload_hint"),
        key=f"upload:{campaign.id}:{_edition(campaign.id)}",
    )
    if file is None:
        return
    try:
        charter = charters.from_upload(file.name, file.getvalue())
    except EntregentError as problem:
        show_problem(problem)
        return
    st.success(escape_markdown(t("edit.charter.uploaded", company=charter["company"]["name"])))
    press(t("edit.charter.take_upload"), key="take_upload", do=partial(_replace, actor, campaign, charter))


def _start_from_example(actor: Actor, campaign: Campaign, name: str) -> None:
    _replace(actor, campaign, charters.example(name))


def _replace(actor: Actor, campaign: Campaign, charter: dict[str, Any]) -> None:
    drafts.save_charter(actor, campaign.id, charter)
    # Other widget keys: what stood in the fields must not overwrite the new charter.
    st.session_state[f"edition:{campaign.id}"] = _edition(campaign.id) + 1


def _edition(campaign_id: str) -> int:
    return int(st.session_state.get(f"edition:{campaign_id}", 0))
