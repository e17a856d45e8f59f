"""Find a browser for the browser tests, or install one where that can be done.

Run as ``python -m tests.browser.install``. Order: ``ENTREGENT_BROWSER``, a system Chromium or Chrome, the one
Playwright has already fetched, then Playwright's own download, then the system's package manager.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)


def executable() -> str | None:
    """Return the path of a browser, or None when this machine has none."""
    named = os.environ.get("ENTREGENT_BROWSER")
    if named:
        return named
    system = next((found for found in map(shutil.which, NAMES) if found), None)
    return system or _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str | None:
    """Try each way to get a browser; return its path, or None."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        # The shell draws pages alone, without the windows of a whole browser around them.
        attempts += [["apt-get", "install", "-y", "-qq", name] for name in NAMES[:2]]
    for attempt in attempts:
        try:
            subprocess.run(attempt, check=False, timeout=600)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if found := executable():
            return found
    return None


if __name__ == "__main__":
    browser = executable() or install()
    if browser:
        print(f"Browser tests will use {browser}")
    else:
        print(
            "No browser was found and none could be installed: the browser tests will be skipped.\n"
            "Install Chromium or Chrome, or set ENTREGENT_BROWSER to the path of one."
        )
        sys.exit(1 if os.environ.get("CI") else 0)
