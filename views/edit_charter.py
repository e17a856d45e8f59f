"""Step 1: the company and its charter, field by field, with the card candidates will read beside it."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

import texts
from errors import EntregentError
from texts import t
from views import charter_card, edit_contacts
from views.act import press
from views.charter_fields import Editor
from views.charter_groups import GROUPS
from views.draft_tab import DraftTab, plain_value
from views.notice import plain
from views.paper import card
from views.staff_frame import said, show_problem
from workflows import campaigns, charters, draft_edits, drafts
from workflows.access import Actor
from workflows.charters import CharterView
from workflows.drafts import Campaign

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
        wrong = "\n".join(f"- {plain(field_name(path))}" for path in dict.fromkeys(shown.wrong_fields))
        st.warning(f"{t('edit.charter.incomplete')}\n\n{wrong}")
        return
    charter_card.draw(shown.card, company, beside=beside)


def field_name(path: str) -> str:
    """Return the name of a charter field as the editor shows it."""
    known = texts.texts(texts.language())
    steps = [step for step in path.split(".") if not step.isdigit()]
    while steps:
        found = known.get(f"edit.fields.{'.'.join(steps)}") or known.get(
            f"edit.fields.{'.'.join(steps)}.label"
        )
        if found:
            return found
        steps.pop()
    return path


def _cautions(shown: CharterView) -> None:
    if not shown.cautions:
        return
    with card("cautions"):
        st.markdown(f"**{t('edit.charter.cautions')}**")
        st.caption(t("edit.charter.cautions_hint"))
        for caution in shown.cautions:
            line = t("edit.charter.caution", field=field_name(caution.field), text=said(caution.text))
            st.markdown(f":orange[▲] {plain(line)}")


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
                edit_contacts.draw(editor)
    tab.merge(draft_edits.charter_fields(editor.charter), label=field_name, value=_in_words)


def _in_words(path: str, value: Any) -> str:
    known = charters.choices().get(path, {})
    if isinstance(value, list):
        return ", ".join(_in_words(path, one) for one in value) or plain_value(path, None)
    if isinstance(value, str | bool) and value in known:
        return said(known[value])
    return plain_value(path, value)


def _sources(actor: Actor, campaign: Campaign) -> None:
    st.markdown(f"**{t('edit.charter.examples')}**")
    examples = charters.examples()
    for column, (name, company) in zip(st.columns(len(examples)), examples.items(), strict=True):
        with column, card(f"example_{name}"):
            st.markdown(f"**{plain(company.name)}**")
            st.caption(plain(said(company.about)))
            press(
                plain(t("edit.charter.take_example", company=company.name)),
                key=f"example:{name}",
                do=partial(_start_from_example, actor, campaign, name),
            )
    st.caption(t("edit.charter.examples_hint"))
    _earlier(actor, campaign)
    _upload(actor, campaign)


def _earlier(actor: Actor, campaign: Campaign) -> None:
    others = [one for one in campaigns.campaign_list(actor) if one.id != campaign.id and one.company]
    if not others:
        return
    names = {one.id: f"{one.title} · {one.company}" for one in others}
    key = f"earlier:{campaign.id}"
    st.selectbox(t("edit.charter.earlier"), list(names), format_func=names.__getitem__, index=None, key=key)
    chosen = st.session_state[key]

    def take() -> None:
        if chosen:
            _replace(actor, campaign, campaigns.campaign_of(actor, chosen).charter)

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
        found = charters.from_upload(file.name, file.getvalue())
    except EntregentError as problem:
        show_problem(problem)
        return
    st.success(plain(t("edit.charter.uploaded", company=found["company"]["name"])))
    press(t("edit.charter.take_upload"), key="take_upload", do=partial(_replace, actor, campaign, found))


def _start_from_example(actor: Actor, campaign: Campaign, name: str) -> None:
    _replace(actor, campaign, charters.example(name))


def _replace(actor: Actor, campaign: Campaign, charter: dict[str, Any]) -> None:
    drafts.save_charter(actor, campaign.id, charter)
    # Other widget keys: what stood in the fields must not overwrite the new charter.
    st.session_state[f"edition:{campaign.id}"] = _edition(campaign.id) + 1


def _edition(campaign_id: str) -> int:
    return int(st.session_state.get(f"edition:{campaign_id}", 0))
