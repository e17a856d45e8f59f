"""What the console says, once, of settings that stop nothing but cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import structlog

from settings import settings
from texts import t, use
from texts.setting_problems import setting_lines
from workflows.oidc_probe import probe
from workflows.oidc_settings import PREFIX, Provider, ProviderSetup
from workflows.record_end import RecordEnd
from workflows.setting_problems import SettingProblem

_log = structlog.get_logger()
NAMED = 6
"""Files named in one line of the log; of more, how many."""


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
        structlog.get_logger().warning("files_made_private", files=some, n=len(changed))


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
    found = probe(provider)
    if found.answer != "sound":
        use("en")
        told = t(f"provider.setup.probe.{found.answer}", address=provider.discovery_url)
        warn("The identity provider could not be tried out.", [f"{PREFIX}DISCOVERY_URL: {told}"])


def say_record(end: RecordEnd) -> None:
    """Write the head of the record into the log, and warn when the seals and the key do not go together."""
    _log.info("record_head", head=str(end.head))
    if end.trouble is not None:
        warn(_KEY_TROUBLE[end.trouble], ["docs/operations.md says what to do, under The record's key."])


_KEY_TROUBLE = {
    "key_missing": "The record's seals were made with a key, and ENTREGENT_RECORD_KEY_FILE names none.",
    "not_by_key": "The record's last seal was not made with the key that ENTREGENT_RECORD_KEY_FILE names.",
}


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
