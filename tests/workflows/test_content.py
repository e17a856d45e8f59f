import json
from functools import cache

import pytest
from typer.testing import CliRunner

import cli
from assessments.content.load import example_charters
from assessments.form.digest import form_sha256
from tests.assessments.scenes import raw_scene, write_item
from workflows.content.bank import lint_files, naive_report
from workflows.content.naive import NaiveResult, points_of, strategy_results, summarise

KEY = {"A": 5, "B": 3, "C": 2, "D": 1}


reported = cache(naive_report)


def item(name, *texts, item_id="S90"):
    """Return an item whose options have these texts in both languages."""
    options = [
        {"id": letter, "text": {"en": text, "fr": text}} for letter, text in zip("ABCD", texts, strict=True)
    ]
    return {"id": item_id, "format": name, "key": KEY, "options": options}


@pytest.mark.parametrize("name", ["best_worst", "rank", "mcq", "multi_select"])
def test_scores_that_follow_the_key_earn_one(name):
    found = item(name, "a", "b", "c", "d") | {"key": {"A": 5, "B": 4, "C": 2, "D": 1}}
    scores = {"A": 4.0, "B": 3.0, "C": 1.0, "D": 0.0}
    assert points_of([found], {"S90": scores}) == pytest.approx([1.0])


@pytest.mark.parametrize("name", ["best_worst", "rank", "mcq", "multi_select", "rate_each"])
def test_scores_that_say_nothing_earn_what_chance_earns(name):
    found = item(name, "a", "b", "c", "d") | {"key": {"A": 5, "B": 4, "C": 2, "D": 1}}
    assert points_of([found], {"S90": dict.fromkeys("ABCD", 1.0)}) == pytest.approx([0.0])


def test_ties_are_averaged_over():
    # best is A or B (5, 3), worst is C or D (2, 1): mean of (3, 4, 1, 2) / 4
    scores = {"A": 1.0, "B": 1.0, "C": 0.0, "D": 0.0}
    assert points_of([item("best_worst", *"abcd")], {"S90": scores}) == pytest.approx([0.625])


def test_a_bank_that_gives_itself_away_by_length_is_found_out():
    given_away = [
        item("best_worst", "a" * 9, "b" * 12, "c" * 15, "d" * 20, item_id=f"S{n}") for n in range(10, 22)
    ]
    results = {row.strategy: row for row in strategy_results(given_away, "en")}
    assert results["shortest"].mean == pytest.approx(1.0)
    assert not results["shortest"].is_met
    assert results["longest"].mean == pytest.approx(-1.0)


def test_the_interval_is_that_of_a_mean_over_items():
    # mean .2, n 5, SD sqrt(.02 / 4) = .0707; Student's t at .975 with 4 degrees = 2.776: half-width .0878
    row = summarise("x", "en", [0.1, 0.2, 0.2, 0.2, 0.3])
    assert row == NaiveResult(
        "x", "en", *(pytest.approx(v, abs=5e-4) for v in (0.2, 0.1122, 0.2878)), 5, False
    )


def test_the_report_covers_both_languages_and_learners():
    report = reported("ardeal")
    assert {row.language for row in report} == {"fr", "en"}
    assert {"learnt from words", "learnt from style", "shortest"} <= {row.strategy for row in report}
    # One inbox has no interval.
    assert all(row.ci_low <= row.mean <= row.ci_high for row in report if row.n_items > 1)


def test_whoever_reads_no_scene_of_the_whole_bank_earns_nothing_worth_having():
    missed = [
        (row.language, row.strategy, round(row.mean, 2)) for row in reported("ardeal") if not row.is_met
    ]
    assert missed == []


@pytest.mark.parametrize("charter", example_charters())
def test_no_habit_of_wording_earns_surely_more_than_chance(charter):
    # Adapted banks have 24 scenes: a mean may pass the target by chance, its interval must not exclude 0.
    found = [(row.language, row.strategy) for row in reported(charter) if row.ci_low > 0]
    assert found == []


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path):
    sound = write_item(tmp_path / "S90.yaml", raw_scene(key__B=5))
    found = lint_files([tmp_path / "S91.yaml", sound])
    assert [(finding.item, finding.rule) for finding in found] == [("S91", "L00"), ("S90", "L02")]


def run(*arguments):
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def test_lint_of_the_bank_has_no_error():
    assert run("lint").exit_code == 0


def test_lint_leaves_with_1_on_an_error_and_says_which(tmp_path):
    done = run("lint", write_item(tmp_path / "S90.yaml", raw_scene(key__B=5)))
    assert done.exit_code == 1
    assert "E L02 S90" in done.output


def test_naive_report_says_what_is_met():
    done = run("lint", "--naive")
    assert done.exit_code == 0
    assert "learnt from words" in done.output


def test_a_form_is_built_from_the_shell(tmp_path):
    out = tmp_path / "form.json"
    assert run("form", "build", "--charter", "orvanne", "--out", out).exit_code == 0
    form = json.loads(out.read_text(encoding="utf-8"))
    assert form["sha256"] == form_sha256(form)


def test_an_item_asked_for_by_name_and_refused_is_told_and_leaves_with_1(tmp_path):
    done = run("form", "build", "--charter", "tilleuls", "--out", tmp_path / "f.json", "--items", "S01,S20")
    assert done.exit_code == 1
    assert "S20 refused" in done.output
    assert [entry["id"] for entry in json.loads((tmp_path / "f.json").read_text())["items"]] == ["S01"]


@pytest.mark.parametrize(
    ("charter", "items"), [("nowhere", "S01"), ("ardeal", "S99")], ids=["no-charter", "no-item"]
)
def test_a_form_that_cannot_be_built_is_refused_in_words(tmp_path, charter, items):
    done = run("form", "build", "--charter", charter, "--out", tmp_path / "f.json", "--items", items)
    assert done.exit_code == 2
    assert "Error: No" in done.output
    assert not (tmp_path / "f.json").exists()
