"""The house stays as it was planned: rooms by domain, files that can be read, few doors between rooms."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.structure import TABLES, Structure, imported, structure

MOST_FILES, MOST_LINES = 20, 400
DOORS = {
    ("campaigns", "candidates"): "a campaign's page says how many people it holds",
    ("campaigns", "interviews"): "the interview's guide is prepared with the campaign",
    ("campaigns", "privacy"): "the review shows the notice that candidates will read",
    ("candidates", "campaigns"): "people are added to a campaign, in one of its languages",
    ("candidates", "mail"): "invitations go out by mail",
    ("comparison", "interviews"): "ratings are part of the evidence",
    ("comparison", "marking"): "marks are part of the evidence",
    ("interviews", "campaigns"): "an interview is planned in a campaign",
    ("interviews", "candidates"): "an interview is of a candidate",
    ("interviews", "marking"): "agreement of interviewers is written as that of markers",
    ("mail", "campaigns"): "a campaign's outbox",
    ("marking", "campaigns"): "replies are those of a campaign",
    ("privacy", "campaigns"): "documents are about a campaign",
    ("privacy", "candidates"): "feedback is offered on the page of one's own data",
    ("privacy", "mail"): "an answer to a request goes out by mail",
    ("privacy", "sitting"): "the page of one's own data is opened by the candidate's link",
    ("sitting", "candidates"): "the first page says whose link it is",
    ("sitting", "privacy"): "the notice, the rights and the questions of groups are part of a sitting",
}
"""Room of a page, room of workflows it asks besides its own and ``common`` -> why."""
EVERYBODYS = {"common", "components", "charts"}
"""Rooms of views that serve all the others."""


@pytest.fixture(scope="module")
def house() -> Structure:
    return structure()


def test_no_folder_holds_more_than_can_be_looked_over(house):
    assert {folder: n for folder, n in house.folders.items() if n > MOST_FILES} == {}


def test_no_file_is_longer_than_can_be_read(house):
    assert {path: n for path, n in house.lines.items() if n > MOST_LINES and path not in TABLES} == {}


def test_no_file_of_the_workflows_has_the_name_of_another(house):
    names = Counter(path.rpartition("/")[2] for path in house.sources if path.startswith("workflows/"))
    assert [name for name, n in names.items() if n > 1 and name != "__init__.py"] == []


def test_a_page_asks_the_workflows_of_its_own_room(house):
    asked = {
        (path.split("/")[1], module.split(".")[1])
        for path, tree in house.trees.items()
        if path.startswith("views/") and path.count("/") > 1
        for module in imported(tree)
        if module.startswith("workflows.")
    }
    others = {(room, other) for room, other in asked if other not in (room, "common")}
    assert {pair for pair in others if pair[0] not in EVERYBODYS} == set(DOORS)


def test_every_room_says_what_it_is(house):
    rooms = {path for path in house.sources if path.endswith("__init__.py")}
    assert [path for path in rooms if not house.sources[path].startswith('"""')] == []
