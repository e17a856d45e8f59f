"""Verification of the database: what was frozen or stored, against its hash and the rows; read-only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection

from assessments.form.digest import form_sha256, sha256_of
from data.audit.log import broken_link, count_events, record_mac
from data.audit.seal_check import Replayed, count_seals
from data.campaigns.campaigns import campaign_by_id
from data.campaigns.forms import Form, StoredForm, stored_forms, weightings_of
from data.common.engine import reading
from data.comparison.as_of import Place, campaign_rows
from data.comparison.decisions import pointers
from data.comparison.snapshots import Snapshot, snapshot_by_id, snapshot_ids
from data.privacy.erasure import noted_erasures, noted_replacements
from data.row_seals import BEGINNING, Head
from workflows.audit.differences import Difference
from workflows.audit.verify_actions import deed_differences
from workflows.audit.verify_rows import chain_differences, check_rows, record_places, replayed
from workflows.audit.verify_snapshots import Source, check_snapshot
from workflows.comparison.snapshots import REPLACES

_SEALS = 0.5
"""Share of the time that rows and their seals take, about."""

KeyUse = Literal["compared", "none", "missing"]
Progress = Callable[[float], None]
"""Told how much is done, 0 to 1."""


@dataclass
class Report:
    """The result of a verification: what was checked, and every difference."""

    n_forms: int = 0
    n_snapshots: int = 0
    n_decisions: int = 0
    n_events: int = 0
    """Rows of the record of deeds."""
    n_rows: int = 0
    """Rows that were compared with their seals."""
    head: Head = field(default_factory=lambda: Head(0, BEGINNING))
    """Where the chain of seals ends."""
    key: KeyUse = "none"
    """Whether seals were compared with the key; missing: they were made with one, and none is set here."""
    n_partly: int = 0
    """Snapshots of which somebody has withdrawn or been erased: what rests on everybody was not compared."""
    n_missing: int = 0
    """How many people that is, in all these snapshots together."""
    n_older: int = 0
    """Snapshots that were scored by earlier rules: their numbers were not worked out again."""
    differences: list[Difference] = field(default_factory=list)


class Noted(NamedTuple):
    """The lines of the record about snapshots."""

    erased: frozenset[str]
    """Candidates."""
    replaced: frozenset[tuple[str, str, str]]
    """(snapshot id, hash before, hash after)."""


def verify(progress: Progress = lambda done: None, *, expected: Head | None = None) -> Report:
    """Check the whole database, in one transaction that only reads.

    Rows against their seals, and these against their chain, the key where one is set, and the head noted
    before (``expected``). Forms and interview guides against their SHA-256; snapshots against theirs, and
    against what the stored answers, marks and ratings of their time give again; decisions against the
    snapshot they point to; the record of deeds row by row, and what its lines say against what is there. Of
    each snapshot, and of each chain, the first difference is named.

    Raises
    ------
    StorageError
        The database cannot be read.
    SettingsError
        The key's file cannot be used.
    """
    report = Report()
    with reading() as connection:
        chain = _check_seals(connection, report, expected, lambda done: progress(_SEALS * done))
        forms = _check_forms(connection, report)
        rest = 1 - _SEALS
        place = record_places(connection, chain)
        stages = _check_snapshots(
            connection, report, forms, place, lambda done: progress(_SEALS + rest * done)
        )
        _check_decisions(connection, report, stages)
        _check_record(connection, report)
        report.differences += deed_differences(connection)
    progress(1.0)
    return report


def _check_seals(
    connection: Connection, report: Report, expected: Head | None, progress: Progress
) -> Replayed:
    n_seals = count_seals(connection)
    number = expected.number if expected else 0
    chain = replayed(connection, number=number, progress=lambda at: progress(at / n_seals / 2))
    report.head = chain.head
    if record_mac() is not None:
        report.key = "compared"
    elif chain.n_with_mac:
        report.key = "missing"
    report.differences += chain_differences(connection, chain, expected)
    report.n_rows, of_rows = check_rows(connection, chain, lambda done: progress((1 + done) / 2))
    report.differences += of_rows
    return chain


def _check_forms(connection: Connection, report: Report) -> dict[str, Form | None]:
    """Return form id -> body as it is stored now; None when it cannot be read."""
    forms: dict[str, Form | None] = {}
    for stored in stored_forms(connection):
        report.n_forms += 1
        report.differences += form_differences(stored)
        forms[stored.id] = read_form(stored)
    return forms


def form_differences(stored: StoredForm) -> Iterator[Difference]:
    """Yield what is not as it was frozen: the body as a whole, or the interview's guide inside it."""
    body = read_form(stored)
    if body is None:
        yield Difference("form", stored.id, "body", stored.sha256, "no JSON object")
        return
    if body.get("sha256") != stored.sha256:
        yield Difference("form", stored.id, "sha256 in the body", stored.sha256, body.get("sha256"))
    if (actual := form_sha256(body)) != stored.sha256:
        yield Difference("form", stored.id, "body", stored.sha256, actual)
    if "interview" in body:
        yield from _guide_differences(stored.id, body["interview"])


