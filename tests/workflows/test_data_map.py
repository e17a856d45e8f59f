"""The data map knows every column, and says of every category all that documents ask."""

import pytest

import texts
from data.tables import METADATA
from tests import privacy_tables
from workflows.privacy.data_map import CANDIDATE_DATA, CATEGORIES, about, data_map

SAID = ("name", "told", "purpose", "source", "readers", "kept")


def test_every_column_is_in_the_map_and_no_other():
    stored = {(table.name, column.name) for table in METADATA.sorted_tables for column in table.columns}
    mapped = [(one.table, one.column) for one in data_map()]
    assert set(mapped) == stored
    assert len(mapped) == len(stored)


def test_every_category_is_one_that_is_said_and_is_used():
    assert {one.category for one in data_map()} == set(CATEGORIES)
    assert all(one.holds.strip() for one in data_map())


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_is_said_in_both_languages(language, category):
    known = texts.texts(language)
    assert all(known[f"data_map.{category}.{part}"] for part in SAID)


def test_what_belongs_to_a_person_by_the_foreign_keys_is_mapped_as_theirs():
    theirs = {"candidate"}
    for table in METADATA.sorted_tables:
        if any(key.column.table.name in theirs for key in table.foreign_keys):
            theirs.add(table.name)
    told = {one.table for one in data_map() if one.category in CANDIDATE_DATA}
    assert theirs <= told


def test_nobodys_data_are_about_nobody():
    assert {about(category) for category in CATEGORIES} == {"candidate", "staff", "nobody"}


def test_the_page_on_privacy_shows_the_map():
    page = privacy_tables.PAGE.read_text("utf-8")
    assert privacy_tables.page_with_tables(page) == page, "run python -m tests.privacy_tables"
