"""The running server's edges: what each address answers, and what no answer ever says."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit
import streamlit as st
import uvicorn
import websockets
from starlette.applications import Starlette
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.metrics_util import Installation

from benchmarks.tab import Tab
from data.common import engine
from errors import SettingsError
from tests.site import Site
from tests.web.small_browser import SmallBrowser
from web.edge.start import REQUIRED_OPTIONS, check_options
from web.routes import candidate
from workflows import sitting

HEADERS = {
    "content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options",
    "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy", "x-robots-tag",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def get(site: Site, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", site.product.port, timeout=30)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())
    finally:
        connection.close()


def test_healthz_says_that_the_server_can_serve(site):
    answer = get(site, "/healthz")
    assert (answer.status, answer.body) == (200, b'{"status":"ok"}')


@pytest.mark.parametrize("path", ["/api/nope", "/api/", "/api/a/b?c=d"])
def test_an_unknown_address_under_api_is_not_found(site, path):
    assert get(site, path).status == 404


def test_the_address_for_drafts_is_open_to_our_own_pages_only(site):
    assert get(site, "/api/draft", "POST").status == 403
    assert get(site, "/api/draft", "POST", sec_fetch_site="same-origin").status == 401


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json"]
)
def test_doors_nobody_needs_are_closed_on_the_real_server(site, path):
    answer = get(site, path)
    assert answer.status == 404
    assert b"session" not in answer.body


def test_a_link_becomes_a_cookie_and_leaves_the_address(site):
    invited = site.invite()
    answer = get(site, urlsplit(invited.address).path)
    assert (answer.status, answer.headers["location"]) == (303, "/sit?from=link")
    assert answer.headers["cache-control"] == "no-store"
    name, *rest = answer.headers["set-cookie"].split("; ")
    assert name == f"entregent_sitting={invited.token}"
    assert {"httponly", "samesite=lax", "path=/"} <= {part.lower() for part in rest}
    assert site.place(invited).stage == "language"


def test_a_link_with_the_marks_of_a_mail_program_opens_on_the_real_server(site):
    invited = site.invite()
    answer = get(site, f"/I/{invited.token}%E2%80%9D%2E%0D%0A")
    assert answer.headers["set-cookie"].startswith(f"entregent_sitting={invited.token};")


@pytest.mark.parametrize(
    "secret",
    [
        "short",
        "a" * 65,
        "%3Cscript%3E",
        "has%20space%20in%20it",
        "é" * 9,
        "no-such-link-was-ever-given",
    ],
)
def test_what_is_no_link_sets_no_cookie_and_says_unknown(database, secret):
    door = SmallBrowser(Starlette(routes=candidate.ROUTES))
    door.cookies["entregent_sitting"] = "the-link-of-before"
    answer = door.get(f"/i/{secret}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sit?link=unknown")
    assert door.cookies == {"entregent_sitting": "the-link-of-before"}


def test_a_database_out_of_reach_at_the_door_loses_nobody(database, tmp_path):
    (tmp_path / "folder").mkdir()
    engine.bind(f"sqlite:///{tmp_path / 'folder'}")
    answer = SmallBrowser(Starlette(routes=candidate.ROUTES)).get("/i/no-such-link-was-ever-given")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sit?from=link")
    assert "entregent_sitting=" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "path",
    [
        "/", "/sit", "/no/such/page", "/healthz", "/api/nope", "/_stcore/metrics", "/_stcore/health",
        "/i/short", "/exports/nothing/results.csv", "/auth/sign-in", "/app/static/inter-5.woff2",
        "/static/none.js", "/media/none.csv",
    ],
)  # fmt: skip
def test_every_kind_of_answer_carries_the_headers(site, path):
    answer = get(site, path)
    assert set(answer.headers) >= HEADERS, path
    policy = answer.headers["content-security-policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts
    assert "unsafe" not in scripts[1]
    assert "*" not in policy


@pytest.mark.parametrize("path", ["/sit", "/", "/campaigns"])
def test_pages_speak_the_browsers_language_from_the_first_byte(site, path):
    assert b'<html lang="fr">' in get(site, path, Accept_Language="fr").body
    assert b'<html lang="en">' in get(site, path, Accept_Language="en").body


@pytest.mark.parametrize("path", ["/sit", "/", "/campaigns"])
def test_a_page_asked_for_compressed_as_browsers_do_is_ours_too(site, path):
    answer = get(site, path, Accept_Language="fr", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert b'<html lang="fr">' in gzip.decompress(answer.body)


async def _told_to_anybody(site: Site) -> bytes:
    """Return all that the first page's line says to somebody without any cookie."""
    told, tab = b"", Tab(site.address, "", "")
    async with websockets.connect(
        f"{tab.address}/_stcore/stream",
        subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],
        additional_headers={"Origin": site.address},
        max_size=None,
    ) as socket:
        await socket.send(tab._request({}))
        while True:
            part = await socket.recv()
            told += part
            message = ForwardMsg()
            message.ParseFromString(part)
            if message.WhichOneof("type") == "script_finished":
                return told


