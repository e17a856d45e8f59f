"""What the real process prints, to the end, while everything fails with a person's name in its message."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import websockets

from benchmarks.tab import Tab
from tests.web.planted import NAME, UNKNOWN

ROOT = Path(__file__).parents[2]
WITHIN_S = 180
LINK = "zzyzxa_secret_of_a_link"
MARKS = ("zzyzxa", "quillfeather", LINK)


def get(address: str, body: bytes | None = None, **headers: str) -> int:
    try:
        asked = urllib.request.Request(address, body, {"Sec-Fetch-Site": "same-origin", **headers})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


async def by_socket(address: str) -> str:
    """Open a page that fails, take it over, and send what is no message; return the page's id."""
    tab = Tab(address, "", f"entregent_staff={UNKNOWN}")
    await tab.open()
    again = Tab(address, "", f"entregent_staff={UNKNOWN}")
    await again.open(resume=tab.session_id)
    await again.socket.send(NAME.encode())
    await tab.close()
    await again.close()
    for told in ({"Origin": f"https://{NAME.split()[0]}.example"}, {"Host": "x"}):
        try:
            async with websockets.connect(
                f"{address.replace('http', 'ws')}/_stcore/stream?{quote(NAME)}", additional_headers=told
            ) as socket_:
                await socket_.send(NAME)
                await socket_.recv()
        except (websockets.WebSocketException, OSError):
            pass
    return tab.session_id


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> tuple[str, str]:
    """Everything the process printed, and the id of a page that was open."""
    folder = tmp_path_factory.mktemp("log")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = {
        "ENTREGENT_DATABASE_URL": f"sqlite:///{folder / 'a.db'}",
        "ENTREGENT_VAR_DIR": str(folder / "var"),
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.web.planted", str(port)],
            cwd=ROOT, env={**os.environ, **known}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/sit", process)
            assert get(f"{address}/sit/over.svg", Cookie="entregent_sitting=x") == 500
            form = urlencode({"email": f"{NAME}@example.com", "password": NAME}).encode()
            get(f"{address}/auth/sign-in", form)
            get(f"{address}/auth/sign-in?{quote(NAME)}", b"\xff" * 50_000, **{"Content-Type": f"x; {LINK}"})
            for path in (f"/i/{LINK}", f"/join/{LINK}", f"/i/{LINK}%00", f"/{quote(NAME)}", f"/api/{LINK}"):
                get(address + path)
            session_id = asyncio.run(asyncio.wait_for(by_socket(address), 90))
        finally:
            process.terminate()
            process.wait(30)
    return (folder / "log").read_text("utf-8"), session_id


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WITHIN_S
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=20).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def test_the_log_names_nobody_and_holds_no_link_and_no_page(printed):
    log, session_id = printed
    assert session_id
    assert [mark for mark in (*MARKS, session_id.lower()) if mark in log.lower()] == []


@pytest.mark.parametrize(
    "where", ["failing_page", "failing_check", "failing_task", "failing_loop", "__del__"]
)
def test_where_it_failed_stands_there_with_its_kind(printed, where):
    log, _ = printed
    assert f"in {where}" in log or where == "failing_loop"
    assert "builtins.ValueError" in log
    assert "builtins.KeyError" in log


def test_streamlits_own_word_of_a_failed_page_stands_there_too(printed):
    log, _ = printed
    assert "Uncaught app execution" in log
    assert "page_failed" in log
