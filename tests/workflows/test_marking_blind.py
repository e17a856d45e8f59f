"""Nothing that a workflow hands to a marker tells who wrote a reply, when, or what others gave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from data.schema import answer, candidate, invitation, mark, sitting
from errors import MarkingError
from tests.workflows.marked import O8, O9, appointed, give, hold, mark_all, rows, train, waiting_campaign
from workflows.marking import desk, marker_agreement, training

pytestmark = pytest.mark.usefixtures("database")


def strings(value: Any) -> Iterator[str]:
    """Yield everything that could be read in a value."""
    if is_dataclass(value):
        for field in fields(value):
            yield field.name
            yield from strings(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from (str(name), *strings(one))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from strings(one)
    else:
        yield str(value)


def what_markers_get(actor, campaign):
    """Return everything that the workflows of the role give out."""
    held = hold(actor, campaign)
    found = [
        desk.prompts(actor),
        desk.desk(actor, campaign, O8),
        desk.next_reply(actor, campaign, O8),
        desk.open_reply(actor, campaign, O8, held.code),
        desk.save_marks(actor, campaign, O8, held.code, marks={"E": 3}),
        desk.marked(actor, campaign, O8),
        training.training(actor, campaign, O8),
        training.start_again(actor, campaign, O8),
        train(actor, campaign, O8, (4, 0, 4, 0, 4), attempt=2),
        marker_agreement.my_severity(actor, campaign),
    ]
    for code in ("AAAAAAAA", held.code):
        try:
            desk.open_reply(actor, campaign, O9, code)
        except MarkingError as problem:
            found.append((problem.code, str(problem), problem.details))
    return found


def test_nothing_tells_who_wrote_a_reply():
    campaign = waiting_campaign(6)
    ana, bo = appointed(campaign.id, "Ana", "Bo")
    give(ana, campaign.id, hold(ana, campaign.id).code, 3, note="Ana's own")
    for _ in range(3):
        give(bo, campaign.id, hold(bo, campaign.id).code, 4, note="a secret of Bo's")
    people = rows(candidate)
    identifying = {
        *(row.id for table in (candidate, answer, sitting, invitation, mark) for row in rows(table)),
        *(text for row in people for text in (row.name, row.pseudonym, row.email)),
        bo.account_id, bo.name, bo.email, "a secret of Bo's",
    }  # fmt: skip
    seen = list(strings(what_markers_get(ana, campaign.id)))
    assert len(people) == 6
    for text in seen:
        assert not [one for one in identifying if one in text], text


def test_no_reply_carries_a_time_a_language_or_a_count_of_marks():
    campaign = waiting_campaign(2).id
    (ana,) = appointed(campaign, "Ana")
    names = {field.name for field in fields(hold(ana, campaign))}
    assert names == {"code", "text", "n_words", "marks", "note", "held_until"}
    assert {field.name for field in fields(desk.OwnMark)} == {
        "code", "text", "n_words", "marks", "note", "suggestion"
    }  # fmt: skip


def test_samples_are_not_on_the_desk():
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana")
    assert not [text for text in strings(desk.desk(ana, campaign, O8)) if "sample" in text.lower()]


def test_codes_differ_between_markers():
    campaign = waiting_campaign(5).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    for actor in (ana, bo):
        mark_all(actor, campaign, 2)
    codes = [{reply.code for reply in desk.marked(actor, campaign, O8)} for actor in (ana, bo)]
    assert [len(one) for one in codes] == [5, 5]
    assert not codes[0] & codes[1]
    assert all(len(code) == 8 and code.isalnum() for one in codes for code in one)


def test_a_draft_of_one_marker_is_not_another_ones():
    campaign = waiting_campaign(1).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    held = hold(ana, campaign)
    desk.save_marks(ana, campaign, O8, held.code, marks={"E": 4}, note="Ana's")
    desk.leave(ana, campaign, O8, held.code)
    here = hold(bo, campaign)
    assert (here.marks, here.note) == ({}, "")


def test_what_was_marked_is_listed_in_no_order_of_time():
    campaign = waiting_campaign(12).id
    (ana,) = appointed(campaign, "Ana")
    mark_all(ana, campaign, 2)
    listed = [reply.code for reply in desk.marked(ana, campaign, O8)]
    assert listed == sorted(listed)


def test_the_only_times_are_those_of_ones_own_hold():
    campaign = waiting_campaign(2).id
    (ana,) = appointed(campaign, "Ana")
    hold(ana, campaign)

    def times(value):
        if isinstance(value, dt.datetime):
            yield value
        elif is_dataclass(value):
            for field in fields(value):
                yield from times(getattr(value, field.name))
        elif isinstance(value, (list, tuple)):
            for one in value:
                yield from times(one)

    here = desk.desk(ana, campaign, O8)
    assert here.reply is not None
    assert list(times(here)) == [here.reply.held_until]
