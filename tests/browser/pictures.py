"""Take the documentation's pictures: ``python -m tests.browser.pictures [NAME ...]``, all or those named.

A server with a small fictional campaign and the demonstration's pool is started, each shot of ``SHOTS`` is
taken, and the file is reduced to a palette so that the repository stays small. Adding a picture is adding a
line to the table and, where none fits, a function that goes there.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import marking_pictures as marking
from tests.browser import room_pictures as room
from tests.browser import staff_pictures as staff
from tests.browser import work_pictures as work
from tests.browser.conftest import FLAGS, LOCALES, PATIENCE_MS
from tests.browser.inspection import settle
from tests.browser.install import executable
from tests.browser.interview_site import InterviewSite
from tests.browser.person import TOTAL, Person
from tests.site import Site

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
Behind = Site | staff.Sample | InterviewSite
MAX_BYTES = 150_000
PHONE = (390, 844)
TALL_PHONE = (390, 1400)
DESK = (1280, 860)


@dataclass(frozen=True)
class Shot:
    """One picture: its file, who looks, and how to get there."""

    name: str
    go: Callable[[Any, Page, str], None]
    """Given who is behind the page (a Site, a Sample for staff, an InterviewSite), page and language."""
    language: str = "fr"
    size: tuple[int, int] = DESK
    scheme: str = "light"


def _sit(site: Site, page: Page, language: str, *, answered: int = 0) -> Person:
    page.goto(site.seat(language, answered=answered).address)
    return Person(page, language)


def scene(name: str, *, chosen: bool = True) -> Callable[[Site, Page, str], None]:
    """Go to the first scene of a format, and choose an answer without sending it."""

    def go(site: Site, page: Page, language: str) -> None:
        someone = _sit(site, page, language)
        for number in range(1, TOTAL + 1):
            someone.at_scene(number)
            if someone.format() == name:
                break
            someone.button("actions.skip").click()
        if chosen:
            someone.choose(turn=1)
        page.mouse.move(0, 0)

    return go


def welcome(site: Site, page: Page, language: str) -> None:
    """Go to the first page a candidate sees."""
    page.goto(site.invite(language).address)
    expect(Person(page, language).heading("welcome.title")).to_be_visible()


def charter(site: Site, page: Page, language: str) -> None:
    """Open the charter over a scene."""
    scene("best_worst", chosen=False)(site, page, language)
    Person(page, language).button("charter.open_short").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def review(site: Site, page: Page, language: str) -> None:
    """Go to the review with one scene skipped."""
    someone = _sit(site, page, language, answered=TOTAL - 1)
    someone.at_scene(TOTAL)
    someone.button("actions.skip").click()
    expect(someone.heading("review.title")).to_be_visible()
    page.mouse.move(0, 0)


def end(site: Site, page: Page, language: str) -> None:
    """Go to the page after finishing."""
    page.goto(site.seat(language, answered=TOTAL, finish=True).address)
    expect(Person(page, language).text("end.saved")).to_be_visible()


SHOTS = (
    Shot("candidate-welcome-en", welcome, "en"),
    Shot("candidate-scene-fr", scene("best_worst")),
    Shot("candidate-scene-en-phone", scene("best_worst"), "en", PHONE),
    Shot("candidate-scene-dark", scene("best_worst"), scheme="dark"),
    Shot("candidate-rate-each-en", scene("rate_each"), "en"),
    Shot("candidate-rank-fr", scene("rank")),
    Shot("candidate-rank-fr-phone", scene("rank"), size=PHONE),
    Shot("candidate-multi-select-en", scene("multi_select"), "en"),
    Shot("candidate-mcq-fr", scene("mcq")),
    Shot("candidate-work-fr", work.what_comes),
    Shot("candidate-conversation-fr", work.conversation(2), size=(1280, 1100)),
    Shot("candidate-conversation-en", work.conversation(1), "en"),
    Shot("candidate-conversation-fr-phone", work.conversation(1), size=TALL_PHONE),
    Shot("candidate-conversation-en-phone", work.conversation(1), "en", TALL_PHONE),
    Shot("candidate-conversation-dark", work.conversation(2), scheme="dark", size=(1280, 1100)),
    Shot("candidate-inbox-start-en", work.before_inbox, "en"),
    Shot("candidate-inbox-fr", work.inbox(), size=(1280, 1000)),
    Shot("candidate-inbox-en", work.inbox(), "en", (1280, 1000)),
    Shot("candidate-inbox-fr-phone", work.inbox(), size=TALL_PHONE),
    Shot("candidate-inbox-en-phone", work.inbox(is_open=False), "en", TALL_PHONE),
    Shot("candidate-inbox-dark", work.inbox(), scheme="dark", size=(1280, 1000)),
    Shot("candidate-inbox-text-en", work.inbox(needs=("text_inbox",)), "en"),
    Shot("candidate-reply-fr", work.reply),
    Shot("candidate-reply-en", work.reply, "en"),
    Shot("candidate-reply-fr-phone", work.reply, size=TALL_PHONE),
    Shot("candidate-reply-en-phone", work.reply, "en", TALL_PHONE),
    Shot("candidate-charter-fr", charter),
    Shot("candidate-review-fr", review),
    Shot("candidate-end-en", end, "en"),
)


STAFF_SHOTS = (
    Shot("recruiter-charter-fr", staff.step("charter"), size=(1280, 1100)),
    Shot("recruiter-form-en", staff.step("form"), "en", (1280, 1100)),
    Shot("recruiter-settings-fr", staff.step("settings"), size=(1280, 1100)),
    Shot("recruiter-review-en", staff.step("review"), "en", (1280, 1100)),
    Shot("recruiter-follow-fr", staff.follow, size=(1280, 900)),
    Shot("compare-ranking-en", staff.compare(), "en", (1280, 1500)),
    Shot("compare-interviewed-en", staff.compare(stage="all"), "en", (1280, 1300)),
    Shot("compare-ranking-fr-phone", staff.compare(), size=(390, 1200)),
    Shot("compare-profiles-fr", staff.compare("Côte à côte"), size=(1280, 1100)),
    Shot("compare-competencies-en", staff.compare("Everybody"), "en", (1280, 1200)),
    Shot("compare-what-if-fr", staff.compare("Autres poids", weight=10), size=(1280, 2000)),
    Shot("compare-what-if-fr-phone", staff.compare("Autres poids", weight=10), size=(390, 1600)),
    Shot("compare-what-if-dark", staff.compare("Autres poids", weight=10), size=(1280, 1400), scheme="dark"),
    Shot("compare-families-fr", staff.compare("Tout le monde", "Humain et technique"), size=(1280, 1100)),
    Shot("compare-evidence-en", staff.evidence, "en", (1280, 1500)),
    Shot("interviews-plan-fr", staff.interviews("plan"), size=(1280, 1300)),
    Shot("interviews-quality-en", staff.interviews("quality"), "en", (1280, 2600)),
    Shot("interviews-quality-fr-phone", staff.interviews("quality"), size=(390, 2600)),
    Shot("record-en", staff.record, "en", (1280, 1000)),
    Shot("marking-desk-fr", marking.desk, size=(1280, 1060)),
    Shot("marking-desk-en", marking.desk, "en", (1280, 1060)),
    Shot("marking-desk-dark", marking.desk, scheme="dark", size=(1280, 1060)),
    Shot("marking-desk-fr-phone", marking.desk, size=TALL_PHONE),
    Shot("marking-desk-en-phone", marking.desk, "en", TALL_PHONE),
    Shot("marking-training-fr", marking.training, size=(1280, 1000)),
    Shot("marking-training-en", marking.training, "en", (1280, 1000)),
    Shot("recruiter-marking-fr", marking.monitor(), size=(1280, 1100)),
    Shot("recruiter-agreement-en", marking.monitor("agreement"), "en", (1280, 1600)),
    Shot("recruiter-agreement-fr", marking.monitor("agreement"), size=(1280, 1600)),
)

ROOM_SHOTS = (
    Shot("room-fr", room.room, size=(1280, 1240)),
    Shot("room-en", room.room, "en", (1280, 1240)),
    Shot("room-dark", room.room, "en", (1280, 1240), "dark"),
    Shot("room-phone", room.room, size=TALL_PHONE),
    Shot("room-submitted", room.submitted, size=(1280, 1000)),
    Shot("consensus", room.consensus, size=(1280, 1300)),
)


def take(browser: Browser, site: Behind, shot: Shot) -> int:
    """Take one picture; return its size in bytes."""
    width, height = shot.size
    context = browser.new_context(
        locale=LOCALES[shot.language],
        viewport={"width": width, "height": height},
        device_scale_factor=2 if width < 500 else 1,
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        page = context.new_page()
        shot.go(site, page, shot.language)
        settle(page)
        page.get_by_role("main").evaluate("node => node.scrollTo(0, 0)")
        page.evaluate("document.fonts.ready")
        raw = page.screenshot(animations="disabled", caret="hide")
    finally:
        context.close()
    target = FOLDER / f"{shot.name}.png"
    target.write_bytes(reduced(raw))
    return target.stat().st_size


def reduced(raw: bytes) -> bytes:
    """Return a picture in as many colours as keep it under the limit; few are missed on a page."""
    picture = Image.open(io.BytesIO(raw)).convert("RGB")
    for colours in (256, 128, 64):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < MAX_BYTES:
            break
    return out.getvalue()


def main(names: list[str]) -> None:
    """Take all pictures, or those named."""
    path = executable()
    if path is None:
        sys.exit("No browser: run `python -m tests.browser.install` first.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory(prefix="entregent-pictures-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for behind, shots in ((Site, SHOTS), (staff.Sample, STAFF_SHOTS), (InterviewSite, ROOM_SHOTS)):
            chosen = [shot for shot in shots if not names or shot.name in names]
            if chosen:
                _take_all(browser, behind(Path(folder)), chosen)
        browser.close()


def _take_all(browser: Browser, site: Behind, shots: list[Shot]) -> None:
    try:
        site.product.start()
        for shot in shots:
            print(f"{shot.name}: {take(browser, site, shot) / 1000:.0f} kB", flush=True)
    finally:
        site.product.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
