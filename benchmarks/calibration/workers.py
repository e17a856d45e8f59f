"""Processes to which simulations are shared out."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

WORKERS = 2


def workers() -> ProcessPoolExecutor:
    """Start them; not from tests, whose main module may be a page that a test of views has run."""
    return ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"))
