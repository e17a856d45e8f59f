"""Sample data have marks: two simulated markers, a third where they differ, some left for whoever looks."""

from __future__ import annotations

import pytest

from data.schema import account
from tests.builders import Answers, filled_campaign
from tests.office import first_owner
from tests.workflows.marked import O8, O9, marked_form, rows
from workflows.comparison.standings import comparison
from workflows.demo.simulated_staff import LEFT, mark_replies
from workflows.marking import desk, marker_agreement, markers
from workflows.marking.assignment import marked_items_of

N = 30


@pytest.fixture
def marked(database):
    form = marked_form()
    answers: list[Answers] = [
        {"S25": "D", O8: f"Hello {at}. A sample worth {at % 5}.", O9: f"A sample worth {at % 4}. Bye {at}."}
        for at in range(N)
    ]
    owner = first_owner()
    filled = filled_campaign(N, form=form, answers=answers)
    mark_replies(owner, filled.id, marked_items_of(form), 7)
    return owner, filled


def test_simulated_markers_agree_like_people_and_leave_some(marked):
    owner, filled = marked
    first, second = markers.progress(owner, filled.id)
    assert (first.n_settled, first.n_marked_once) == (N - LEFT, LEFT)
    assert (second.n_settled, second.lacks_third) == (N, False)
    agreements = marker_agreement.agreement(owner, filled.id)
    assert 0 < sum(prompt.n_third for prompt in agreements) < N
    severe = {
        severity.name: severity.by_dimension["total"].value
        for severity in marker_agreement.severities(owner, filled.id)
    }
    assert severe["Paul Traoré"] < severe["Inès Keller"]


def test_nobody_can_sign_in_as_a_simulated_marker(marked):
    simulated = [row for row in rows(account) if row.role == "marker"]
    assert len(simulated) == 3
    assert all(row.password_hash is None for row in simulated)


def test_the_owner_may_try_the_desk(marked):
    owner, _ = marked
    assert [(prompt.item_id, prompt.is_trained) for prompt in desk.prompts(owner)] == [
        (O8, False),
        (O9, False),
    ]


def test_whose_replies_await_marks_are_listed_apart(marked):
    owner, filled = marked
    found = comparison(owner, filled.id)
    assert len(found.pending) == LEFT
    assert len(found.ranked) == N - LEFT
    assert all(one.place is None for one in found.pending)
