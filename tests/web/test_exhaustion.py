"""Candidates go on answering, and the server stays small, while each way of exhausting it is tried.

How long they wait is measured by ``python -m benchmarks exhaustion``; here only what no busy machine changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from benchmarks import attacks
from benchmarks.attacks import Target
from benchmarks.exhaustion import Seen, person, weigh
from benchmarks.server import Server
from data.common.engine import writing
from tests.site import Site
from workflows.accounts.sign_in import open_sign_in
from workflows.common.clock import machine_time

MOST_MB = 450


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with candidates at their first scene, three for each test, and an owner signed in."""
    site = Site(tmp_path_factory.mktemp("exhaustion"))
    tokens = [site.seat().token for _ in range(18)]
    with site.open(), writing() as connection:
        token = open_sign_in(connection, site.actor.account_id, machine_time())
    try:
        site.product.start()
        yield Server(site.address, site.product.pid, site.database, tokens, token, site.campaign_id)
    finally:
        site.product.stop()


def tried(server: Server, *together: str) -> tuple[Seen, list[str]]:
    """Try attacks at once while candidates answer."""

    async def run() -> tuple[Seen, list[str]]:
        seen, over = Seen(), asyncio.Event()
        target = Target(server.address, server.staff_token, server.campaign_id)
        others = [asyncio.create_task(person(server, [server.tokens.pop()], seen, over)) for _ in range(3)]
        others.append(asyncio.create_task(weigh(server.pid, seen, over)))
        told = await asyncio.gather(*(attacks.ATTACKS[name](target) for name in together))
        while not seen.waits and not seen.n_failed:
            await asyncio.sleep(0.05)
        over.set()
        await asyncio.gather(*others)
        return seen, told

    return asyncio.run(asyncio.wait_for(run(), 300))


@pytest.mark.parametrize(
    ("together", "said"),
    [
        (["workbooks", "half-sent forms", "passwords"], ["2 refused in words", "408 × 800", "303 × 40"]),
        (["files without an account"], ["20 files of 4 MB: "]),
        (["files of a recruiter"], ["204 × 6, 429 × 14"]),
        (["large messages"], ["26 of the 26 too large refused"]),
        (["pages without an account"], ["refused"]),
        (["answers not fetched"], ["not fetched"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_candidates_are_served_while_somebody_tries_to_exhaust_the_server(server, together, said):
    seen, told = tried(server, *together)
    assert (seen.n_failed, seen.last_failure) == (0, "")
    assert seen.waits, "candidates answered meanwhile"
    assert max(seen.rss) < MOST_MB
    assert [one for one, expected in zip(told, said, strict=True) if expected not in one] == []
    if together == ["files without an account"]:
        # Cut off while they send, or told so: in no case taken.
        assert "204" not in told[0]
