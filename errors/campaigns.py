"""Errors of a campaign and of what staff do about its candidates."""

from __future__ import annotations

from errors.base import EntregentError


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
