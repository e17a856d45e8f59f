"""Lines that come too often are counted instead of written; nothing of a row stands in any."""

from __future__ import annotations

import logging
import sys
import threading
import traceback

import pytest
import structlog

from web.edge import logs
from web.edge.logs import MOST, WITHIN_S, Limit

ROW = "Key (email)=(ana.pop@example.com) already exists."
DRIVER = f'duplicate key value violates unique constraint "account_email"\nDETAIL:  {ROW}\n    at Ana Pop'


class Told:
    """A limit whose time is the test's."""

    def __init__(self) -> None:
        self.now = 0.0
        self.later: list[tuple[float, object]] = []
        self.said: list[tuple[object, int]] = []
        self.limit = Limit(
            lambda kind, n: self.said.append((kind, n)),
            lambda seconds, call: self.later.append((seconds, call)),
            lambda: self.now,
        )

    def numbers(self, kind: str, times: int) -> list[int]:
        return [self.limit.number(kind) for _ in range(times)]


def test_so_many_of_a_kind_are_written_and_the_others_counted():
    told = Told()
    assert told.numbers("a", MOST + 3) == [*range(1, MOST + 1), 0, 0, 0]
    assert told.numbers("b", 1) == [1], "another kind is not held back"
    ((seconds, call),) = told.later
    assert seconds == WITHIN_S
    assert told.said == []
    call()  # type: ignore[operator]
    assert told.said == [("a", 3)]
    assert told.numbers("a", 1) == [1]


def test_a_minute_later_what_was_held_back_is_said_with_the_next_line_at_the_latest():
    told = Told()
    told.numbers("a", MOST + 2)
    told.now += WITHIN_S
    assert told.numbers("a", 1) == [1]
    assert told.said == [("a", 2)]


def test_kinds_without_end_are_counted_together():
    told = Told()
    written = sum(bool(told.limit.number(f"kind {n}")) for n in range(logs.KINDS + 100))
    assert written == logs.KINDS + MOST


@pytest.fixture
def ours(monkeypatch):
    """Let the log be as in the server, with a limit of the test's own."""
    told = Told()
    for whose, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(whose, name, getattr(whose, name))
    monkeypatch.setattr(logging.Logger, "callHandlers", logging.Logger.callHandlers)
    monkeypatch.setattr(logs, "LIMIT", told.limit)
    before = logging.getLogRecordFactory()
    logs.leave_values_out()
    logs.configure()
    yield told
    logging.setLogRecordFactory(before)
    structlog.reset_defaults()


def fail() -> None:
    try:
        raise KeyError(ROW)
    except KeyError as cause:
        raise ValueError(DRIVER) from cause


def test_an_event_of_ours_is_held_back_and_shows_its_frames_once(ours, capsys):
    log = structlog.get_logger()
    for _ in range(MOST + 5):
        try:
            fail()
        except ValueError as failure:
            log.error("page_failed", kind="ValueError", exc_info=failure)
    log.error("page_failed", kind="another")
    printed = capsys.readouterr().out
    assert printed.count("page_failed") == MOST + 1
    assert printed.count("in fail\n") == 2, "both frames of one failure"
    for number in range(MOST + 5):
        log.info("mail_sent", mail=number)
    assert capsys.readouterr().out.count("mail_sent") == MOST + 5


def test_lines_of_libraries_are_held_back_too_and_quote_no_row(ours, caplog):
    logger = logging.getLogger("a library")
    logger.propagate = False
    logger.addHandler(caplog.handler)
    try:
        for _ in range(MOST + 5):
            try:
                fail()
            except ValueError:
                # As the web server does when the application cannot start: the whole text is the message.
                logger.error(traceback.format_exc())
        for _ in range(MOST + 5):
            logger.error(f"could not: {DRIVER}")
    finally:
        logger.removeHandler(caplog.handler)
    assert len(caplog.records) == 2 * MOST
    assert "ana.pop" not in caplog.text
    assert "Ana Pop" not in caplog.text
    first = caplog.records[0].getMessage()
    assert first.count("in fail\n    raise ") == 2
    assert "\nKeyError\n" in first
    assert first.endswith("\nValueError")
    assert "direct cause" in first
    assert "could not: duplicate key value" in caplog.records[-1].getMessage()
