"""The address of the comparison pages: campaign, stage, section and candidate as query parameters."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

CAMPAIGN, STAGE, SECTION, CANDIDATE = "campaign", "stage", "section", "candidate"
COMPARE_PAGE, CANDIDATE_PAGE = "comparison/compare.py", "comparison/candidate.py"


def from_address(name: str) -> str | None:
    """Return a query parameter of the address, or None."""
    return st.query_params.get(name)


def section_from_address(sections: Sequence[str]) -> str:
    """Return the section in the address if it is among these, else the first."""
    requested = from_address(SECTION)
    return next((section for section in sections if section == requested), sections[0])


def remember(name: str, value: str) -> None:
    """Put a choice into the address, so that a link and the way back open the same."""
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def forget(name: str) -> None:
    """Take a choice out of the address."""
    st.query_params.pop(name, None)


def open_candidate(campaign_id: str, candidate_id: str) -> None:
    """Open the page of one candidate."""
    st.switch_page(
        CANDIDATE_PAGE, query_params={**_stage_and_section(), CAMPAIGN: campaign_id, CANDIDATE: candidate_id}
    )


def go_back(campaign_id: str) -> None:
    """Go back to the comparison, at the stage and section the person came from."""
    st.switch_page(COMPARE_PAGE, query_params={**_stage_and_section(), CAMPAIGN: campaign_id})


def _stage_and_section() -> dict[str, str]:
    return {name: st.query_params[name] for name in (STAGE, SECTION) if name in st.query_params}
