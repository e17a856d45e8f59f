"""The start of the server, before anybody is served: checks, warnings at the console, and its threads."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from threading import Event, Thread

import anyio.to_thread
import streamlit as st
import structlog

from errors import EntregentError, SettingsError
from reports.apart import keep_apart
from settings import settings
from texts import t, use
from texts.setting_problems import setting_lines
from web.edge.background import keep_ending, keep_purging, keep_sending
from web.edge.compression import Store, warm
from web.edge.first_page import keep_theme
from web.edge.logs import quiet_loop
from web.edge.sessions import TRUSTED, keep_tabs_of_people, rest_script_loops, tell_less
from workflows.accounts.oidc_settings import PREFIX, Provider, ProviderSetup, probe, provider_setup
from workflows.audit.record_head import RecordEnd, record_end
from workflows.common.server import first_owner_code, prepare
from workflows.common.setting_problems import SettingProblem
from workflows.files.safe_files import tighten
from workflows.files.workbook_apart import keep_workbooks_apart
from workflows.mail.smtp_settings import mail_setup

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
NAMED = 6
"""Files named in one line of the log; of more, how many."""
_KEY_TROUBLE = {
    "key_missing": "The record's seals were made with a key, and ENTREGENT_RECORD_KEY_FILE names none.",
    "not_by_key": "The record's last seal was not made with the key that ENTREGENT_RECORD_KEY_FILE names.",
}

_log = structlog.get_logger()


def problems_said(problems: Iterable[SettingProblem], expected: str) -> list[str]:
    """Return one line for each variable, in English; ``expected``: the key above what was expected."""
    use("en")
    return setting_lines(problems, expected)


def warn(headline: str, lines: Iterable[str]) -> None:
    """Print a headline and its lines to the console."""
    print(f"\n  {headline}", flush=True)
    for line in lines:
        print(f"  {line}", flush=True)


def say_tightened(changed: Sequence[Path]) -> None:
    """Note in the log which files other accounts of the machine could read until now."""
    if changed:
        some = ", ".join(map(str, changed[:NAMED]))
        _log.warning("files_made_private", files=some, n=len(changed))


def say_provider(setup: ProviderSetup) -> Provider | None:
    """Say what keeps the identity provider from being offered; return the provider when nothing does."""
    if setup.problems:
        warn(
            "Nobody can sign in through the identity provider; passwords work. Settings that cannot be used:",
            problems_said(setup.problems, "provider.setup.expected"),
        )
    return setup.provider


def ask_provider(provider: Provider) -> None:
    """Ask the provider for its discovery document and say when there is none; to be run beside the start."""
    result = probe(provider)
    if result.answer != "sound":
        use("en")
        problem = t(f"provider.setup.probe.{result.answer}", address=provider.discovery_url)
        warn("The identity provider could not be tried out.", [f"{PREFIX}DISCOVERY_URL: {problem}"])


def say_record(end: RecordEnd) -> None:
    """Write the head of the record into the log, and warn when the seals and the key do not go together."""
    _log.info("record_head", head=str(end.head))
    if end.trouble is not None:
        warn(_KEY_TROUBLE[end.trouble], ["docs/operations.md says what to do, under The record's key."])


def warn_of_exposure() -> None:
    """Say what is wrong for others when the public address is not this machine's own."""
    now = settings()
    if now.is_local:
        return
    if not now.trusted_proxy:
        warn(
            f"The public address is {now.public_url}, and ENTREGENT_TRUSTED_PROXY names no proxy.",
            [
                "All who come through a proxy count as one address: wrong passwords of one slow down all.",
                "Name the proxy that ends https, as ENTREGENT_TRUSTED_PROXY=127.0.0.1 (docs/operations.md).",
            ],
        )
    if not now.is_secure:
        warn(
            f"The public address is {now.public_url}, and cookies are not for https only.",
            [
                "Passwords, links and answers can be read on the way.",
                "Put a proxy with https in front, and its https address into ENTREGENT_PUBLIC_URL.",
            ],
        )


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
            keep_workbooks_apart()
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
        for thread in threads:
            thread.start()
        try:
            yield {}
        finally:
            stop.set()
            for thread in threads:
                await anyio.to_thread.run_sync(thread.join, ENDS_WITHIN_S)

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
        actual = st.get_option(name)
        if actual != expected:
            raise SettingsError(
                f"Streamlit option {name} is {actual!r}, expected {expected!r}. It is set in "
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
