"""Verification of rows against their seals, and of seals against chain, key and the head noted before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Connection, Table

from data.accounts.accounts import any_account
from data.audit.log import Wanted, count_events, newest_events, record_mac
from data.audit.seal_check import Fault, Replayed, RowFault, Sealed, replay, row_faults, sealed_tables
from data.comparison.as_of import Place
from data.row_seals import Head
from workflows.audit.differences import Difference
from workflows.audit.log import SEALED_BEFORE

MAC = "its MAC"
"""Where a seal differs that was not made with the key."""
NAMED = 20
"""How many rows of a table are named one by one; how many more there are is said in one line."""

_EXPECTED_AND_ACTUAL: Mapping[Fault, tuple[str, str]] = {
    "changed": ("as sealed", "something else"),
    "gone": ("a row", "none"),
    "unsealed": ("no row", "a row that no transaction of the product wrote"),
}


def replayed(
    connection: Connection, *, number: int = 0, progress: Callable[[int], None] = lambda done: None
) -> Replayed:
    """Read the chain of seals, with the key where one is set."""
    return replay(connection, number=number, mac=record_mac(), progress=progress)


def record_places(connection: Connection, chain: Replayed) -> Place:
    """Return what says where a row stands in the record: the number of the seal that first names it.

    Rows from before there were seals were sealed as they lay, in no order of theirs: they are all at 0.
    """
    lines = newest_events(connection, Wanted(deed=SEALED_BEFORE), limit=1)
    before = max((chain.first["audit_event"].get(line.id, 0) for line in lines), default=0)

    def place(table: str, row_id: str) -> int:
        # A row that no seal names was slipped in: after everything that was there.
        number = chain.first[table].get(row_id, chain.head.number + 1)
        return 0 if number <= before else number

    return place


def chain_differences(connection: Connection, chain: Replayed, expected: Head | None) -> Iterator[Difference]:
    """Yield where the chain is broken, was written without the key, or is not the one noted before."""
    if chain.broken is not None:
        yield Difference(
            "seal", str(chain.broken), "its place in the chain", "follows from the one before", "does not"
        )
    if chain.wrong_mac is not None:
        expected_mac = "a MAC by the key, on every seal"
        yield Difference("seal", str(chain.wrong_mac), MAC, expected_mac, f"{chain.n_wrong_macs} without")
    if expected is not None and expected.number and chain.expected != expected:
        actual = chain.expected.sha256 if chain.expected else f"the chain ends at {chain.head.number}"
        yield Difference("seal", str(expected.number), "the head noted before", expected.sha256, actual)
    if not any_account(connection):
        return
    for what, n in (("seals", chain.head.number), ("lines", count_events(connection))):
        if not n:
            yield Difference("record", "all of it", what, "at least one: there are accounts", "none")


def check_rows(
    connection: Connection, chain: Replayed, progress: Callable[[float], None]
) -> tuple[int, list[Difference]]:
    """Return how many rows should be there, and what is not as it was sealed."""
    tables, differences = sealed_tables(), list[Difference]()
    total = sum(len(rows) for rows in chain.rows.values())
    done = 0
    for table in tables:
        sealed = chain.rows[table.name]
        differences += row_differences(connection, table, sealed)
        done += len(sealed)
        progress(done / total if total else 1.0)
    return total, differences


def row_differences(
    connection: Connection, table: Table, sealed: Mapping[str, Sealed]
) -> Iterator[Difference]:
    """Yield the rows of a table that are not as they were sealed, both ways."""
    more = 0
    for number, row_fault in enumerate(row_faults(connection, table, sealed)):
        if number < NAMED:
            yield _difference(table, row_fault)
        else:
            more += 1
    if more:
        yield Difference("row", table.name, "further rows", "as sealed", f"{more} more that are not")


def _difference(table: Table, row_fault: RowFault) -> Difference:
    return Difference(
        "row", f"{table.name} {row_fault.key}", row_fault.fault, *_EXPECTED_AND_ACTUAL[row_fault.fault]
    )
