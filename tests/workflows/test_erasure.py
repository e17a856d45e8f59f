"""Erasing one person: nothing of them is left in the file, and everybody else is as before."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import UniqueConstraint, event, func, select

from data.audit import log
from data.candidates.candidates import candidate_by_id
from data.common import engine
from data.comparison.snapshots import entry_sha256
from data.schema import candidate
from data.schema_evaluation import decision, snapshot, snapshot_person, snapshot_salt
from data.tables import METADATA
from errors import CandidateError, DecisionError
from tests.builders import MANAGER, filled_campaign
from tests.workflows.decided import decide
from tests.workflows.erasable import NOW, traced_demo
from workflows.audit.verify import verify
from workflows.candidates import monitor
from workflows.common.clock import utc_now
from workflows.comparison import decisions, standings
from workflows.comparison.snapshots import snapshot_body
from workflows.privacy.erasure import clear_bytes, erase
from workflows.privacy.retention import holds_bytes, purge

pytestmark = pytest.mark.usefixtures("database")


def files() -> dict[str, bytes]:
    """Return every file of the database, as it lies on the disk."""
    path = Path(engine.engine().url.database or "")
    return {one.name: one.read_bytes() for one in path.parent.glob(path.name + "*")}


def found_in_files(traces: tuple[str, ...]) -> set[str]:
    """Return those of these strings that are in a file, as text or as JSON writes it."""
    kept = b"\0".join(files().values())
    return {trace for trace in traces if trace.encode() in kept or json.dumps(trace)[1:-1].encode() in kept}


def test_nothing_of_an_erased_person_is_in_any_file_of_the_database():
    # Some builds of SQLite overwrite what is deleted by themselves; the product must not count on it.
    event.listen(engine.engine(), "checkout", lambda line, *_: line.execute("PRAGMA secure_delete = OFF"))
    here = traced_demo()
    assert found_in_files(here.traces) == set(here.traces)
    with engine.writing() as c:
        erase(c, here.candidate_id, NOW, "request")
    clear_bytes()
    assert found_in_files(here.traces) == set()


def test_a_stub_stays_and_no_row_elsewhere_points_to_it_but_verdicts():
    here = traced_demo()
    with engine.writing() as c:
        done = erase(c, here.candidate_id, NOW, "retention")
    assert done.n_answers > 10
    with engine.reading() as c:
        stub = c.execute(select(candidate).where(candidate.c.id == here.candidate_id)).one()
        pointing = {
            table.name
            for table in METADATA.sorted_tables
            if "candidate_id" in table.c
            and c.scalar(select(func.count()).where(table.c.candidate_id == here.candidate_id))
        }
        (kept,) = c.execute(select(decision).where(decision.c.candidate_id == here.candidate_id)).all()
    assert (stub.name, stub.email, stub.erased_at) == ("", None, NOW)
    assert pointing == {"decision"}
    assert (kept.verdict, kept.reason) == ("shortlist", "")


def test_others_keep_their_scores_and_every_check_holds():
    here = traced_demo()
    before = standings.comparison(here.actor, here.campaign_id).candidate(here.other_id)
    with engine.writing() as c:
        erase(c, here.candidate_id, NOW, "request")
    after = standings.comparison(here.actor, here.campaign_id)
    assert after.candidate(here.candidate_id) is None
    again = after.candidate(here.other_id)
    assert before and again and again.composite.score == pytest.approx(before.composite.score, abs=0.2)
    report = verify()
    assert report.differences == []
    assert (report.n_partly, report.n_missing) == (report.n_snapshots, report.n_snapshots)
    with engine.reading() as c:
        assert log.broken_link(c) is None


def rows_of(table):
    with engine.reading() as c:
        return [tuple(row) for row in c.execute(select(table).order_by(*table.primary_key.columns))]


def test_of_a_snapshot_the_persons_entry_goes_and_every_other_byte_stays():
    here = traced_demo()
    decisions.decide(
        here.actor, here.campaign_id, here.other_id, "hold", "Another number of places.", places=1
    )
    texts, entries = rows_of(snapshot), rows_of(snapshot_person)
    assert len(texts) == 2
    with engine.writing() as c:
        done = erase(c, here.candidate_id, NOW, "request")
    assert done.n_snapshots == 2
    assert rows_of(snapshot) == texts
    assert rows_of(snapshot_person) == [row for row in entries if row[1] != here.candidate_id]
    assert here.candidate_id not in {row[0] for row in rows_of(snapshot_salt)}


def test_what_stays_of_somebody_in_a_snapshot_cannot_be_tried_against():
    filled = filled_campaign(3)
    decide(filled.id, filled.candidate_ids[0])
    one = filled.candidate_ids[2]
    ((entry,),) = [row[2:] for row in rows_of(snapshot_person) if row[1] == one]
    with engine.writing() as c:
        erase(c, one, NOW, "request")
    (text,) = [row[3] for row in rows_of(snapshot)]
    digest = json.loads(text)["people"][one]
    assert len(digest) == 64
    assert digest != hashlib.sha256(entry.encode()).hexdigest()
    left = [row[1] for row in rows_of(snapshot_salt)]
    assert digest not in {entry_sha256(salt, entry) for salt in left}


def statements_of(n_people: int, n_snapshots: int) -> int:
    """Return how many statements erasing one person takes, among so many, in so many snapshots."""
    filled = filled_campaign(n_people)
    for places in range(1, n_snapshots + 1):
        decide(filled.id, filled.candidate_ids[0], "hold", places=places)
    told: list[str] = []
    listen = (engine.engine(), "before_cursor_execute", lambda *given: told.append(given[2]))
    event.listen(*listen)
    with engine.writing() as c:
        assert erase(c, filled.candidate_ids[-1], NOW, "request").n_snapshots == n_snapshots
    event.remove(*listen)
    return len(told)


def test_erasing_somebody_costs_no_more_among_many_and_in_many_snapshots():
    assert statements_of(3, 1) == statements_of(12, 5)


def test_whatever_an_erasure_follows_is_found_by_an_index():
    def starts(table):
        return {next(iter(one.columns)).name for one in (table.primary_key, *table.indexes)} | {
            next(iter(constraint.columns)).name
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        }

    # Accounts are closed, never deleted; of forms nothing hangs on a person.
    kept = {"account", "form"}
    searched = [
        f"{table.name}.{key.parent.name}"
        for table in METADATA.sorted_tables
        for key in table.foreign_keys
        if key.ondelete == "CASCADE" and key.column.table.name not in kept
        if key.parent.name not in starts(table)
    ]
    assert searched == []


def test_an_erased_person_is_nobody_any_more():
    here = traced_demo()
    n = len(monitor.board(here.actor, here.campaign_id).lines)
    with engine.writing() as c:
        erase(c, here.candidate_id, NOW, "request")
        assert candidate_by_id(c, here.candidate_id) is None
        with pytest.raises(CandidateError):
            erase(c, here.candidate_id, NOW, "request")
    assert len(monitor.board(here.actor, here.campaign_id).lines) == n - 1


def test_everybody_erased_one_after_the_other_leaves_what_verifies():
    filled = filled_campaign(3)
    decide(filled.id, filled.candidate_ids[0])
    for one in filled.candidate_ids:
        with engine.writing() as c:
            erase(c, one, NOW, "retention")
    report = verify()
    assert report.differences == []
    assert report.n_missing == 3


def test_both_databases_erase(any_database):
    filled = filled_campaign(3)
    decide(filled.id, filled.candidate_ids[0])
    with engine.writing() as c:
        erase(c, filled.candidate_ids[0], utc_now(), "request")
    assert holds_bytes(utc_now()) == (any_database == "sqlite")
    clear_bytes()
    assert verify().differences == []
    assert len(standings.comparison(MANAGER, filled.id).finished) == 2
    assert purge(NOW).n_erased == 0


def test_a_decision_does_not_keep_somebody_who_was_erased_meanwhile(monkeypatch):
    filled = filled_campaign(3)

    def meanwhile(*given, **more):
        with engine.writing() as c:
            erase(c, filled.candidate_ids[2], NOW, "request")
        return snapshot_body(*given, **more)

    monkeypatch.setattr(decisions, "snapshot_body", meanwhile)
    with pytest.raises(DecisionError) as refused:
        decide(filled.id, filled.candidate_ids[0])
    assert refused.value.code == "moved"
    with engine.reading() as c:
        assert c.execute(select(snapshot)).all() == []


def test_who_is_erased_at_the_instant_of_a_decision_stays_in_no_snapshot(any_database, monkeypatch):
    filled = filled_campaign(3)
    one, _, other = filled.candidate_ids

    def erase_too():
        with engine.writing() as c:
            erase(c, other, NOW, "request")

    eraser, add = Thread(target=erase_too), decisions.add_decision

    def add_slowly(connection, made):
        eraser.start()
        # Long enough for an erasure that does not wait; one that waits does so until the decision is kept.
        eraser.join(0.5)
        add(connection, made)

    monkeypatch.setattr(decisions, "add_decision", add_slowly)
    decide(filled.id, one)
    eraser.join()
    with engine.reading() as c:
        kept = c.scalars(select(snapshot_person.c.candidate_id)).all()
    assert one in kept
    assert other not in kept
