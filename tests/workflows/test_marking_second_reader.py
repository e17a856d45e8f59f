"""A second reader that is good enough suggests beside people's marks, on record, and changes nothing."""

from __future__ import annotations

from random import Random

import pytest

from data.campaigns.campaigns import change_campaign
from data.common.engine import writing
from data.marking.marks import Mark, add_mark, writers_and_texts
from data.schema import audit_event, mark, suggestion
from errors import AccessError
from tests.builders import MANAGER, NOW, Answers, filled_campaign
from tests.teams import enrol
from tests.workflows.marked import O8, RUBRIC, account, appointed, marked_form, marks, rows
from workflows.campaigns.campaign_settings import CampaignSettings
from workflows.marking import desk, second_reader

N, MISJUDGED, AWAITING = 115, 3, 2
WORDS = (
    "Whatever.",
    "Noted here.",
    "Sorry, noted here.",
    "Sorry, we call you.",
    "Sorry, we call you today, Lea.",
)
"""What a reply of each mark says."""


def text(at: int, rng: Random) -> str:
    """Return a reply of mark ``at % 5`` among words that say nothing."""
    filler = " ".join(rng.choice(("blue", "green", "red", "grey", "pink")) for _ in range(6))
    return f"{WORDS[at % 5]} {filler} {at}"


def near(worth: int, rng: Random) -> list[int]:
    """Return what a second person gives: one point apart on three dimensions of a fifth of the replies."""
    apart = rng.sample(range(5), 3) if rng.random() < 0.2 else []
    return [min(4, worth + 1) if at in apart else worth for at in range(5)]


@pytest.fixture
def read(database):
    rng = Random(7)
    form = marked_form()
    answers: list[Answers] = [{"S25": "D", O8: text(at, rng)} for at in range(N)]
    filled = filled_campaign(N, form=form, answers=answers)
    with writing() as c:
        change_campaign(c, filled.id, settings={"second_reader": True})
    ana, bo = appointed(filled.id, "Ana", "Bo")
    with writing() as c:
        texts = {given: answer_id for answer_id, (_, given) in writers_and_texts(c, filled.id, O8).items()}
        for at, answer in enumerate(answers):
            worth = at % 5
            # People agree on something else than the words say, on the last ones of mark 4.
            if worth == 4 and at >= N - 5 * MISJUDGED:
                pair = (marks(0), marks(0))
            elif worth == 0 and at >= N - 5 * AWAITING:
                pair = (marks(0), marks(3))
            else:
                pair = (marks(worth), marks(*near(worth, rng)))
            for place, (actor, given) in enumerate(zip((ana, bo), pair, strict=True), start=1):
                new = Mark(texts[answer[O8]], actor.account_id, place, given, "")
                add_mark(c, new, rubric_sha256=RUBRIC[O8], now=NOW)
    rex = account("Rex", "recruiter")
    enrol(filled.id, rex)
    return filled.id, ana, rex


def test_it_suggests_flags_and_is_written_down_but_changes_no_mark(read):
    campaign, ana, rex = read
    before = [(row.id, row.marks) for row in rows(mark)]
    told = []
    found, other = second_reader.read(rex, campaign, lambda done, total: told.append((done, total)))
    assert (found.may_show, found.refusals, found.n, other.may_show) == (True, (), N, False)
    assert told == [(1, 2), (2, 2)]

    looks = second_reader.second_look(rex, campaign)
    misjudged = [look for look in looks if look.human == (marks(0), marks(0)) and "Lea" in look.text]
    assert len(misjudged) == MISJUDGED
    assert all(one.total >= 4 for one in misjudged)
    assert not [look for look in looks if look.human == (marks(0), marks(3))], "it awaits a third mark"
    n_logged = len(rows(suggestion))
    assert n_logged == len(looks)
    assert second_reader.second_look(rex, campaign) == looks
    assert len(rows(suggestion)) == n_logged, "shown again, it is the same showing"

    own = desk.marked(ana, campaign, O8)
    assert sum(one.suggestion is not None for one in own) == N - AWAITING
    logged = [row for row in rows(suggestion) if row.shown_to == ana.account_id]
    assert len(logged) == N - AWAITING
    assert {row.model_sha256 for row in logged} == {found.model_sha256}
    seen = [row for row in rows(audit_event) if row.deed == "see_suggestions"]
    assert [(row.actor, row.details["n"]) for row in seen] == [
        (rex.account_id, n_logged),
        (ana.account_id, N - AWAITING),
    ]
    assert [(row.id, row.marks) for row in rows(mark)] == before
    for actor in (ana, MANAGER):
        with pytest.raises(AccessError):
            second_reader.second_look(actor, campaign)


def test_it_is_off_by_default():
    assert CampaignSettings.model_fields["second_reader"].default is False
