"""Every deliberate error of Entregent, in one tree.

::

    EntregentError
    ├── ContentError          a bank, charter, lexicon or form is not as it must be
    ├── ScoringError          numbers cannot be computed from what was given
    ├── SittingError          a candidate's link or answer cannot be served
    ├── AccessError           the person may not do this, or is not who they say
    ├── CampaignError         a campaign cannot make this step
    ├── ImportProblem         a file brought in has rows or columns that cannot be used
    └── StorageError          the database cannot be read or written now

An error carries a ``code`` and its ``details``; the sentence a person reads is looked up by code in
``views/locales`` in that person's language. ``str(error)`` is English, for the log and the shell.
"""

from __future__ import annotations


class EntregentError(Exception):
    """Base of every deliberate error: says what happened, to which thing, and what to do next."""

    code = "error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details = details


class ContentError(EntregentError):
    """A piece of content cannot be used; the message names file, item and field."""

    code = "content"


class ScoringError(EntregentError):
    """Numbers cannot be computed from what was given."""

    code = "scoring"


class SittingError(EntregentError):
    """A candidate's link or answer cannot be served."""

    code = "sitting"


class AccessError(EntregentError):
    """The person may not do this, or could not be recognised."""

    code = "access"


class CampaignError(EntregentError):
    """A campaign cannot make this step from the state it is in."""

    code = "campaign"


class ImportProblem(EntregentError):
    """A file brought in cannot be used; the message names row and column."""

    code = "import"


class StorageError(EntregentError):
    """The database cannot be read or written now; nothing was half-written."""

    code = "storage"
