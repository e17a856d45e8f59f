"""The flags of a score: the closed list of remarks beside its number, documented in docs/scoring.md."""

from __future__ import annotations

from enum import StrEnum


class Flag(StrEnum):
    """A remark for the human who reads a score; it never changes the number."""

    ASSUMED_ERROR = "assumed_error"
    """More than half of the error's variance rests on the declared prior, not on this pool's answers."""
    ASSUMED_INTERVIEWER_ERROR = "assumed_interviewer_error"
    """Few people were seen by two interviewers: how far these differ is mostly assumed."""
    COMPETENCY_UNDEFINED = "competency_undefined"
    """A weighted competency has too little evidence; its family was renormalised without it."""
    COMPOSITE_UNDEFINED = "composite_undefined"
    """A weighted family is undefined, so there is no composite."""
    CONSTANT_RATINGS = "constant_ratings"
    """Every option of every rate_each item got the same rating: their points are 0 by definition."""
    ENDED_BY_DEADLINE = "ended_by_deadline"
    """Everything was answered, and the deadline ended the sitting before the person did."""
    FAMILY_UNDEFINED = "family_undefined"
    """Less than 80 % of a family's weight is on defined competencies."""
    INCOMPLETE = "incomplete"
    """At least one item of the form has no points: it was never reached, or cannot tell answers apart."""
    PENDING_INTERVIEW = "pending_interview"
    """The interview was not held, or a sheet is to come: the scores rest on the other methods alone."""
    PENDING_MARKS = "pending_marks"
    """A reply awaits its marks: the scores rest on the other methods alone."""
    SEVERITY_NOT_ADJUSTED = "severity_not_adjusted"
    """Adjusted ratings should count, but severities cannot be told from these ratings: raw ones do."""
    SKIPPED = "skipped"
    """At least one item was shown and left without an answer: it earns what chance earns."""
    SHORT_BASIS = "short_basis"
    """The rate_each points were standardised over fewer than 20 rated options."""
