"""What the console says, once, of settings that stop nothing but cannot be used."""

from __future__ import annotations

from collections.abc import Iterable

from texts import t, use
from texts.setting_problems import setting_lines
from workflows.oidc_probe import probe
from workflows.oidc_settings import PREFIX, Provider, ProviderSetup
from workflows.setting_problems import SettingProblem


def problems_said(problems: Iterable[SettingProblem], expected: str) -> list[str]:
    """Return one line for each variable, in English; ``expected``: the key above what was expected."""
    use("en")
    return setting_lines(problems, expected)


def warn(headline: str, lines: Iterable[str]) -> None:
    """Print a headline and its lines to the console."""
    print(f"\n  {headline}", flush=True)
    for line in lines:
        print(f"  {line}", flush=True)


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
