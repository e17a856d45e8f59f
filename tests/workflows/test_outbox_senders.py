"""Two senders at one outbox, on both databases: each message leaves once."""

from __future__ import annotations

import threading

import pytest

from data.common import engine
from data.mail import outbox
from data.mail.outbox import NewMail
from tests.workflows.mail_server import Mailbox, serving
from workflows.common.clock import utc_now
from workflows.mail.delivery import send_next

pytestmark = pytest.mark.usefixtures("any_database")


def wait(n):
    """Let messages wait that belong to no campaign."""
    with engine.writing() as c:
        kept = [NewMail("invitation", "en", f"p{i}@example.com", "Hello", "Text", "me") for i in range(n)]
        return outbox.add_mails(c, kept, utc_now())


def test_two_senders_never_send_the_same_message_twice():
    wait(30)
    box = Mailbox()
    with serving(box) as server:
        sent = []

        def work():
            while (done := send_next(server)) is not None:
                sent.append(done.mail_id)

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(one[0][0] for one in box.got) == sorted(f"p{i}@example.com" for i in range(30))
    assert len(set(sent)) == len(sent) == 30
