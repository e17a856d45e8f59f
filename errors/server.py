"""Errors of the database, the record and the settings."""

from __future__ import annotations

from errors.base import EntregentError


class RecordKeyError(EntregentError):
    """The record's seals cannot be put under the key; the message says why. Nothing was changed."""

    code = "record_key"


class ChangedMeanwhile(EntregentError):
    """What a form showed was changed elsewhere since it was drawn; nothing of this step was stored."""

    code = "changed_meanwhile"


class StorageError(EntregentError):
    """The database cannot be read or written now; nothing was half-written."""

    code = "storage"


class SchemaError(EntregentError):
    """The database's tables are not those of this release; ``details["schema"]`` is its number, or None."""

    code = "schema"


class SettingsError(EntregentError):
    """An ``ENTREGENT_*`` variable has a value that cannot be used; the message names it."""

    code = "settings"
