"""The quality of a campaign's ratings in plain values: agreement, severity, what each panel gave."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.agreement_estimate import Estimate
from scoring.facets_design import Refusal
from scoring.interview_agreement import PanelAgreement
from workflows.marking_prompt import Translated


@dataclass(frozen=True)
class QuestionQuality:
    """How far interviewers agree on one question."""

    question_id: str
    question: Translated
    agreement: PanelAgreement


@dataclass(frozen=True)
class CompetencyQuality:
    """How far interviewers agree on the mean of a competency's questions."""

    competency: str
    n_questions: int
    agreement: PanelAgreement


@dataclass(frozen=True)
class InterviewerSeverity:
    """How far one interviewer is from the others of their panels, on the same people and questions."""

    account_id: str
    name: str
    n_ratings: int
    severity: Estimate
    """In points, below 0 = more severe."""


@dataclass(frozen=True)
class PanelFacts:
    """What a panel gave to one person."""

    candidate_id: str
    n_interviewers: int
    raw: float | None
    """Mean over interviewers, then over questions, 0 to 1; None: nothing was observed."""
    r_wg: Estimate


@dataclass(frozen=True)
class Quality:
    """The quality of a campaign's ratings."""

    counts: str
    """Which scores count, fixed on publication: raw or adjusted."""
    n_questions: int
    n_ratings: int
    questions: tuple[QuestionQuality, ...]
    """In the order asked."""
    competencies: tuple[CompetencyQuality, ...]
    whole: PanelAgreement
    """Of the mean over all questions."""
    panels: tuple[PanelFacts, ...]
    """One per complete interview, by candidate's id."""
    interviewers: tuple[InterviewerSeverity, ...]
    """By name."""
    refusal: Refusal | None
    """Why no severity can be estimated by the model, known without fitting it."""


@dataclass(frozen=True)
class OwnSeverity:
    """How severe this interviewer is in one campaign."""

    campaign_title: str
    n_interviews: int
    severity: Estimate
