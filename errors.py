"""Every deliberate error of Entregent, in one tree.

::

    EntregentError
    ├── ContentError          a bank, charter, lexicon or form is not as it must be
    ├── ScoringError          numbers cannot be computed from what was given
    │   ├── AnswerError       an answer is not one its item accepts
    │   │   └── TooManyWords  a written reply is longer than its item allows
    │   ├── BadForm           a form cannot be scored with
    │   ├── BadScores         a table of scores cannot be ranked
    │   ├── BadRatings        a table of ratings cannot be compared
    │   └── FileTrouble       a file cannot be read or written; nothing was written
    ├── SittingError          a candidate's link or answer cannot be served
    ├── AccessError           the person may not do this, or is not who they say
    │   ├── WrongCredentials  this e-mail and password do not open an account
    │   ├── TooManyAttempts   wait before trying this e-mail again
    │   ├── WrongStartCode    the first start's code is not this one
    │   ├── CodeNeeded        the password was right; a code of the second factor is asked
    │   ├── SecondFactorRefused  a code or password of the second factor is not right, or comes too late
    │   ├── ProviderRefused   the identity provider opens no account so
    │   ├── DeadStaffLink     a staff link is unknown, used, replaced or too old
    │   ├── PasswordRefused   a new password is too short, too long or the e-mail itself
    │   ├── AccountRefused    a name, e-mail or role cannot be an account
    │   └── LastOwner         somebody must be able to manage accounts
    ├── CampaignError         a campaign cannot make this step
    │   ├── UnknownCampaign   there is no such campaign
    │   ├── WrongState        not from this state
    │   ├── NotReady          publication refused, with every problem listed
    │   ├── TeamError         somebody cannot be added to, or taken off, a team
    │   ├── NotConfirmed      the typed confirmation is not the title
    │   └── CandidateError    a candidate cannot be added, changed, invited or reopened
    ├── MarkingError          a reply cannot be marked, or a person cannot mark it
    ├── InterviewError        an interview cannot be planned, held, read or agreed on so
    ├── DecisionError         a decision cannot be taken so, or a name not be given
    ├── RequestError          a candidate's request cannot be made or answered so
    ├── MailError             a message cannot be written, sent or sent again so
    ├── ImportProblem         a file brought in has rows or columns that cannot be used
    │   ├── EmptyFile         nothing to read
    │   ├── FileTooLarge      too many bytes or rows
    │   ├── UnreadableFile    not text, not a workbook
    │   └── MissingColumn     no column holds the names
    ├── StorageError          the database cannot be read or written now
    └── SettingsError         an ENTREGENT_* variable has a value that cannot be used

An error carries a ``code`` and its ``details``; the sentence a person reads is looked up by code in
``texts/locales`` in that person's language. ``str(error)`` is English, for the log and the shell.
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


class AnswerError(ScoringError):
    """An answer is not one its item accepts: names the field, what was expected and what was got."""

    code = "answer"

    def __init__(self, field: str, expected: str, got: object) -> None:
        super().__init__(
            f"{field}: expected {expected}, got {got!r:.80}", field=field, expected=expected, got=got
        )
        self.field = field
        self.expected = expected
        self.got = got


class TooManyWords(AnswerError):
    """A written reply is over its limit; ``details`` tell ``count`` and ``limit``. It was kept as a draft."""

    code = "too_many_words"

    def __init__(self, count: int, limit: int) -> None:
        super().__init__("words", f"at most {limit}", count)
        self.details |= {"count": count, "limit": limit}


class BadForm(ScoringError):
    """A form cannot be scored with; the message names the item and the field."""

    code = "bad_form"


class BadScores(ScoringError):
    """A table of scores cannot be ranked; the message names the row and the column."""

    code = "bad_scores"


class BadRatings(ScoringError):
    """Ratings cannot be compared; the message says which and what was expected."""

    code = "bad_ratings"


class FileTrouble(ScoringError):
    """A file cannot be read or written; nothing was written."""

    code = "file"


class SittingError(EntregentError):
    """A candidate's link or answer cannot be served."""

    code = "sitting"


class LinkUnknown(SittingError):
    """Nobody was given this link."""

    code = "unknown"


class LinkExpired(SittingError):
    """The link was good until a date now past."""

    code = "expired"


class LinkRevoked(SittingError):
    """The recruiter replaced or closed this link."""

    code = "revoked"


class LinkNotOpen(SittingError):
    """The campaign behind this link is not published yet."""

    code = "not_open"


class LinksTriedOut(SittingError):
    """Too many links that nobody was given were opened from one network address."""

    code = "wait"


class SittingOver(SittingError):
    """An answer arrived after the sitting was finished, withdrawn, closed or past its deadline."""

    code = "over"


class TimeIsUp(SittingError):
    """Something came after the time of a timed item was over; what came before is the answer."""

    code = "time_is_up"


