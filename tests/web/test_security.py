"""Every answer carries the headers; the policy lets in no inline script but the first page's own."""

import asyncio

import pytest

from web.edge.security import FIRST_PAGE, HASHES, SecurityHeaders, inline_hashes, policy


def headers_of(*, https=False, own=(), host=b"jobs.example.org"):
    async def behind(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": list(own)})
        await send({"type": "http.response.body", "body": b""})

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", host)]}
    asyncio.run(SecurityHeaders(behind, https=https)(scope, None, send))
    return sent[0]["headers"]


def directives(text):
    return {part.split()[0]: part.split()[1:] for part in text.split("; ")}


def test_scripts_run_only_from_our_origin_or_by_hash():
    allowed = directives(policy(HASHES))["script-src"]
    assert allowed[:2] == ["'self'", "blob:"]
    assert all(source.startswith("'sha256-") for source in allowed[2:])


@pytest.mark.parametrize(
    ("directive", "sources"),
    [
        ("default-src", ["'self'"]),
        ("frame-ancestors", ["'none'"]),
        ("form-action", ["'self'"]),
        ("object-src", ["'none'"]),
        ("base-uri", ["'self'"]),
    ],
)
def test_the_policy_closes_what_pages_do_not_need(directive, sources):
    assert directives(policy(HASHES))[directive] == sources


def test_websockets_go_to_the_host_that_was_asked_only():
    assert directives(policy((), "jobs.example.org:8501"))["connect-src"] == [
        "'self'",
        "ws://jobs.example.org:8501",
        "wss://jobs.example.org:8501",
    ]


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a b", "x'", ""])
def test_a_host_header_cannot_write_into_the_policy(host):
    assert directives(policy((), host))["connect-src"] == ["'self'"]


def test_the_hash_is_that_of_the_page_streamlit_ships():
    # sha256 of "alert(1)", as the CSP specification's readers compute it: base64 of the raw digest.
    assert inline_hashes("<script>alert(1)</script>") == (
        "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",
    )
    assert HASHES == inline_hashes(FIRST_PAGE.read_text("utf-8")) != ()


def test_every_answer_says_what_the_browser_must_not_do():
    names = {name for name, _ in headers_of()}
    assert {
        b"content-security-policy",
        b"x-content-type-options",
        b"referrer-policy",
        b"x-frame-options",
        b"permissions-policy",
    } <= names


def test_a_route_may_be_stricter_and_is_not_contradicted():
    own = [(b"Content-Security-Policy", b"default-src 'none'"), (b"referrer-policy", b"no-referrer")]
    found = [value for name, value in headers_of(own=own) if name.lower() == b"content-security-policy"]
    assert found == [b"default-src 'none'"]


@pytest.mark.parametrize("https", [True, False])
def test_browsers_are_told_to_insist_on_https_only_when_we_have_it(https):
    assert (b"strict-transport-security" in dict(headers_of(https=https))) is https
