"""Every column of every table is sealed, or listed with the reason why it is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.audit.sealed_columns import NOT_SEALED, NOT_SEALED_TABLES, VERSIONS, columns_of
from data.row_digest import version_of
from data.tables import METADATA


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_every_column_is_sealed_or_listed(table):
    listed = {column for name, column in NOT_SEALED if name == table.name}
    if table.name in NOT_SEALED_TABLES:
        assert table.name not in VERSIONS
        assert not listed
        return
    sealed = columns_of(table.name, version_of(table.name))
    assert len(sealed) == len(set(sealed))
    assert set(sealed) | listed == {column.name for column in table.columns}
    assert not set(sealed) & listed


def test_nothing_is_listed_that_is_not_there():
    names = set(METADATA.tables)
    assert set(VERSIONS) | set(NOT_SEALED_TABLES) == names
    assert {table for table, _ in NOT_SEALED} <= names


def test_a_version_there_never_was_is_no_version():
    for version in (0, len(VERSIONS["note"]) + 1):
        with pytest.raises(KeyError):
            columns_of("note", version)


def test_security_lists_what_no_seal_covers():
    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text("utf-8")
    _, _, section = page.partition("## What no seal covers")
    told = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE))
    kept = {**NOT_SEALED_TABLES, **{f"{table}.{column}": why for (table, column), why in NOT_SEALED.items()}}
    # A change to these is noticed, but for the MAC where there is no key.
    noticed = {"seal", "row_salt", "snapshot_person", "snapshot_salt"}
    kept = {name: why for name, why in kept.items() if name not in noticed}
    assert told.pop("seal.mac")
    assert told == kept
