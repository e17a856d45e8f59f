"""Files are compressed once, truly, and nothing outside the shelf is ever served."""

import asyncio
import gzip

import brotli
import pytest

from web.edge.compression import STREAMLIT, PrecompressedStatic, Store, encoding_for, warm

BUNDLE = b"export default 1\n" * 50
FILES = {"/assets/scene.abc.js": BUNDLE}


async def behind(scope, receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


def get(app, path, *, accept=b"br", method="GET"):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [(b"accept-encoding", accept)]}
    asyncio.run(app(scope, None, send))
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


@pytest.fixture
def fonts(tmp_path):
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "inter.woff2").write_bytes(b"wOF2")
    (tmp_path / "secret.txt").write_text("not for you")
    return tmp_path / "fonts"


@pytest.fixture
def app(fonts):
    return PrecompressedStatic(behind, files=FILES, fonts=fonts)


@pytest.mark.parametrize(
    ("accept", "encoding", "decode"),
    [
        pytest.param(b"gzip, deflate, br", b"br", brotli.decompress, id="brotli-first"),
        pytest.param(b"gzip", b"gzip", gzip.decompress, id="gzip"),
        pytest.param(b"br;q=0, gzip", b"gzip", gzip.decompress, id="brotli-refused"),
        pytest.param(b"identity", None, bytes, id="plain"),
    ],
)
def test_a_bundle_arrives_in_an_encoding_the_browser_reads(app, accept, encoding, decode):
    status, headers, body = get(app, "/assets/scene.abc.js", accept=accept)
    assert (status, headers.get(b"content-encoding"), decode(body)) == (200, encoding, BUNDLE)


def test_what_is_sent_is_as_long_as_announced_and_kept_for_a_year(app):
    _, headers, body = get(app, "/assets/scene.abc.js")
    assert int(headers[b"content-length"]) == len(body)
    assert headers[b"cache-control"] == b"public, immutable, max-age=31536000"
    assert headers[b"vary"] == b"accept-encoding"


def test_streamlits_own_script_is_served_small_and_unchanged(app):
    script = next((STREAMLIT / "static" / "js").glob("index.*.js"))
    _, _, body = get(app, f"/static/js/{script.name}")
    assert brotli.decompress(body) == script.read_bytes()
    assert len(body) < script.stat().st_size / 2


def test_a_font_is_not_compressed_twice(app):
    status, headers, body = get(app, "/app/static/inter.woff2")
    assert (status, body) == (200, b"wOF2")
    assert b"content-encoding" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/app/static/../secret.txt",
        "/app/static//etc/passwd.txt",
        "/static/../index.html",
        "/static/js/none.js",
        "/app/static/\x00.js",
        "/media/answers.csv",
        "/assets/other.js",
        "/",
    ],
)
def test_anything_else_is_left_to_the_application(app, path):
    assert get(app, path)[0] == 418


def test_head_says_the_length_without_the_body(app):
    status, headers, body = get(app, "/assets/scene.abc.js", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers[b"content-length"]) > 0


def test_a_second_start_reads_the_disk_instead_of_compressing(tmp_path, monkeypatch):
    Store(tmp_path).best("/a.js", "br", lambda: BUNDLE)
    monkeypatch.setattr("web.edge.compression.compress", lambda *_, **__: pytest.fail("compressed again"))
    assert brotli.decompress(Store(tmp_path).soon("/a.js", "br", lambda: BUNDLE)) == BUNDLE


def test_the_best_form_replaces_the_quick_one():
    store, text = Store(), max((STREAMLIT / "static" / "css").glob("*.css")).read_bytes()
    quick = store.soon("/a.js", "br", lambda: text)
    best = store.best("/a.js", "br", lambda: text)
    assert store.get("/a.js", "br") == best
    assert len(best) < len(quick)


def test_a_full_disk_costs_time_only(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    assert brotli.decompress(Store(blocked / "cache").best("/a.js", "br", lambda: BUNDLE)) == BUNDLE


def test_warming_prepares_every_text_file(monkeypatch, tmp_path):
    monkeypatch.setattr("web.edge.compression.STREAMLIT", tmp_path)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.js").write_bytes(BUNDLE)
    (tmp_path / "static" / "a.woff2").write_bytes(b"wOF2")
    store = Store()
    assert warm(store, FILES) == 2
    assert store.get("/static/a.js", "br") is not None
    assert store.get("/static/a.woff2", "br") is None


def test_encoding_of_a_browser_that_says_nothing_is_plain():
    assert encoding_for([]) == ""
