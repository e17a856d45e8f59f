"""Settings from the environment: every ``ENTREGENT_*`` variable, its type and its default."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from errors import SettingsError


class Settings(BaseSettings):
    """What an operator may set; a wrong value stops the start with the variable's name."""

    model_config = SettingsConfigDict(env_prefix="ENTREGENT_", extra="ignore")

    database_url: str = "sqlite:///var/entregent.db"
    """Where the database is: ``sqlite:///file`` (seen from the working folder) or ``postgresql+psycopg://…``."""
    var_dir: Path = Path("var")
    """Folder for what can be made again: static files compressed once. The database is where its URL says."""
    public_url: str = "http://localhost:8501"
    """Address candidates open; invitation links begin with it."""
    secure_cookies: bool | None = None
    """Send cookies over https only; without it, whether the public address is https decides."""
    sign_in_days: int = 14
    """How long a sign-in lasts on one browser, in days."""
    sign_in_idle_hours: int = 12
    """After how many hours without use a sign-in ends; 0: never before its days are over."""
    invitation_days: int = 60
    """How long an invitation link works when the campaign sets no deadline, in days."""
    pages_per_address: int = 60
    """Pages that one network address may have open without anybody signed in or invited on them."""
    record_key_file: str = ""
    """File with the key of the record's seals, kept apart from the database and copies; none by default."""
    trusted_proxy: str = ""
    """Proxies (addresses or networks, with commas) whose ``X-Forwarded-For`` is believed; none by default."""

    quiet_hour: int = Field(default=3, ge=0, le=23)
    """Hour of the night from which those whose time is over are erased, 0 to 23, in `ENTREGENT_TIME_ZONE`."""
    time_zone: str = "Europe/Paris"
    """Where the installation is at home: the zone of the quiet hour."""

    @property
    def is_secure(self) -> bool:
        """Whether cookies travel by https only, and browsers are told to insist on it."""
        if self.secure_cookies is not None:
            return self.secure_cookies
        return urlsplit(self.public_url.strip()).scheme == "https"

    @property
    def is_local(self) -> bool:
        """Whether the public address is this machine's own name for itself."""
        host = urlsplit(self.public_url.strip()).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("expected a time zone as Europe/Paris") from None
        return value

    @field_validator("trusted_proxy")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for address in filter(None, (part.strip() for part in value.split(","))):
            try:
                ip_network(address)
            except ValueError:
                raise ValueError("expected addresses or networks, as 127.0.0.1 or 10.0.0.0/8") from None
        return value


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings, read once per process.

    Raises
    ------
    SettingsError
        Naming each variable that cannot be used, and what was expected.
    """
    try:
        return Settings()
    except ValidationError as wrong:
        lines = (
            f"ENTREGENT_{str(error['loc'][0]).upper()}: {error['msg'].lower()}, got {error['input']!r}"
            for error in wrong.errors()
        )
        raise SettingsError("Settings that cannot be used. " + "; ".join(lines) + ".") from None