class ChangedElsewhere(SittingError):
    """Another tab stored a different answer first; that one was kept, this one was not."""

    code = "other_tab"


class AccessError(EntregentError):
    """The person may not do this, or could not be recognised."""

    code = "access"


class WrongCredentials(AccessError):
    """E-mail and password open no account together; never says which of the two is wrong."""

    code = "wrong_credentials"


class TooManyAttempts(AccessError):
    """Too many wrong passwords for one e-mail; ``details["until"]`` says when to try again."""

    code = "too_many_attempts"


class WrongStartCode(AccessError):
    """The code of the first start is not this one, or an owner exists already."""

    code = "wrong_start_code"


class CodeNeeded(AccessError):
    """The password was right and a code is still to be given; ``half_open`` carries on from here."""

    code = "code_needed"

    def __init__(self, half_open: str) -> None:
        super().__init__("A code of the second factor is needed.")
        self.half_open = half_open


class SecondFactorRefused(AccessError):
    """A second factor cannot be used, turned on or turned off so; the code says why."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class ProviderRefused(AccessError):
    """Who comes by the identity provider is not let in; the code is ``provider_`` and the reason."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.code = f"provider_{reason}"


class DeadStaffLink(AccessError):
    """A link to choose a password is unknown, used, replaced or too old."""

    code = "dead_link"


class PasswordRefused(AccessError):
    """A new password breaks a rule: ``password_short``, ``_long``, ``_is_email`` or ``_differs``."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class AccountRefused(AccessError):
    """An account cannot be made or changed so; the code names the field."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class LastOwner(AccessError):
    """The last owner cannot be disabled or lose the role: nobody could manage accounts any more."""

    code = "last_owner"


class CampaignError(EntregentError):
    """A campaign cannot make this step from the state it is in."""

    code = "campaign"


class UnknownCampaign(CampaignError):
    """There is no such campaign, or no longer."""

    code = "unknown_campaign"


class WrongState(CampaignError):
    """The campaign is not in a state from which this can be done."""

    code = "wrong_state"


class NotReady(CampaignError):
    """A campaign cannot be published yet; ``details["problems"]`` lists everything that is missing."""

    code = "not_ready"


class NotConfirmed(CampaignError):
    """A deletion was not confirmed by typing the campaign's title."""

    code = "not_confirmed"


class TeamError(CampaignError):
    """Somebody cannot be added to a team or taken off it; the code says why. Nothing was changed."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class CandidateError(CampaignError):
    """A candidate cannot be added, changed, invited or reopened so; the code says why."""

    def __init__(self, message: str, code: str, **details: object) -> None:
        super().__init__(message, **details)
        self.code = code


class MarkingError(EntregentError):
    """A reply cannot be marked so, or not by this person; the code says why.

    ``details["kept"]`` tells whether what was given was kept as a draft.
    """

    def __init__(self, message: str, code: str, *, kept: bool = False) -> None:
        super().__init__(message, kept=kept)
        self.code = code


class DecisionError(EntregentError):
    """A decision about a candidate cannot be taken so, or a name not be given; the code says why.

    Nothing was stored; what was written stays in its field.
    """

    def __init__(self, message: str, code: str, **details: object) -> None:
        super().__init__(message, **details)
        self.code = code


class RequestError(EntregentError):
    """A candidate's request cannot be made or answered so; the code says why. Nothing was stored."""

    def __init__(self, message: str, code: str, **details: object) -> None:
        super().__init__(message, **details)
        self.code = code


class InterviewError(EntregentError):
    """An interview cannot be planned, held, read or agreed on so; the code says why.

    ``details["kept"]`` tells whether what was given was kept as a draft.
    """

    def __init__(self, message: str, code: str, *, kept: bool = False, **details: object) -> None:
        super().__init__(message, kept=kept, **details)
        self.code = code


class MailError(EntregentError):
    """A message cannot be written, sent or sent again so; nothing was changed. The code says why."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class ImportProblem(EntregentError):
    """A file brought in cannot be used; the message names row and column."""

    code = "import"


class EmptyFile(ImportProblem):
    """The file has no rows under its header, or nothing at all."""

    code = "import_empty"


class FileTooLarge(ImportProblem):
    """The file has more bytes or rows than one import takes."""

    code = "import_too_large"


class UnreadableFile(ImportProblem):
    """The file is neither text nor a workbook of the kind that can be read."""

    code = "import_unreadable"


class MissingColumn(ImportProblem):
    """No column of the file has a name under which candidates' names are looked for."""

    code = "import_missing_column"


class StorageError(EntregentError):
    """The database cannot be read or written now; nothing was half-written."""

    code = "storage"


class SettingsError(EntregentError):
    """An ``ENTREGENT_*`` variable has a value that cannot be used; the message names it."""

    code = "settings"
