"""Errors of accounts, signing in and rights."""

from __future__ import annotations

from errors.base import EntregentError


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