def _secrets_of_the_server() -> list[str]:
    installation = Installation.instance()
    versions = [streamlit.__version__, ".".join(map(str, sys.version_info[:3])), uvicorn.__version__]
    ids = [installation.installation_id, installation.installation_id_v3, installation.installation_id_v4]
    folders = [str(Path(__file__).parents[2]), str(Path(streamlit.__file__).parent), "/views/main.py"]
    return [*versions, *filter(None, ids), *folders]


def test_the_line_tells_nobody_versions_folders_or_the_installations_id(site):
    told = asyncio.run(_told_to_anybody(site))
    assert len(told) > 1000
    assert [secret for secret in _secrets_of_the_server() if secret.encode() in told] == []


@pytest.mark.parametrize(
    "path",
    [
        "/", "/sit", "/healthz", "/no/such/page", "/api/nope", "/i/short", "/join/short", "/static/none.js",
        "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/media/none", "/component/none/x.js",
        "/exports/record.csv", "/rights/archive.zip", "/auth/sign-in", "/auth/login", "/oauth2callback",
        "/_stcore/stream", "/_stcore/upload_file/x/y", "/app/static/none.woff2", "/%00", "/..%2f..%2fapp.py",
    ],
)  # fmt: skip
def test_no_answer_tells_nobody_versions_folders_or_the_installations_id(site, path):
    answer = get(site, path)
    told = repr(answer.headers).encode() + answer.body
    assert [secret for secret in _secrets_of_the_server() if secret.encode() in told] == []


def _crash(site: Site) -> str:
    """Break one form's stored text, open its candidate's page, and return what the page says."""
    with site.open():
        campaign_id = site.publish()
    invited = site.invite("en", campaign_id)
    with site.open():
        sitting.enter(invited.token, accepted_language="en")
    with site.open(), engine.writing() as connection:
        change = "UPDATE sitting SET item_order = ? WHERE candidate_id = ?"
        connection.exec_driver_sql(change, ('["a-secret-value"]', invited.id))
        steps = ("language_chosen", "notice_acknowledged", "charter_read", "needs_asked", "practised")
        done = ", ".join(f"{step}_at = opened_at" for step in steps)
        connection.exec_driver_sql(f"UPDATE sitting SET {done} WHERE candidate_id = ?", (invited.id,))

    async def look() -> str:
        tab = Tab(site.address, "sit", f"entregent_sitting={invited.token}")
        await tab.open()
        await tab.close()
        return tab.failure

    return asyncio.run(look())


def test_a_crash_shows_a_reference_and_the_log_the_rest_without_values(site):
    shown = _crash(site)
    reference = re.search(r"\b[0-9A-F]{8}\b", shown)
    assert reference, shown
    assert "Traceback" not in shown
    assert "Error" not in shown.replace("error", "")
    log = site.log.read_text("utf-8")
    assert reference[0] in log
    told = log[log.index(reference[0]) :]
    assert re.search(r'File ".*state\.py", line \d+', told)
    assert "locals" not in told
    assert "sitting=Sitting(" not in told


def test_the_log_never_holds_a_links_secret(site):
    invited = site.seat(answered=1)
    get(site, urlsplit(invited.address).path)
    get(site, "/i/a-link-that-nobody-was-given")
    log = site.log.read_text("utf-8")
    assert invited.token not in log
    assert "a-link-that-nobody-was-given" not in log


def _other(value: object) -> object:
    others = {bool: not value, list: ["https://*.example.com"], str: "full", float: 1.0, int: 200, dict: {}}
    return others[type(value)]


@pytest.mark.parametrize("name", list(REQUIRED_OPTIONS))
def test_the_server_does_not_start_with_an_option_changed(name):
    before = st.get_option(name)
    try:
        for option, expected in REQUIRED_OPTIONS.items():
            config._set_option(option, expected, "test")
        check_options()
        config._set_option(name, _other(REQUIRED_OPTIONS[name]), "test")
        with pytest.raises(SettingsError, match=re.escape(name)):
            check_options()
    finally:
        config._set_option(name, before, "test")
