"""A server that is asked to end finishes what it has in hand: a message half handed over is settled."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from threading import Event, Thread

from benchmarks.server import Product
from data.common import engine
from data.mail import outbox
from data.mail.outbox import NewMail
from tests.clock import like_the_server
from tests.databases import bind_file
from tests.workflows.mail_server import SENDER, Mailbox, serving
from workflows.common.clock import utc_now
from workflows.common.server import prepare

IN_HAND_S = 1.0
"""For a server to be gone that does not wait; one that waits does so for the test, up to five seconds."""


class Slow(Mailbox):
    """Takes a message, and says so when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.has_come, self.may_answer = Event(), Event()

    async def handle_DATA(self, server, session, envelope):
        self.has_come.set()
        await asyncio.to_thread(self.may_answer.wait)
        return await super().handle_DATA(server, session, envelope)


def test_a_message_in_hand_is_settled_before_the_server_ends(tmp_path):
    path = tmp_path / "here.db"
    bound = bind_file(path)
    with like_the_server():
        prepare()
        with engine.writing() as c:
            outbox.add_mails(
                c, [NewMail("invitation", "en", "p@example.com", "Hello", "Text", "me")], utc_now()
            )
    bound.dispose()
    box, product = Slow(), Product(path, tmp_path / "log")
    with serving(box) as server:
        product.environment |= {
            "ENTREGENT_SMTP_HOST": "localhost", "ENTREGENT_SMTP_PORT": str(server.port),
            "ENTREGENT_SMTP_SECURITY": "none", "ENTREGENT_SMTP_FROM": SENDER,
        }  # fmt: skip
        product.start()
        ending = Thread(target=product.stop)
        try:
            assert box.has_come.wait(60), (tmp_path / "log").read_text()
            ending.start()
            ending.join(IN_HAND_S)
            assert ending.is_alive(), "the server did not wait"
        finally:
            box.may_answer.set()
            ending.join() if ending.ident else product.stop()
    with closing(sqlite3.connect(path)) as kept:
        assert kept.execute("SELECT state, body FROM mail").fetchall() == [("sent", "")]
