"""Settings of the mail server; a mistake in them stops no start and no candidate."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from workflows.common.setting_problems import SAME_MACHINE, SettingProblem
from workflows.common.text import is_email, single_line

Security = Literal["starttls", "ssl", "none"]

PREFIX = "ENTREGENT_SMTP_"
PORTS: dict[Security, int] = {"starttls": 587, "ssl": 465, "none": 25}


class SmtpSettings(BaseSettings):
    """What an operator may set for mail; without a host and a sender nothing is sent."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", env_ignore_empty=True)

    host: str = ""
    """Name of the mail server."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """Its port; 587 with ``starttls``, 465 with ``ssl``, 25 with ``none`` unless set."""
    security: Security = "starttls"
    """``starttls``, ``ssl`` or ``none``; the server's certificate is checked."""
    user: str = ""
    """Name to sign in with; without one nobody signs in."""
    password: SecretStr = SecretStr("")
    """Password to sign in with."""
    sender: str = Field(default="", validation_alias=PREFIX + "FROM")
    """Address messages come from."""
    from_name: str = ""
    """Name beside that address; the company of the campaign unless set."""


@dataclass(frozen=True)
class MailServer:
    """A mail server that can be tried."""

    host: str
    port: int
    security: Security
    user: str
    password: SecretStr
    sender: str
    from_name: str
    context: ssl.SSLContext | None = None
    """Which certificates are trusted; None: those this machine trusts."""


@dataclass(frozen=True)
class MailSetup:
    """How mail is set up: a server that can be used, or what keeps it from being used, or nothing."""

    server: MailServer | None = None
    problems: tuple[SettingProblem, ...] = ()

    @property
    def is_wanted(self) -> bool:
        """Tell whether somebody set mail up, rightly or not: messages then wait in the outbox."""
        return self.server is not None or bool(self.problems)

    @classmethod
    def of(cls, values: SmtpSettings) -> Self:
        """Return what these settings come to."""
        if values == _NOTHING:
            return cls()
        if problems := tuple(_problems(values)):
            return cls(problems=problems)
        return cls(
            MailServer(
                host=values.host,
                port=values.port or PORTS[values.security],
                security=values.security,
                user=values.user,
                password=values.password,
                sender=values.sender.strip(),
                from_name=single_line(values.from_name),
            )
        )


@lru_cache(maxsize=1)
def mail_setup() -> MailSetup:
    """Return how mail is set up, read once per process; never raises."""
    try:
        return MailSetup.of(SmtpSettings())
    except ValidationError as wrong:
        return MailSetup(problems=tuple(_refused(str(error["loc"][0])) for error in wrong.errors()))


def _refused(field: str) -> SettingProblem:
    name = field.removeprefix(PREFIX).lower()
    return SettingProblem(PREFIX + name.upper(), name)


def _problems(values: SmtpSettings) -> list[SettingProblem]:
    problems: list[SettingProblem] = []
    if not values.host or any(sign.isspace() or sign == "/" for sign in values.host):
        problems.append(SettingProblem(PREFIX + "HOST", "host"))
    if not (is_email(values.sender.strip()) and values.sender.isascii()):
        problems.append(SettingProblem(PREFIX + "FROM", "from"))
    password = values.password.get_secret_value()
    if values.user and not password:
        problems.append(SettingProblem(PREFIX + "PASSWORD", "password"))
    if password and not values.user:
        problems.append(SettingProblem(PREFIX + "USER", "user"))
    if password and values.security == "none" and values.host not in SAME_MACHINE:
        problems.append(SettingProblem(PREFIX + "SECURITY", "in_clear"))
    return problems


_NOTHING = SmtpSettings.model_construct()
