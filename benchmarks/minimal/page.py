"""The smallest page that could serve candidates: two radio buttons, a button, a row stored.

What ``python -m benchmarks.ratio`` measures the product against: machines differ, and the same machine
differs from one minute to the next. Written as tightly as plain Streamlit allows: nothing read twice, one run
for an answer, the place worked out from the database.
"""

from __future__ import annotations

import os
import uuid
from typing import Any

import streamlit as st
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects.sqlite import insert

N_ITEMS = 26
STEM = (
    "Saturday, 9 p.m. A customer writes on the company's page: 'Three weeks I have waited for my car, and "
    "nobody calls back.' The message has 14 reactions, and two other customers add their own story."
)
OPTIONS = {
    "a": "Reply in public, own the problem, and offer to go on in a private message.",
    "b": "Delete the comment to protect the brand.",
    "c": "Pass it on to customer service and wait for their answer before replying.",
    "d": "Reply with a joke, to calm things down before the other readers.",
}


@st.cache_resource
def _store() -> tuple[Engine, Table]:
    answers = Table(
        "answer", MetaData(), Column("person", String(32)), Column("item", Integer),
        Column("best", String(1)), Column("worst", String(1)), UniqueConstraint("person", "item"),
    )  # fmt: skip
    engine = create_engine(os.environ["MINIMAL_DATABASE"], pool_size=10, max_overflow=30)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    answers.metadata.create_all(engine)
    return engine, answers


def _n_answered(person: str) -> int:
    engine, answers = _store()
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).where(answers.c.person == person)) or 0


def _submit(person: str, item: int) -> None:
    best, worst = (st.session_state.get(f"{kind}_{item}") for kind in ("best", "worst"))
    if best and worst and best != worst:
        engine, answers = _store()
        with engine.begin() as connection:
            row = {"person": person, "item": item, "best": best, "worst": worst}
            connection.execute(insert(answers).values(row).on_conflict_do_nothing())


def _show() -> None:
    st.set_page_config(page_title="Minimal", layout="centered")
    person = st.session_state.setdefault("person", uuid.uuid4().hex)
    item = _n_answered(person)
    st.progress(item % N_ITEMS / N_ITEMS, text=f"{item % N_ITEMS} / {N_ITEMS}")
    st.header(f"Scene {item + 1}", anchor=False)
    st.write(STEM)
    for kind in ("best", "worst"):
        st.radio(
            f"The {kind} reply", list(OPTIONS), index=None, format_func=OPTIONS.get, key=f"{kind}_{item}",
            on_change="ignore",
        )  # fmt: skip
    if st.button("Next", type="primary", key=f"next_{item}", on_click=_submit, args=(person, item)):
        _submit(person, item)  # reached only when the server has lost the session, and with it the callback


_show()
