"""What happens once, when the server starts and before anybody is served."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from threading import Event, Thread

import anyio.to_thread
import streamlit as st

from errors import EntregentError, SettingsError
from reports.apart import keep_apart
from settings import settings
from web.browsers import TRUSTED
from web.compression import Store, warm
from web.deadlines import keep_ending
from web.logs import quiet_loop
from web.mail import keep_sending
from web.purge import keep_purging
from web.script_loops import rest_script_loops
from web.session_told import tell_less
from web.settings_said import (
    ask_provider,
    problems_said,
    say_provider,
    say_record,
    say_tightened,
    warn,
    warn_of_exposure,
)
from web.tabs import keep_tabs_of_people
from web.theme_once import keep_theme
from workflows.oidc_settings import provider_setup
from workflows.private_files import tighten
from workflows.record_end import record_end
from workflows.smtp_settings import mail_setup
from workflows.start import first_owner_code, prepare

Lifespan = Callable[[object], AbstractAsyncContextManager[dict[str, object]]]

REQUIRED_OPTIONS = {
    "runner.postScriptGC": False,
    "runner.magicEnabled": False,
    "client.allowedOrigins": [],
    "client.showErrorDetails": "none",
    "browser.gatherUsageStats": False,
    "global.minCachedMessageSize": 1000.0,
    "logger.enableRich": False,
    "server.enableWebsocketCompression": False,
    "server.maxWidgetStateSize": 1,
    "server.trustedUserHeaders": TRUSTED,
}
"""Options the product relies on; some are hidden ones that a release could drop without a word.

``postScriptGC``: a full collection after every run costs ten times the answer itself. ``allowedOrigins``: by
default pages of another company's domain may send messages to a framed app. ``minCachedMessageSize``: what
did not change since the last run is sent as its hash. ``enableRich``: exceptions would be printed with
what they say. ``enableWebsocketCompression``: a small message to the server could unpack to a huge one.
``trustedUserHeaders``: sessions belong to browsers.
"""

CANNOT_START = 2
"""Exit code of a server that cannot start."""
ENDS_WITHIN_S = 5.0
"""How long the server waits at its end for what its threads have in hand."""


def lifespan(store: Store, files: Mapping[str, bytes], fonts: Path) -> Lifespan:
    """Return what the server does around its life: check, prepare, print the first start's code, warm up."""

    @asynccontextmanager
    async def living(app: object) -> AsyncIterator[dict[str, object]]:
        quiet_loop(asyncio.get_running_loop())
        with refusing_plainly():
            check_options()
            keep_theme()
            keep_tabs_of_people()
            say_tightened(tighten())
            tell_less()
            rest_script_loops()
            keep_apart()
            await anyio.to_thread.run_sync(prepare)
            code = await anyio.to_thread.run_sync(first_owner_code)
            end = await anyio.to_thread.run_sync(record_end)
        say_record(end)
        if code is not None:
            _print_code(code)
        warn_of_exposure()
        if provider := say_provider(provider_setup()):
            Thread(target=ask_provider, args=(provider,), daemon=True, name="provider").start()
        # Half a minute of one core on a release's first start; nobody waits for it.
        Thread(target=warm, args=(store, files, fonts), daemon=True, name="compress").start()
        # What is loaded by now lives as long as the process: the collector need not walk it again.
        gc.collect()
        gc.freeze()
        stop = Event()
        threads = [
            Thread(target=keep_purging, args=(stop,), daemon=True, name="purge"),
            Thread(target=keep_ending, args=(stop,), daemon=True, name="deadlines"),
            *_sender(stop),
        ]
        for one in threads:
            one.start()
        try:
            yield {}
        finally:
            stop.set()
            for one in threads:
                await anyio.to_thread.run_sync(one.join, ENDS_WITHIN_S)

    return living


@contextmanager
def refusing_plainly() -> Iterator[None]:
    """End the process with one sentence when it cannot start: who runs it needs the cause, not a traceback.

    At once and without clearing up: nothing is open yet, and the server around would print forty lines more.
    """
    try:
        yield
    except EntregentError as problem:
        print(f"\n  Entregent cannot start. {problem}\n", file=sys.stderr, flush=True)
        os._exit(CANNOT_START)


def check_options() -> None:
    """Stop the start when Streamlit does not run as this product needs.

    Raises
    ------
    SettingsError
        Naming the option, the value found and the file that sets it.
    """
    for name, expected in REQUIRED_OPTIONS.items():
        found = st.get_option(name)
        if found != expected:
            raise SettingsError(
                f"Streamlit option {name} is {found!r}, expected {expected!r}. It is set in "
                ".streamlit/config.toml: start with `streamlit run app.py` from the project's folder."
            )


def _sender(stop: Event) -> list[Thread]:
    """Return the thread that sends mail, or say why there is none; candidates are served either way."""
    setup = mail_setup()
    if setup.problems:
        warn(
            "Mail is not sent; messages wait in the outbox. Settings that cannot be used:",
            problems_said(setup.problems, "mail.setup.expected"),
        )
    if setup.server is None:
        return []
    return [Thread(target=keep_sending, args=(stop, setup.server), daemon=True, name="mail")]


def _print_code(code: str) -> None:
    print(
        f"\n  Entregent runs at {settings().public_url}\n"
        f"  No account exists yet. Code for the owner's account: {code}\n"
        "  It works once, until the server stops.\n",
        flush=True,
    )
