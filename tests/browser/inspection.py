"""What a page must be, whatever is on it: readable by everybody, in its window, large enough to touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
LOOKS = ((1280, "light"), (1280, "dark"), (390, "dark"), (390, "light"))
BOTH_WIDTHS = ((1280, "light"), (390, "dark"))
"""Both widths and both schemes, each once: enough where nothing is drawn that other pages have not."""
PATIENCE_MS = 120_000
"""How long a page may take to be drawn or to change its colours: nothing here measures speed."""
SMALLEST_TARGET = 24
"""CSS pixels, WCAG 2.5.8; links inside a sentence are exempt."""

_SHOWS = """scheme => {
  const shown = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor
  const light = shown.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) > 382
  return light === (scheme === "light") && document.getAnimations().every(one => one.playState !== "running")
}"""
_SETTLED = """() =>
  document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
  && !document.querySelector("[data-testid=stSkeleton]")
  && document.getAnimations().every(one => one.playState !== "running")"""
_SMALL_TARGETS = """smallest => {
  // The field or the track takes the press for these; a message's own cross stands alone (2.5.8, spacing).
  const OWN = "[data-testid=stDateInput] button, [data-rac] button[aria-label], [data-testid=stSlider] input"
  const found = []
  const walk = root => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) walk(node.shadowRoot)
      if (!node.matches("button, a[href], input, select, textarea, summary, [role=button]")) continue
      if (!node.checkVisibility({ checkVisibilityCSS: true, checkOpacity: false })) continue
      const inSentence = node.matches("a") && getComputedStyle(node).display === "inline"
      if (node.matches(OWN)) continue
      const boxes = [node, node.closest("label")].filter(Boolean).map(one => one.getBoundingClientRect())
      const width = Math.max(...boxes.map(box => box.width))
      const height = Math.max(...boxes.map(box => box.height))
      const offScreen = boxes.every(box => box.bottom < 0 || box.right < 0) || width <= 1
      if (!inSentence && !offScreen && (width < smallest || height < smallest))
        found.push(`${node.tagName} "${node.textContent || node.ariaLabel || node.name}" ${width}x${height}`)
    }
  }
  walk(document)
  return found
}"""


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wider = "node => node.scrollWidth - node.clientWidth"
    return max(page.locator("html").evaluate(wider), page.get_by_role("main").evaluate(wider))


def settle(page: Page) -> None:
    """Wait until everything on the page has been loaded and drawn."""
    page.wait_for_function(_SETTLED, timeout=PATIENCE_MS)


def look(page: Page, width: int, scheme: str) -> None:
    """Show the page at this width and in this scheme, and wait until it has changed."""
    page.set_viewport_size({"width": width, "height": 844 if width < 500 else 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.wait_for_function(_SHOWS, arg=scheme, timeout=PATIENCE_MS)


def faults(page: Page, step: str, looks: tuple[tuple[int, str], ...] = LOOKS) -> Iterator[str]:
    """Name everything wrong with the step on screen, in each look."""
    settle(page)
    for width, scheme in looks:
        look(page, width, scheme)
        where = f"{step}, {width} px, {scheme}"
        for violation in _violations(page):
            for node in violation["nodes"]:
                told = " ".join(node["failureSummary"].split())
                yield f"{where}: {violation['id']} ({violation['impact']}): {node['html'][:200]} {told[:240]}"
        if (wider := overflow(page)) > 0:
            yield f"{where}: {wider} px wider than the window"
        for target in page.evaluate(_SMALL_TARGETS, SMALLEST_TARGET):
            yield f"{where}: too small to touch: {target}"


def _violations(page: Page) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(document, options)", OPTIONS)["violations"]
    return [one for one in found if one["impact"] in ("serious", "critical")]
