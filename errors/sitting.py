"""Errors of a candidate's link and answers."""

from __future__ import annotations

from errors.base import EntregentError


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
