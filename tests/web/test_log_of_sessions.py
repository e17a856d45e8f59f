"""Lines of the libraries around us: an id of a session in one is left out, whichever library writes it."""

from __future__ import annotations

import logging
import sys
import threading

import pytest

from web.edge import logs

ID = "5d1d2f6c-0b1f-4d63-9ad5-8b2f5f1f6a11"


@pytest.fixture
def configured(monkeypatch):
    for whose, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(whose, name, getattr(whose, name))
    monkeypatch.setattr(logging.Logger, "callHandlers", logging.Logger.callHandlers)
    before = logging.getLogRecordFactory()
    logs.leave_values_out()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize("name", ["streamlit.runtime.websocket_session_manager", "uvicorn.error", "asyncio"])
def test_no_line_holds_the_id_of_a_session(configured, caplog, monkeypatch, name):
    logger = logging.getLogger(name)
    # Servers started by other tests may have turned it off.
    monkeypatch.setattr(logger, "disabled", False)
    monkeypatch.setattr(logger, "level", logging.ERROR)
    logger.addHandler(caplog.handler)
    try:
        logger.error("Session with id %s is already connected!", ID)
        logger.error(f"PUT /_stcore/upload_file/{ID}/file")
        logger.error("What says nothing of it is as it was.")
    finally:
        logger.removeHandler(caplog.handler)
    # Anything may stand in the place of a message, also before values that belong to none.
    logs._record(name, logging.ERROR, "file", 1, {"an": "object"}, (ID,), None)
    assert ID not in caplog.text
    assert "Session with id" in caplog.text
    assert "PUT /_stcore/upload_file/(a session)/file" in caplog.text
    assert "What says nothing of it is as it was." in caplog.text
