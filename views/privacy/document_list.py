"""The documents of a campaign: purpose, who asks for it, blanks to complete, and the files."""

from __future__ import annotations

import streamlit as st

import texts
from domain import LANGUAGES
from errors import NotReady
from reports.document import blanks_of, count_line
from reports.documents import written
from texts import t
from views.common.layout import card
from views.common.text import escape_markdown
from workflows.campaigns.lifecycle import Campaign
from workflows.common.access import Actor, has_permission
from workflows.privacy import documents
from workflows.privacy.documents import Facts, jurisdiction_of


def draw(actor: Actor, campaign: Campaign) -> None:
    """Offer every document that the law asks for and this person may have."""
    st.markdown(t("documents.lead"))
    law = t(f"edit.jurisdictions.{jurisdiction_of(campaign)}")
    st.caption(f"{t('documents.law_line', law=law)} {t('documents.changes')}")
    language = st.segmented_control(
        t("documents.language"),
        LANGUAGES,
        default=texts.language(),
        required=True,
        format_func=lambda code: t(f"staff.languages.{code}"),
        key="documents_language",
    )
    chosen = language if language in LANGUAGES else texts.language()
    try:
        overview = documents.overview(actor, campaign.id, chosen)
    except NotReady as missing:
        _incomplete(actor, campaign, missing)
        return
    for facts in overview:
        _card(campaign.id, facts, chosen)


def _card(campaign_id: str, facts: Facts, language: str) -> None:
    kind = f"documents.kinds.{facts.kind}"
    with card(f"document_{facts.kind}"):
        st.header(t(f"{kind}.name"), anchor=False)
        st.markdown(t(f"{kind}.what"))
        n_blank = len(blanks_of(written(facts, language).blocks))
        st.caption(f"{t('documents.for_whom', who=t(f'{kind}.who'))}  \n{count_line(n_blank)}")
        address = f"/reports/{campaign_id}/documents/{facts.kind}"
        with st.container(horizontal=True, gap="small"):
            docx = "docx_to_complete" if n_blank else "docx"
            st.link_button(t(f"documents.{docx}"), f"{address}.docx?lang={language}")
            st.link_button(t("documents.pdf"), f"{address}.pdf?lang={language}")


def _incomplete(actor: Actor, campaign: Campaign, missing: NotReady) -> None:
    problems = missing.details.get("problems")
    named = ", ".join(_named(str(problem)) for problem in problems) if isinstance(problems, tuple) else ""
    st.info(escape_markdown(t("documents.incomplete", fields=named)))
    if (
        has_permission(actor, "edit_campaign")
        and campaign.state == "draft"
        and st.button(t("documents.to_edit"))
    ):
        st.switch_page("campaigns/campaign_edit.py", query_params={"id": campaign.id})


def _named(field: str) -> str:
    """Return the label a missing field has where it is filled in."""
    catalogue = texts.texts(texts.language())
    return catalogue.get(f"edit.settings.{field}.label") or catalogue.get(f"edit.steps.{field}") or field
