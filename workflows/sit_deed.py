"""One thing a candidate does, in one transaction: read where they stand, refuse or write, say where then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection

from data.engine import reading, writing
from data.sittings import Sitting
from errors import AnswerError, EntregentError, LinkUnopened, SittingError, SittingOver
from workflows.sit_enter import threshold
from workflows.sit_place import AT_SCENES, OVER, Place, stage_of
from workflows.sit_read import read_place, take_in_hand
from workflows.sit_settle import is_due, settled


def place(token: str, *, showing: str | None = None, accepted_language: str = "en") -> Place:
    """Return where the candidate who holds this link stands; before their first act with it, at its door.

    Parameters
    ----------
    token : str
        The link's secret.
    showing : str, optional
        The item the page went back to; without it the first open one is in hand.
    accepted_language : str
        The browser's, for the page before the first act of all.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing.
    """
    with reading() as connection:
        try:
            here = take_in_hand(connection, read_place(connection, token), showing)
        except LinkUnopened:
            return threshold(connection, token, accepted_language)
    if not is_due(here):
        return here
    with writing() as connection:
        return settled(connection, read_place(connection, token, hold=True), showing)


def look(token: str, *, accepted_language: str = "en") -> Place | None:
    """Return where a candidate stands as ``place`` does, and store nothing; None where something is due."""
    with reading() as connection:
        try:
            here = take_in_hand(connection, read_place(connection, token))
        except LinkUnopened:
            return threshold(connection, token, accepted_language)
    return None if is_due(here) else here


@contextmanager
def deed(
    token: str, *, showing: str | None = None, needs_open: bool = True
) -> Iterator[tuple[Connection, Place]]:
    """Open the transaction in which a candidate does one thing, holding their sitting against other tabs.

    A deed refuses before it writes. What is stored by then is committed all the same, and the error carries
    the place (``place_of``), so that the page need not ask again.

    Parameters
    ----------
    token : str
        The link's secret.
    showing : str, optional
        The item the deed is about, where its steps are needed.
    needs_open : bool
        Refuse when the sitting takes no more answers.

    Raises
    ------
    SittingOver
        When it takes none; what was stored is kept.
    LinkUnknown, LinkRevoked, LinkExpired, LinkUnopened
        When the link opens nothing, or nothing so far.
    StorageError
        When the database could not store the deed; nothing of it is kept.
    """
    refused: EntregentError | None = None
    with writing() as connection:
        here = read_place(connection, token, hold=True)
        if showing is not None:
            here = settled(connection, here, showing)
        try:
            if needs_open and here.stage in OVER:
                raise SittingOver(
                    "This sitting takes no more answers; what was stored is kept.", stage=here.stage
                )
            yield connection, here
        except (SittingError, AnswerError) as problem:
            problem.details["place"] = settled(connection, here, showing)
            refused = problem
    if refused is not None:
        raise refused


def at_scenes(here: Place) -> None:
    """Raise SittingOver unless the scenes have begun."""
    if here.stage not in AT_SCENES:
        raise SittingOver("The scenes have not begun.", stage=here.stage)


def moved(
    connection: Connection, here: Place, *, sitting: Sitting | None = None, showing: str | None = None
) -> Place:
    """Return the place after a deed, from what its transaction has read and written."""
    sitting = sitting or here.sitting
    after = replace(here, sitting=sitting, stage=stage_of(sitting, here.answers, here.at))
    return settled(connection, after, showing)