def _guide_differences(form_id: str, guide: Any) -> Iterator[Difference]:
    expected = guide.get("sha256") if isinstance(guide, dict) else None
    rest = {name: value for name, value in guide.items() if name != "sha256"} if expected else guide
    if (actual := sha256_of(rest)) != expected:
        yield Difference("guide", form_id, "questions", expected, actual)


def read_form(stored: StoredForm) -> Form | None:
    """Return the body of a form as it is stored now, or None when it is no JSON object."""
    try:
        body = json.loads(stored.text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _check_snapshots(
    connection: Connection,
    report: Report,
    forms: Mapping[str, Form | None],
    place: Place,
    progress: Progress,
) -> dict[str, str | None]:
    """Return snapshot id -> the stage at which people were compared in it."""
    stages: dict[str, str | None] = {}
    listed, record = snapshot_ids(connection), noted(connection)
    # The rows of a campaign are read once for all its snapshots, and one campaign's at a time.
    for campaign_id, of_campaign in groupby(listed, key=lambda pair: pair[1]):
        source = _source(connection, campaign_id, forms, place)
        for snapshot_id, _ in of_campaign:
            snapshot = snapshot_by_id(connection, snapshot_id)
            checked = check_snapshot(snapshot, source)
            report.n_snapshots += 1
            report.n_partly += bool(checked.n_missing)
            report.n_missing += checked.n_missing
            report.n_older += checked.is_older
            if (difference := checked.difference or unnoted_change(snapshot, record)) is not None:
                report.differences.append(difference)
            stages[snapshot_id] = checked.stage
            progress(report.n_snapshots / len(listed))
    return stages


def _source(
    connection: Connection, campaign_id: str, forms: Mapping[str, Form | None], place: Place
) -> Source:
    campaign = campaign_by_id(connection, campaign_id)
    if campaign is None:
        raise KeyError(campaign_id)  # a foreign key holds: no snapshot outlives its campaign
    weightings = {weighting.number: weighting for weighting in weightings_of(connection, campaign_id)}
    rows = campaign_rows(connection, campaign_id, place)
    return Source(campaign, forms.get(campaign.form_id or ""), weightings, rows)


def noted(connection: Connection) -> Noted:
    """Read it."""
    return Noted(frozenset(noted_erasures(connection)), frozenset(noted_replacements(connection)))


def unnoted_change(snapshot: Snapshot, record: Noted) -> Difference | None:
    """Return a difference when an entry is gone, or a text was replaced, and no line of the record says so.

    Parameters
    ----------
    snapshot : Snapshot
        One whose text fits its hash.
    """
    body = json.loads(snapshot.body)
    gone = sorted(
        person for person in body["people"] if person not in snapshot.people and person not in record.erased
    )
    if gone:
        where = f"erasure that took out the entry of {gone[0]}"
        return Difference("snapshot", snapshot.id, where, "a line of the record", "none")
    before = body.get(REPLACES)
    if before is None or (snapshot.id, before, snapshot.sha256) in record.replaced:
        return None
    return Difference(
        "snapshot", snapshot.id, "release that replaced the text", "a line of the record", "none"
    )


def _check_decisions(connection: Connection, report: Report, stages: Mapping[str, str | None]) -> None:
    for pointer in pointers(connection):
        report.n_decisions += 1
        checks = [("campaign", pointer.candidate_campaign_id, pointer.snapshot_campaign_id)]
        stage = stages.get(pointer.snapshot_id)
        # A decision older than its column says nothing, and a snapshot that cannot be read is named itself.
        if pointer.stage is not None and stage is not None:
            checks.append(("stage", pointer.stage, stage))
        report.differences += [
            Difference(
                "decision",
                pointer.decision_id,
                f"{what} of its snapshot {pointer.snapshot_id}",
                expected,
                actual,
            )
            for what, expected, actual in checks
            if expected != actual
        ]


def _check_record(connection: Connection, report: Report) -> None:
    report.n_events = count_events(connection)
    if (broken := broken_link(connection)) is not None:
        where = "its place in the chain"
        report.differences.append(
            Difference("record", f"row {broken.number}", where, "follows from the row before it", "does not")
        )
