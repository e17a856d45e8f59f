"""The chain of seals and every row against it, on both databases."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import text

from data.accounts import accounts
from data.audit.log import record_mac
from data.audit.seal_check import replay, row_faults, seals_of
from data.common import engine
from data.row_digest import row_digest
from data.row_seals import BEGINNING, Head, head
from data.schema import account, answer
from settings import settings

NOW = dt.datetime(2026, 11, 22, 14, 30, 5, 123456, tzinfo=dt.UTC)

pytestmark = pytest.mark.usefixtures("any_database")


def add(name: str) -> str:
    with engine.writing() as c:
        return accounts.add_account(
            c, email=f"{name}@example.com", name=name, role="recruiter", language="en", now=NOW
        )


def by_hand(statement: str, **values: object) -> None:
    with engine.writing() as c:
        assert c.execute(text(statement), values).rowcount == 1


def faults() -> list[tuple[str, str]]:
    with engine.reading() as c:
        return [tuple(row_fault) for row_fault in row_faults(c, account, replay(c).rows["account"])]


def broken() -> int | None:
    with engine.reading() as c:
        return replay(c).broken


def test_what_was_written_through_the_product_is_as_sealed():
    one, two = add("Bo"), add("Cy")
    with engine.writing() as c:
        accounts.set_disabled(c, one, NOW)
        accounts.set_password(c, two, "x")
    assert faults() == []
    with engine.reading() as c:
        assert replay(c).head == head(c) == Head(3, head(c).sha256)


def test_an_empty_chain_ends_before_it_begins():
    with engine.reading() as c:
        assert replay(c).head == head(c) == Head(0, BEGINNING)


def test_a_row_changed_slipped_in_or_taken_out_is_named():
    one, two = add("Bo"), add("Cy")
    by_hand("UPDATE account SET role = 'owner' WHERE id = :one", one=one)
    assert faults() == [(one, "changed")]
    by_hand("DELETE FROM account WHERE id = :one", one=one)
    assert faults() == [(one, "gone")]
    by_hand("UPDATE account SET id = 'another' WHERE id = :two", two=two)
    assert sorted(faults()) == sorted([("another", "unsealed"), (one, "gone"), (two, "gone")])


def test_a_salt_taken_or_changed_is_a_difference_of_its_row():
    one, two = add("Bo"), add("Cy")
    by_hand("UPDATE row_salt SET salt = :other WHERE row_key = :one", other="0" * 32, one=one)
    by_hand("DELETE FROM row_salt WHERE row_key = :two", two=two)
    assert sorted(faults()) == sorted([(one, "changed"), (two, "changed")])


@pytest.mark.parametrize(
    "change", ["body = '[]'", "body = 'no list'", "sha256 = 'x'", "number = 9"], ids=lambda one: one[:6]
)
def test_a_seal_changed_is_named(change):
    for name in ("Bo", "Cy", "Di"):
        add(name)
    by_hand(f"UPDATE seal SET {change} WHERE number = 2")
    assert broken() == 2


def test_a_seal_taken_out_is_named():
    for name in ("Bo", "Cy", "Di"):
        add(name)
    by_hand("DELETE FROM seal WHERE number = 2")
    assert broken() == 2


def test_writers_at_the_same_time_make_one_chain():
    def write(number: int) -> None:
        for turn in range(5):
            add(f"n{number}-{turn}")

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert broken() is None
    assert faults() == []
    with engine.reading() as c:
        assert head(c).number == 20


def test_a_row_is_found_with_the_seal_that_made_it():
    one = add("Bo")
    add("Cy")
    with engine.reading() as c:
        found = seals_of(c, "account")
    assert len(found) == 2
    assert found[one].number == 1
    assert found[one].rows[0][:3] == ["account", one, 1]


@pytest.fixture
def key(tmp_path, monkeypatch):
    """Set a key; the settings are read anew before and after."""
    path = tmp_path / "key"
    path.write_text("k" * 40)
    monkeypatch.setenv("ENTREGENT_RECORD_KEY_FILE", str(path))
    settings.cache_clear()
    yield path
    monkeypatch.undo()
    settings.cache_clear()


def test_every_seal_carries_a_mac_by_the_key_that_is_set(key):
    add("Bo")
    with engine.reading() as c:
        found = replay(c, mac=record_mac())
    assert (found.wrong_mac, found.n_with_mac) == (None, 1)
    by_hand("UPDATE seal SET mac = NULL")
    with engine.reading() as c:
        found = replay(c, mac=record_mac())
    assert (found.wrong_mac, found.n_wrong_macs) == (1, 1)


def test_a_digest_is_of_what_would_be_read_whatever_is_written():
    written = {"id": "a", "answer": {2: (1, 2), 10: None}, "answered_at": NOW}
    zone = dt.timezone(dt.timedelta(hours=2))
    read = {
        "id": "a",
        "answer": {"2": [1, 2], "10": None},
        "answered_at": NOW.astimezone(zone),
        "language": None,
    }
    assert row_digest(answer, 1, "s", written) == row_digest(answer, 1, "s", read)
    assert row_digest(answer, 1, "t", written) != row_digest(answer, 1, "s", read)
