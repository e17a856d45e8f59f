"""Where the person is in the comparison: the address carries campaign, stage and section, there and back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

CAMPAIGN, STAGE, SECTION, CANDIDATE = "campaign", "stage", "section", "candidate"
COMPARE_PAGE, CANDIDATE_PAGE = "comparison/compare.py", "comparison/candidate.py"


def asked(name: str) -> str | None:
    """Return what the address says, or None."""
    return st.query_params.get(name)


def asked_section(sections: Sequence[str]) -> str:
    """Return the section in the address if there is such a one, else the first."""
    wanted = asked(SECTION)
    return next((section for section in sections if section == wanted), sections[0])


def remember(name: str, value: str) -> None:
    """Put a choice into the address, so that a link and the way back open the same."""
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def forget(name: str) -> None:
    """Take a choice out of the address."""
    st.query_params.pop(name, None)


def open_candidate(campaign_id: str, candidate_id: str) -> None:
    """Go down to somebody's evidence."""
    st.switch_page(CANDIDATE_PAGE, query_params={**_kept(), CAMPAIGN: campaign_id, CANDIDATE: candidate_id})


def go_back(campaign_id: str) -> None:
    """Go back up to where the person was in the comparison."""
    st.switch_page(COMPARE_PAGE, query_params={**_kept(), CAMPAIGN: campaign_id})


def _kept() -> dict[str, str]:
    return {name: st.query_params[name] for name in (STAGE, SECTION) if name in st.query_params}
