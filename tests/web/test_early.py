"""The first response holds a candidate's scene: for whoever holds the link, by looking alone."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

import texts
from domain import SITTING_COOKIE
from tests.office import RECRUITER, first_owner, running_campaign, token_in
from tests.web.small_browser import SmallBrowser
from tests.web.test_safe_methods import nothing_written
from views.components import bundle
from views.components.scene import payload
from views.sitting.early import Early, early_page
from views.sitting.scene_data import item_data, short_cut
from web.edge.early import Shell
from web.edge.first_page import first_page
from web.edge.middleware import stack
from web.edge.security import FIRST_PAGE, inline_hashes
from workflows import sitting
from workflows.candidates import invitations

FONTS = Path(__file__).parents[2] / "static"
STREAMLIT = Starlette(
    routes=[Route("/{rest:path}", lambda _: HTMLResponse(FIRST_PAGE.read_bytes()))],
    middleware=stack(files=bundle.FILES, fonts=FONTS, early=early_page),
)
ARRIVED = "/sit?from=link"


@pytest.fixture
def token(database):
    first_owner()
    link = invitations.add_candidate(RECRUITER, running_campaign(), name="Ana", email=None, language="en")
    return token_in(link.address)


@pytest.fixture
def browser(token):
    made = SmallBrowser(STREAMLIT)
    made.cookies[SITTING_COOKIE] = token
    return made


def begin(token: str, language: str = "en") -> sitting.SittingState:
    sitting.enter(token, accepted_language=language)
    sitting.choose_language(token, language)
    sitting.acknowledge_notice(token, "0" * 64)
    sitting.read_charter(token)
    sitting.ask_needs(token, [], "")
    return sitting.practise(token)


def data_in(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="early-data">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1]) if found else {}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_first_response_holds_the_scene_that_the_page_will_draw(browser, token, language):
    here = begin(token, language)
    page = browser.get(ARRIVED, headers={"accept-language": "de"})
    texts.use(language)
    scene = item_data(here, here.sitting.item_order[0], address=short_cut(here))
    data = data_in(page.text)
    assert data["scene"] == json.loads(bundle.packed(payload(scene)))
    assert scene.title in page.text
    assert data["bar"]["progress"]["text"] == texts.t("candidate.scene.header", number=1, total=scene.total)
    assert f'<html lang="{language}">' in page.text
    assert page.headers["cache-control"] == "no-store"


def test_nothing_is_written_by_showing_it_early(browser, token):
    begin(token)
    with nothing_written():
        assert data_in(browser.get(ARRIVED).text)["scene"]


@pytest.mark.parametrize(
    "address", ["/sit?link=left", "/sit?rights=1", "/sit?from=link&rights=1", "/sit?x", "/", "/campaigns"]
)
def test_another_page_is_streamlits_alone(browser, token, address):
    begin(token)
    assert data_in(browser.get(address).text) == {}


def test_nobody_without_the_link_is_shown_anything(browser, token):
    here = begin(token)
    title = item_data(here, here.sitting.item_order[0]).title
    browser.cookies[SITTING_COOKIE] = "nobody-was-given-this"
    assert title not in browser.get(ARRIVED).text
    browser.cookies.clear()
    assert title not in browser.get(ARRIVED).text


def test_a_link_that_was_closed_or_not_used_yet_shows_nothing(browser, token):
    here = begin(token)
    candidate = sitting.current_state(token).sitting.candidate_id
    further = token_in(invitations.renew_link(RECRUITER, candidate).address)
    title = item_data(here, here.sitting.item_order[0]).title
    for secret in (token, further):
        browser.cookies[SITTING_COOKIE] = secret
        assert title not in browser.get(ARRIVED).text
    sitting.open_link(further)
    assert title in browser.get(ARRIVED).text


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_who_has_not_begun_is_welcomed_in_the_language_of_the_invitation(browser, language):
    link = invitations.add_candidate(RECRUITER, running_campaign(), name="Bo", email=None, language=language)
    browser.cookies[SITTING_COOKIE] = token_in(link.address)
    with nothing_written():
        page = browser.get(ARRIVED).text
    texts.use(language)
    for key in ("welcome.title", "welcome.text", "welcome.person", "language.title", "welcome.steps_charter"):
        assert f">{escape(texts.t(f'candidate.{key}'))}<" in page
    assert "scene" not in data_in(page)
    assert [f'data-press="language_{one}"' in page for one in texts.LANGUAGES] == [True, True]


def test_between_the_welcome_and_the_scenes_and_after_the_end_streamlit_draws_the_page(browser, token):
    sitting.enter(token, accepted_language="en")
    sitting.choose_language(token, "en")
    assert data_in(browser.get(ARRIVED).text) == {}
    begin(token)
    sitting.withdraw(token)
    assert data_in(browser.get(ARRIVED).text) == {}


def test_every_inline_script_is_in_the_policy_and_the_page_is_compressed(browser, token):
    begin(token)
    page = browser.get(ARRIVED, headers={"accept-encoding": "br"})
    assert page.headers["content-encoding"] == "br"
    html = brotli.decompress(page.content).decode()
    scripts = inline_hashes(html)
    assert len(scripts) == 3
    assert all(name in page.headers["content-security-policy"] for name in scripts)


def test_streamlit_is_called_for_after_the_scene_and_with_every_file_it_needs():
    plain, shell = (
        first_page("fr", fonts=("/app/static/a.woff2",)),
        Shell(first_page("fr"), "/assets/sit.x.js"),
    )
    page = shell.around(Early("fr", "T", "", "", "", b"{}"))
    head, later = page.split('<template id="streamlit">')
    named = re.findall(r'(?:src|href)="([^"]*/static/js/[^"]+)"', plain)
    assert len(named) > 50
    assert not re.search(r"/static/(js|css)/", head)
    assert all(f'"{name}"' in later for name in named)
    assert head.index("/assets/sit.x.js") < head.index("<script>")


def test_what_a_scene_says_ends_no_script_and_makes_no_markup():
    said = "</script><script>alert(1)</script>"
    early = Early("en", said, said, "", "", json.dumps({"scene": said}).encode())
    page = Shell(first_page("en"), "/assets/sit.x.js").around(early)
    assert "alert(1)</script>" not in page
    assert data_in(page) == {"scene": said}
