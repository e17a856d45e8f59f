"""Columns are found by the names of fields, whatever order a class or a table has them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, func, select

from data.common.rows import columns_for

METADATA = MetaData()
shelf = Table("shelf", METADATA, Column("id", Integer), Column("name", String), Column("room", Integer))
book = Table("book", METADATA, Column("title", String), Column("id", Integer), Column("shelf_id", Integer))


@dataclass(frozen=True)
class Book:
    title: str
    shelf_id: int
    shelf: str
    id: int


class Room(NamedTuple):
    number: int
    n_shelves: int


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.connect() as connection:
        connection.execute(shelf.insert().values(id=7, name="upper", room=3))
        connection.execute(book.insert().values(title="Letters", id=1, shelf_id=7))
        yield connection
    engine.dispose()


def test_each_field_gets_the_column_of_its_name_or_the_one_that_is_named(connection):
    query = select(*columns_for(Book, book, shelf=shelf.c.name)).join(shelf, shelf.c.id == book.c.shelf_id)
    assert [Book(*row) for row in connection.execute(query)] == [Book("Letters", 7, "upper", 1)]


def test_a_field_can_be_an_expression(connection):
    columns = columns_for(Room, number=shelf.c.room, n_shelves=func.count(shelf.c.id))
    assert [Room(*row) for row in connection.execute(select(*columns).group_by(shelf.c.room))] == [Room(3, 1)]


def test_what_comes_from_elsewhere_is_left_out():
    assert columns_for(Book, book, without=("shelf",)) == (book.c.title, book.c.shelf_id, book.c.id)


@pytest.mark.parametrize(
    ("tables", "elsewhere"),
    [
        ((book,), {}),  # no table has a column ``shelf``
        ((book, shelf), {"shelf": shelf.c.name}),  # both have an ``id``
        ((book,), {"shelf": shelf.c.name, "shelve": shelf.c.name}),
    ],
)
def test_what_no_single_column_fills_is_refused_where_it_is_written(tables, elsewhere):
    with pytest.raises(LookupError):
        columns_for(Book, *tables, **elsewhere)
