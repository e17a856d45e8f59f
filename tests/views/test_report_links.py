"""Links to documents: whom the report is about, names only where they are shown, feedback to who may."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.builders import MANAGER, filled_campaign
from tests.office import RECRUITER


def page_of_report(campaign_id: str, names: dict[str, str]) -> None:
    from tests.builders import MANAGER
    from views.comparison.report_links import choose_report
    from workflows.comparison.standings import comparison

    choose_report(comparison(MANAGER, campaign_id), names)


def page_of_feedback(actor) -> None:
    from views.comparison.report_links import feedback_link

    feedback_link(actor, "c", "p")


def addresses(shown: AppTest) -> list[str]:
    return [one.proto.url for one in shown.get("link_button")]


def test_the_report_is_about_everybody_until_some_are_chosen(database):
    filled = filled_campaign(3)
    shown = AppTest.from_function(page_of_report, args=(filled.id, {})).run(timeout=60)
    assert addresses(shown) == [f"/reports/{filled.id}/manager.pdf?lang=en&stage=all"]
    shown.multiselect[0].set_value([filled.candidate_ids[1]]).run(timeout=60)
    assert addresses(shown) == [
        f"/reports/{filled.id}/manager.pdf?lang=en&stage=all&candidates={filled.candidate_ids[1]}"
    ]


def test_a_report_with_names_is_offered_only_where_they_are_shown(database):
    filled = filled_campaign(2)
    names = {filled.candidate_ids[0]: "Person 0001"}
    shown = AppTest.from_function(page_of_report, args=(filled.id, names)).run(timeout=60)
    assert [address.endswith("&names=1") for address in addresses(shown)] == [False, True]


@pytest.mark.parametrize(("actor", "n"), [(RECRUITER, 1), (MANAGER, 0)], ids=["recruiter", "manager"])
def test_feedback_is_offered_to_who_may_hand_it_over(actor, n):
    shown = AppTest.from_function(page_of_feedback, args=(actor,)).run(timeout=60)
    assert len(addresses(shown)) == n
