"""Every deliberate error of Entregent, in one tree.

::

    EntregentError
    ├── ContentError          a bank, charter, lexicon or form is not as it must be
    ├── ScoringError          numbers cannot be computed from what was given
    │   ├── AnswerError       an answer is not one its item accepts
    │   │   ├── TooManyWords  a written reply is longer than its item allows
    │   │   └── TwoSpellings  a name in a file was spelled otherwise before
    │   ├── BadForm           a form cannot be scored with
    │   ├── BadScores         a table of scores cannot be ranked
    │   ├── BadRatings        a table of ratings cannot be compared
    │   └── FileTrouble       a file cannot be read or written; nothing was written
    ├── SittingError          a candidate's link or answer cannot be served
    ├── AccessError           the person may not do this, or is not who they say
    │   ├── WrongCredentials  this e-mail and password do not open an account
    │   ├── TooManyAttempts   wait before trying this e-mail again
    │   ├── SignInOver        the sign-in by which somebody acts has ended
    │   ├── RoleChanged       somebody has another role than when their page was drawn
    │   ├── DoorBusy          too many are signing in at this moment; nothing was checked
    │   ├── WrongStartCode    the first start's code is not this one
    │   ├── CodeNeeded        the password was right; a code of the second factor is asked
    │   ├── SecondFactorRefused  a code or password of the second factor is not right, or comes too late
    │   ├── ProviderRefused   the identity provider opens no account so
    │   ├── DeadStaffLink     a staff link is unknown, used, replaced or too old
    │   ├── PasswordRefused   a new password is too short, too long, the e-mail itself or a common one
    │   ├── AccountRefused    a name, e-mail or role cannot be an account
    │   └── LastOwner         somebody must be able to manage accounts
    ├── CampaignError         a campaign cannot make this step
    │   ├── UnknownCampaign   there is no such campaign
    │   ├── UnknownStage      an address asks for results at a stage that does not exist
    │   ├── WrongState        not from this state
    │   ├── DraftChanged      a draft is no longer what was reviewed
    │   ├── NotReady          publication refused, with every problem listed
    │   ├── TeamError         somebody cannot be added to, or taken off, a team
    │   ├── NotConfirmed      the typed confirmation is not the title
    │   └── CandidateError    a candidate cannot be added, changed, invited or reopened
    ├── MarkingError          a reply cannot be marked, or a person cannot mark it
    ├── InterviewError        an interview cannot be planned, held, read or agreed on so
    ├── DecisionError         a decision cannot be taken so, or a name not be given
    ├── RequestError          a candidate's request cannot be made or answered so
    ├── MailError             a message cannot be written, sent or sent again so
    ├── DocumentError         a document could not be set
    ├── RecordKeyError        seals cannot be put under the key
    ├── ImportProblem         a file brought in has rows or columns that cannot be used
    │   ├── EmptyFile         nothing to read
    │   ├── FileTooLarge      too many bytes or rows, or too much work to read
    │   ├── ImportBusy        other files are being read; this one was not
    │   ├── UnreadableFile    not text, not a workbook
    │   └── MissingColumn     no column holds the names
    │       ├── HalfName      one holds half of them
    │       └── DoubtfulAddresses  several may hold the addresses
    ├── ChangedMeanwhile      what a form showed was changed by somebody else; nothing was stored
    ├── StorageError          the database cannot be read or written now
    ├── SchemaError           the database's tables are not those of this release
    └── SettingsError         an ENTREGENT_* variable has a value that cannot be used

An error carries a ``code`` and its ``details``; the sentence a person reads is looked up by code in
``texts/locales`` in that person's language. ``str(error)`` is English, for the log and the shell.
"""

from __future__ import annotations

import unicodedata


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


class TwoSpellings(AnswerError):
    """A name was spelled otherwise before: one person would count as two. Nothing can be written."""

    code = "two_spellings"

    def __init__(self, field: str, got: str, first: str, place: str) -> None:
        pair = f"{first!r:.80} at {place}"
        if unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", got):
            # Both look alike, so the signs they are made of are shown too.
            pair = f"{pair} (that is {first!a:.120}, not {got!a:.120})"
        super().__init__(field, f"one spelling of one name, {pair}", got)


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


class LinkUnopened(SittingError):
    """Nobody has done anything with this link yet; ``details`` tell ``settings`` and ``language``."""

    code = "unopened"


class LinksTriedOut(SittingError):
    """Too many links that nobody was given were opened from one network address."""

    code = "wait"


class DeviceLeft(SittingError):
    """The person asked this browser to forget their link."""

    code = "left"


class NoCookies(SittingError):
    """A link was opened a moment ago in a browser that keeps no cookies."""

    code = "no_cookies"


class SittingOver(SittingError):
    """An answer arrived after the sitting was finished, withdrawn, closed or past its deadline."""

    code = "over"


class TimeIsUp(SittingError):
    """Something came after the time of a timed item was over; what came before is the answer."""

    code = "time_is_up"


class ChangedElsewhere(SittingError):
    """Another tab stored a different answer first; that one was kept, this one was not."""

    code = "other_tab"


class OwnTryKept(ChangedElsewhere):
    """What the same page sent before was stored, though it never heard of it, and cannot be changed."""

    code = "own_try"


class AccessError(EntregentError):
    """The person may not do this, or could not be recognised."""

    code = "access"


class WrongCredentials(AccessError):
    """E-mail and password open no account together; never says which of the two is wrong."""

    code = "wrong_credentials"


class TooManyAttempts(AccessError):
    """Too many wrong passwords for one e-mail; ``details["until"]`` says when to try again."""

    code = "too_many_attempts"


class SignInOver(AccessError):
    """Who acts was signed out, disabled or signed in too long ago. Nothing was read or changed."""

    code = "sign_in_over"


class RoleChanged(AccessError):
    """Who acts has another role than when their page was drawn; ``details``: ``was``, ``role``.

    Nothing was read or changed.
    """

    code = "role_changed"


class DoorBusy(AccessError):
    """Too many passwords are being checked at this moment; this one was not looked at."""

    code = "door_busy"


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


class UnknownStage(CampaignError):
    """An address asks for results at a stage there is not; ``details["asked"]`` has it. Nothing is shown."""

    code = "unknown_stage"


class WrongState(CampaignError):
    """The campaign is not in a state from which this can be done."""

    code = "wrong_state"


class DraftChanged(CampaignError):
    """A draft is no longer what somebody reviewed; it was not published."""

    code = "draft_changed"


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
    """The file has more bytes, rows, cells or text than one import takes, or takes too long to read."""

    code = "import_too_large"


class ImportBusy(ImportProblem):
    """Other files were being read for as long as this one could wait; it was not read."""

    code = "import_busy"


class UnreadableFile(ImportProblem):
    """The file is neither text nor a workbook of the kind that can be read."""

    code = "import_unreadable"

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message, reason=reason)
        self.code = f"import_{reason}"


class MissingColumn(ImportProblem):
    """No column of the file has a name under which candidates' names are looked for."""

    code = "import_missing_column"


class HalfName(MissingColumn):
    """Only first names or only family names were found; ``details["column"]`` is where."""

    code = "import_half_name"


class DoubtfulAddresses(MissingColumn):
    """No title says which of several columns (``details["columns"]``) holds the candidates' addresses."""

    code = "import_doubtful_addresses"


class DocumentError(EntregentError):
    """A document could not be set in the time and room it gets; nothing was handed over."""

    code = "document"


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
