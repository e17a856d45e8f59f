"""What every floor shares: languages, competencies, formats, methods, stages, roles, floors, cookie names.

Each stands here once. The module imports nothing of the project, so that content, scoring, storage,
workflows, documents and pages can all rest on it; what belongs to one of them only stays there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

# Languages and law

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Jurisdiction = Literal["FR", "EU", "UK", "US"]
JURISDICTIONS: tuple[Jurisdiction, ...] = get_args(Jurisdiction)

# Competencies, what they weigh, and the limits of what a number about them means

Family = Literal["interpersonal", "technical"]
Competency = Literal["EMP", "DEE", "TON", "INT", "JUD", "REL", "INC", "PLT", "MET", "MOD"]
INTERPERSONAL: tuple[Competency, ...] = ("EMP", "DEE", "TON", "INT", "JUD", "REL", "INC")
TECHNICAL: tuple[Competency, ...] = ("PLT", "MET", "MOD")
COMPETENCIES: tuple[Competency, ...] = INTERPERSONAL + TECHNICAL
"""In the order in which they are computed, stored and shown."""
FAMILIES: Mapping[Family, tuple[Competency, ...]] = MappingProxyType(
    {"interpersonal": INTERPERSONAL, "technical": TECHNICAL}
)

DEFAULT_WEIGHTS: Mapping[Competency, float] = MappingProxyType(
    dict(zip(COMPETENCIES, (14, 12, 11, 13, 14, 10, 6, 7, 5, 8), strict=True))
)
"""Of each competency inside its family; ``assessments/content/competencies.yaml`` states the same."""
DEFAULT_FAMILY_WEIGHTS: Mapping[Family, float] = MappingProxyType({"interpersonal": 0.8, "technical": 0.2})
INTERPERSONAL_FLOOR = 0.70
"""Least weight of the interpersonal family with which a campaign can be published: the least, in steps of
.05, at which it brings more than half of the differences between scores in every ready-made form
(docs/decisions/0020)."""
SHARE_TOLERANCE = 1e-9
"""Shares in steps of .05 miss the exact number by a few bits."""
STRONG_LOADING = 0.20
"""Loading from which an item bears on a competency."""
INDICATIVE_BELOW = 6
"""Fewer elements with a strong loading than this, and the competency's score rests on little."""

# Formats of items, and the methods they belong to

ClosedFormat = Literal["best_worst", "rate_each", "rank", "multi_select", "mcq"]
CLOSED_FORMATS: tuple[ClosedFormat, ...] = get_args(ClosedFormat)
WorkSample = Literal["conversation", "triage", "open_reply"]
WORK_SAMPLES: tuple[WorkSample, ...] = ("conversation", "open_reply", "triage")
"""In the order in which a sitting shows them: the one with a clock comes last."""
Format = ClosedFormat | WorkSample
INTERVIEW = "interview"
"""Format of a question of the interview: no answer is written, so it is none of the others."""

Method = Literal["closed", "work_sample", "interview"]
METHODS: tuple[Method, ...] = get_args(Method)
DEFAULT_METHODS: Mapping[Method, float] = MappingProxyType(
    dict(zip(METHODS, (0.45, 0.25, 0.30), strict=True))
)
"""How much each way of seeing a competency counts, among those that a campaign uses for it."""

Channel = Literal["page_post", "comment", "review", "private_message", "internal_message", "profile"]
"""Where a quoted message stands: it decides how the scene draws it."""
Ending = Literal["T1", "T2", "T3", "T4"]
"""Of a conversation: repaired, contained, smouldering, out of hand."""
Counts = Literal["raw", "adjusted"]
"""Which ratings of an interview count: as given, or with each interviewer's severity taken out."""

# Campaigns and stages

CampaignState = Literal["draft", "published", "closed", "archived"]
CAMPAIGN_STATES: tuple[CampaignState, ...] = get_args(CampaignState)
OPEN_STATES: tuple[CampaignState, ...] = ("published", "closed")
"""In which interviews are held and replies marked: candidates' time may be over, the campaign is not."""
Stage = Literal["all", "before_interview"]
"""Of a comparison: everything that is in, or everything but the interview, which is then left out for
everybody."""
STAGES: tuple[Stage, ...] = get_args(Stage)

# Staff

Role = Literal["owner", "recruiter", "interviewer", "marker", "manager", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
"""``workflows/common/access.py`` says what each may do."""

# Cookies: one name each inside, and over https the same behind the prefix. A browser takes a cookie named so
# from this very host only, over https, for all its paths: no neighbouring host and no plain connection can
# put one there. The server's edge changes the names (``web/edge/cookies.py``), so that everything inside
# knows them by the short ones.

STAFF_COOKIE = "entregent_staff"
"""A sign-in of staff."""
HALF_OPEN_COOKIE = "entregent_half"
"""The right password was given, and a code is still owed."""
JOIN_COOKIE = "entregent_join"
"""A link to choose a password."""
DEVICE_COOKIE = "entregent_known"
"""Which accounts were opened in this browser before."""
SITTING_COOKIE = "entregent_sitting"
"""A candidate's link."""
COOKIES = (STAFF_COOKIE, HALF_OPEN_COOKIE, JOIN_COOKIE, DEVICE_COOKIE, SITTING_COOKIE)
HOST_PREFIX = "__Host-"
