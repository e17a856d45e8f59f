"""What each start says of the record: its head in the log, and a warning where seals and key do not agree."""

from __future__ import annotations

import pytest
import structlog

from data.row_seals import Head
from web.edge.start import say_record
from workflows.audit.record_head import RecordEnd

HEAD = Head(12, "a" * 64)


def test_the_head_is_in_the_log_and_nothing_else_is_said(capsys):
    with structlog.testing.capture_logs() as events:
        say_record(RecordEnd(HEAD, None))
    assert [(event["event"], event["head"]) for event in events] == [("record_head", f"12:{'a' * 64}")]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("trouble", "said"),
    [("key_missing", "names none"), ("not_by_key", "was not made with the key")],
)
def test_seals_and_a_key_that_do_not_agree_are_said(capsys, trouble, said):
    with structlog.testing.capture_logs():
        say_record(RecordEnd(HEAD, trouble))
    out = capsys.readouterr().out
    assert said in out
    assert "ENTREGENT_RECORD_KEY_FILE" in out
