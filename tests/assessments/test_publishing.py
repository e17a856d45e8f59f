"""Ready-made forms, and what a recruiter is shown about a form before it is published."""

from collections import Counter

import pytest

from assessments.content.load import bank_of, load_bank, load_charter
from assessments.form.form import build_form
from assessments.form.presets import PRESETS, SIZES, preset_ids
from assessments.form.publishing import coverage, method_of, problems
from assessments.items.model import MINUTES
from domain import CLOSED_FORMATS
from scoring.formats.formats import FORMATS
from scoring.formats.triage import expected_total
from tests.assessments.scenes import ardeal, content_folder, scene, write_item
from tests.assessments.work_samples import RUBRIC, conversation, open_reply, triage


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = content_folder(tmp_path_factory.mktemp("content") / "content")
    write_item(made / "rubric.yaml", RUBRIC)
    return made


def closed(n, **loadings):
    return scene(id=f"S{n}", loadings=loadings)


def chosen(folder, name, *items):
    return preset_ids(name, bank_of(items, folder), ardeal())


def test_the_short_form_takes_the_items_that_cover_most_and_one_conversation_and_reply(folder):
    same = [closed(n, EMP=1) for n in range(10, 18)]
    other = [closed(30, DEE=1), closed(31, INC=0.5, REL=0.5)]
    samples = [conversation(), conversation(id="S93"), triage(), open_reply(), open_reply(id="O8")]
    ids = chosen(folder, "short", *same, *other, *samples)
    assert ids == ("S10", "S11", "S12", "S13", "S14", "S30", "S31", "S91", "O9")


def test_the_standard_form_has_two_replies_and_the_inbox_too(folder):
    samples = [conversation(), triage(), open_reply(), open_reply(id="O8"), open_reply(id="O7")]
    assert chosen(folder, "standard", *samples) == ("S91", "S92", "O9", "O8")


def test_closed_items_are_chosen_to_add_to_the_work_samples(folder):
    # The reply bears on EMP and DEE: with room for seven, one of the seven on EMP makes way for REL.
    same = [closed(n, EMP=1) for n in range(10, 17)]
    asked = chosen(folder, "short", open_reply(), open_reply(id="O8"), *same, closed(30, REL=1))
    assert asked == ("O9", "S10", "S11", "S12", "S13", "S14", "S15", "S30")


def test_the_long_form_has_everything_that_can_be_asked(folder):
    items = [closed(10, EMP=1), conversation(), triage(), open_reply()]
    assert chosen(folder, "long", *items) == ("S10", "S91", "S92", "O9")


@pytest.mark.parametrize("preset", PRESETS)
def test_no_ready_made_form_keeps_one_to_three_rate_each_items(folder, preset):
    rated = [scene(id=f"S{n}", format="rate_each", loadings={"INC": 1}) for n in (20, 21, 22)]
    asked = chosen(folder, preset, *rated, *[closed(n, EMP=1) for n in range(10, 18)])
    assert not set(asked) & {"S20", "S21", "S22"}


@pytest.mark.parametrize("charter", ["ardeal", "tilleuls", "orvanne"])
@pytest.mark.parametrize("preset", PRESETS)
def test_ready_made_forms_can_be_published(charter, preset):
    company = load_charter(charter)
    ids = preset_ids(preset, load_bank(), company)
    form = build_form(load_bank(), company, item_ids=ids, chance_of=expected_total)
    assert problems(form) == ()
    assert form["refused"] == []
    assert all(row.loading > 0 for row in coverage(form))


@pytest.mark.parametrize("charter", ["ardeal", "tilleuls", "orvanne"])
@pytest.mark.parametrize(("preset", "about"), [("short", 25), ("standard", 50)])
def test_ready_made_forms_take_the_time_they_say(charter, preset, about):
    items = [load_bank().items[item] for item in preset_ids(preset, load_bank(), load_charter(charter))]
    kinds = Counter(item.family if item.format in CLOSED_FORMATS else item.format for item in items)
    assert +kinds == +Counter(SIZES[preset]._asdict())
    assert abs(sum(MINUTES[item.format] for item in items) - about) <= 3


def test_coverage_says_which_methods_see_a_competency(folder):
    form = build_form(bank_of([closed(10, EMP=1), open_reply()], folder), ardeal())
    methods = {row.competency: row.methods for row in coverage(form)}
    assert methods["EMP"] == ("closed", "work_sample")
    assert methods["DEE"] == ("work_sample",)
    assert methods["INC"] == ()


@pytest.mark.parametrize("name", FORMATS)
def test_content_and_scoring_agree_on_the_method_of_a_format(name):
    assert method_of(name) == FORMATS[name].method
