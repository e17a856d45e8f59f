"""The stack in front of a stand-in for Streamlit: closed doors, and a first page that is ours."""

import asyncio
import re
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.routing import Route

from web.edge.first_page import first_page
from web.edge.middleware import ClosedDoors, FirstPage, stack
from web.edge.security import FIRST_PAGE, inline_hashes

FILES = {"/assets/scene.abc.js": b"export default 1\n"}


def call(app, path, headers=()):
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": list(headers), "scheme": "http", "server": ("test", 80), "client": None,
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return sent[0]["status"], dict(sent[0]["headers"]), body


@pytest.fixture
def app(tmp_path):
    (tmp_path / "inter.woff2").write_bytes(b"wOF2")
    routes = [
        Route("/own", lambda _: HTMLResponse("<p>ours already</p>")),
        Route("/_stcore/health", lambda _: PlainTextResponse("ok")),
        Route("/{rest:path}", lambda _: FileResponse(FIRST_PAGE)),
    ]
    return Starlette(routes=routes, middleware=stack(files=FILES, fonts=tmp_path))


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/media/0a1b.png"],
)
def test_doors_nobody_needs_are_closed(app, path):
    assert call(app, path)[0] == 404


def test_no_page_hands_a_file_out_by_the_door_that_is_closed():
    media = re.compile(r"\bst\.(image|audio|video|pdf|logo|download_button)\(")
    views = Path(__file__).parents[2] / "views"
    assert [path.name for path in views.rglob("*.py") if media.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(("https", "name"), [(True, "__Host-entregent_staff"), (False, "entregent_staff")])
def test_over_https_alone_cookies_get_their_long_names_and_the_inside_its_short_ones(tmp_path, https, name):
    def signs_in(request: Request) -> PlainTextResponse:
        response = PlainTextResponse(request.cookies.get("entregent_staff", "nobody"))
        response.set_cookie("entregent_staff", "a-secret", path="/")
        return response

    layers = stack(files=FILES, fonts=tmp_path, https=https)
    app = Starlette(routes=[Route("/auth/sign-in", signs_in)], middleware=layers)
    _, headers, body = call(app, "/auth/sign-in", [(b"cookie", f"{name}=kept".encode())])
    assert headers[b"set-cookie"].decode().startswith(f"{name}=a-secret")
    assert (b"Secure" in headers[b"set-cookie"]) == https
    assert body == b"kept"


def test_doors_streamlit_needs_stay_open(app):
    assert call(app, "/_stcore/health")[2] == b"ok"


@pytest.mark.parametrize(
    ("spoken", "lang"),
    [(b"fr-FR,fr;q=0.9,en;q=0.5", "fr"), (b"en-GB", "en"), (b"de", "en"), (b"", "en")],
)
def test_the_first_page_speaks_the_browsers_language(app, spoken, lang):
    _, _, body = call(app, "/sit", [(b"accept-language", spoken)])
    assert f'<html lang="{lang}">' in body.decode()


def test_the_first_page_is_compressed_and_never_kept(app):
    _, headers, body = call(app, "/", [(b"accept-encoding", b"br")])
    assert headers[b"content-encoding"] == b"br"
    assert headers[b"cache-control"] == b"no-cache"
    assert int(headers[b"content-length"]) == len(body)
    assert b"<title>Entregent</title>" in brotli.decompress(body)


def test_a_page_of_our_own_passes_untouched(app):
    assert call(app, "/own")[2] == b"<p>ours already</p>"


def test_every_inline_script_of_the_first_page_is_in_the_policy(app):
    _, headers, body = call(app, "/")
    scripts = inline_hashes(body.decode())
    assert len(scripts) == 2
    assert all(name in headers[b"content-security-policy"].decode() for name in scripts)


def test_the_first_page_fetches_nothing_from_elsewhere_nor_a_font_it_does_not_show():
    page = first_page("fr", scripts=("/assets/scene.abc.js",), fonts=("/app/static/inter.woff2",))
    assert not re.search(r"""(?:src|href)=["']https?:""", page)
    assert "SourceSans" not in page
    assert '<link rel="modulepreload" href="/assets/scene.abc.js">' in page


def test_the_first_page_still_starts_streamlit():
    scripts = re.findall(r'<script type="module"[^>]*src="([^"]+)"', FIRST_PAGE.read_text("utf-8"))
    assert scripts
    assert all(script in first_page("en") for script in scripts)
    assert '<div id="root"></div>' in first_page("en")


def test_without_javascript_the_page_says_so_in_both_languages():
    page = first_page("fr")
    assert page.index("a besoin de JavaScript") < page.index("needs JavaScript")


def test_a_conditional_request_gets_the_whole_page(tmp_path):
    app = Starlette(
        routes=[Route("/{rest:path}", lambda _: FileResponse(FIRST_PAGE))], middleware=[Middleware(FirstPage)]
    )
    tag = call(app, "/")[1].get(b"etag", b'"any"')
    assert call(app, "/", [(b"if-none-match", tag), (b"range", b"bytes=0-9")])[0] == 200


def test_websockets_pass_every_door():
    passed = []

    async def behind(scope, receive, send):
        passed.append(scope["type"])

    asyncio.run(FirstPage(ClosedDoors(behind))({"type": "websocket", "path": "/_stcore/stream"}, None, None))
    assert passed == ["websocket"]
