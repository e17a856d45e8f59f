"""Naive strategies on work samples: what they earn is worked out by hand beside the number."""

import math

import pytest

from assessments.content.load import bank_of
from tests.assessments.scenes import ardeal, content_folder, write_item
from tests.assessments.work_samples import RUBRIC, conversation, open_reply, text, triage
from workflows.campaigns.freeze import freeze_form
from workflows.content.naive_work import conversation_results, inbox_results, node_items, sample_results


@pytest.fixture(scope="module")
def frozen(tmp_path_factory):
    folder = content_folder(tmp_path_factory.mktemp("content") / "content")
    write_item(folder / "rubric.yaml", RUBRIC)
    return lambda *items: freeze_form(bank_of(items, folder), ardeal())["items"]


def rows(results, group):
    return {row.strategy: row for row in results if row.group == group}


def given_away(**changes):
    """A conversation whose best choice is the longest, first on paper at A1 and last at A2."""
    longest = {"A1b": "Answer Mira in the thread, and say when you will write again.",
               "A2d": "Point to the opening hours, and say who will call her back."}  # fmt: skip
    for choice, said in longest.items():
        changes[f"wording__nodes__{choice[:-1]}__choices__{choice}__text"] = text(said)
    return conversation(**changes)


def test_a_conversation_that_gives_itself_away_by_length_is_found_out(frozen):
    results = conversation_results(frozen(given_away()), "en")
    assert rows(results, "nodes")["longest"].mean == pytest.approx(1)
    assert rows(results, "paths")["longest"].mean == pytest.approx(1)
    assert not rows(results, "paths")["longest"].is_met


def test_a_path_counts_only_the_nodes_it_meets(frozen):
    paths = rows(conversation_results(frozen(conversation()), "en"), "paths")
    # first = A1a then A2a: A1 (3 - 2.75) / (5 - 2.75) = .1111; A2 (2 - 2.75) / 2.25 = -.3333; mean -.1111
    assert paths["first"].mean == pytest.approx(-1 / 9)
    # last = A1d, which ends it: (1 - 2.75) / 2.25
    assert paths["last"].mean == pytest.approx(-7 / 9)


def test_equal_choices_are_averaged_over(frozen):
    paths = rows(conversation_results(frozen(conversation()), "en"), "paths")
    # No choice goes private. A1 is worth 1/9, 1, -1/3, -7/9; the first three lead to A2, 0 on average.
    assert paths["goes private"].mean == pytest.approx(((1 / 9 + 1 - 1 / 3) / 2 - 7 / 9) / 4)


def test_the_nodes_are_items_of_one_choice(frozen):
    assert [(node["id"], node["format"]) for node in node_items(frozen(conversation(), triage()))] == [
        ("S91.A1", "mcq"),
        ("S91.A2", "mcq"),
    ]


def test_one_inbox_has_points_but_no_interval(frozen):
    found = rows(inbox_results(frozen(triage())), "inbox")
    assert len(found) == 28
    row = found["escalate, priority 1"]
    assert math.isnan(row.ci_low)
    assert row.n_items == 1


def test_doing_the_same_with_every_message_earns_what_the_key_says(frozen):
    box = frozen(triage())[0]
    found = rows(inbox_results([box]), "inbox")
    # M1: harmful -1, priority 0. M2: other 0, priority 1. M3: other 0, priority 0. Order: M1 is among the
    # first six and M3 at place 3 <= 2 + 3, so 4. Total 4 of 3 x 3 + 4 = 13.
    assert found["ignore, priority 4"].mean == pytest.approx((4 - box["chance"]) / (13 - box["chance"]))


def test_samples_whose_length_says_their_marks_are_found_out(frozen):
    samples = {
        str(n): {"language": "en", "text": "word " * 5 * n, "marks": {"E": n // 2, "A": n // 2}}
        for n in range(1, 9)
    }
    [row] = sample_results(frozen(open_reply(wording__samples=samples)))
    assert row.language == "en"
    assert row.mean > 0.95
    assert row.ci_low < row.mean < row.ci_high
    assert not row.is_met


def test_a_form_without_work_samples_has_nothing_to_report(frozen):
    assert conversation_results([], "en") == inbox_results([]) == sample_results([]) == []
