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

from errors.accounts import (
    AccessError,
    AccountRefused,
    CodeNeeded,
    DeadStaffLink,
    DoorBusy,
    LastOwner,
    PasswordRefused,
    ProviderRefused,
    RoleChanged,
    SecondFactorRefused,
    SignInOver,
    TooManyAttempts,
    WrongCredentials,
    WrongStartCode,
)
from errors.base import EntregentError
from errors.campaigns import (
    CampaignError,
    CandidateError,
    DecisionError,
    DraftChanged,
    InterviewError,
    MailError,
    MarkingError,
    NotConfirmed,
    NotReady,
    RequestError,
    TeamError,
    UnknownCampaign,
    UnknownStage,
    WrongState,
)
from errors.files import (
    DocumentError,
    DoubtfulAddresses,
    EmptyFile,
    FileTooLarge,
    HalfName,
    ImportBusy,
    ImportProblem,
    MissingColumn,
    UnreadableFile,
)
from errors.scoring import (
    AnswerError,
    BadForm,
    BadRatings,
    BadScores,
    ContentError,
    FileTrouble,
    ScoringError,
    TooManyWords,
    TwoSpellings,
)
from errors.server import (
    ChangedMeanwhile,
    RecordKeyError,
    SchemaError,
    SettingsError,
    StorageError,
)
from errors.sitting import (
    ChangedElsewhere,
    DeviceLeft,
    LinkExpired,
    LinkNotOpen,
    LinkRevoked,
    LinksTriedOut,
    LinkUnknown,
    LinkUnopened,
    NoCookies,
    OwnTryKept,
    SittingError,
    SittingOver,
    TimeIsUp,
)

__all__ = [
    "AccessError",
    "AccountRefused",
    "AnswerError",
    "BadForm",
    "BadRatings",
    "BadScores",
    "CampaignError",
    "CandidateError",
    "ChangedElsewhere",
    "ChangedMeanwhile",
    "CodeNeeded",
    "ContentError",
    "DeadStaffLink",
    "DecisionError",
    "DeviceLeft",
    "DocumentError",
    "DoorBusy",
    "DoubtfulAddresses",
    "DraftChanged",
    "EmptyFile",
    "EntregentError",
    "FileTooLarge",
    "FileTrouble",
    "HalfName",
    "ImportBusy",
    "ImportProblem",
    "InterviewError",
    "LastOwner",
    "LinkExpired",
    "LinkNotOpen",
    "LinkRevoked",
    "LinkUnknown",
    "LinkUnopened",
    "LinksTriedOut",
    "MailError",
    "MarkingError",
    "MissingColumn",
    "NoCookies",
    "NotConfirmed",
    "NotReady",
    "OwnTryKept",
    "PasswordRefused",
    "ProviderRefused",
    "RecordKeyError",
    "RequestError",
    "RoleChanged",
    "SchemaError",
    "ScoringError",
    "SecondFactorRefused",
    "SettingsError",
    "SignInOver",
    "SittingError",
    "SittingOver",
    "StorageError",
    "TeamError",
    "TimeIsUp",
    "TooManyAttempts",
    "TooManyWords",
    "TwoSpellings",
    "UnknownCampaign",
    "UnknownStage",
    "UnreadableFile",
    "WrongCredentials",
    "WrongStartCode",
    "WrongState",
]
