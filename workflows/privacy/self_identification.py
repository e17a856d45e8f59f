"""Self-identification: sex and age band, given voluntarily after the end and shown as counts alone.

Never asked: ethnicity, origin, health, opinions, in whatever country. A person replaces and deletes what they
said; nobody reads it, and counts are told of a campaign that is over, where no cell is small or can be worked
out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from data.campaigns.campaigns import all_campaigns, campaign_by_id
from data.candidates.candidates import candidate_by_id
from data.common import engine
from data.privacy import self_identification
from data.privacy.self_identification import SelfIdentification as SelfIdentification
from errors import AnswerError, CampaignError, RequestError
from workflows.audit.log import log_action
from workflows.campaigns.campaign_end import CAMPAIGN_OVER
from workflows.common.access import Actor, require_campaign_permission, require_permission
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.transactions import reading, writing
from workflows.privacy.rights import asks_groups, holder

SEXES = ("woman", "man", "other")
AGE_BANDS = ("under_25", "25_34", "35_44", "45_54", "55_plus")
"""Years."""
SMALLEST = 5
"""People in the smallest group that is shown."""
REST = "rest"
"""Other, or not said: always counted together."""
_WIDER = {"under_25": "under_35", "25_34": "under_35"}
"""Age bands in two, where five are too fine; any other one is ``35_plus``."""

State = Literal["too_early", "too_few", "told"]


@dataclass(frozen=True, slots=True)
class Groups:
    """The counts of a campaign; ``n`` and the tables only where ``state`` is ``told``."""

    state: State
    n: int | None
    sex: Mapping[str, int] | None
    """Group -> people; None: not shown."""
    age_band: Mapping[str, int] | None


class Asking(NamedTuple):
    """A campaign that asks."""

    id: str
    title: str


def identify(token: str, sex: str | None, age_band: str | None) -> None:
    """Store what whoever holds a link says of themselves, in place of what they said before.

    Parameters
    ----------
    token : str
    sex : {"woman", "man", "other"} or None
    age_band : one of AGE_BANDS, or None
        None: they prefer not to say. When both are, nothing is stored.

    Raises
    ------
    LinkUnknown, LinkRevoked
    AnswerError
        For something that was not asked. Nothing was stored.
    RequestError
        ``not_asked``: the campaign does not ask, they have not finished, or it is over.
    """
    if sex is not None and sex not in SEXES:
        raise AnswerError("sex", f"one of {', '.join(SEXES)}", sex)
    if age_band is not None and age_band not in AGE_BANDS:
        raise AnswerError("age_band", f"one of {', '.join(AGE_BANDS)}", age_band)
    with engine.writing() as connection:
        invited = holder(connection, token)
        person = candidate_by_id(connection, invited.candidate_id)
        if person is None or not asks_groups(invited):
            raise RequestError("This is not asked now.", "not_asked")
        if sex is None and age_band is None:
            self_identification.forget(connection, person.id)
            return
        # Not in the record of deeds: that somebody answered is nobody's business.
        given = SelfIdentification(sex, age_band, utc_now())
        self_identification.replace(connection, person.id, person.campaign_id, given)


def given_at(token: str) -> dt.datetime | None:
    """Return when whoever holds a link said something of themselves; None: they have not."""
    with engine.reading() as connection:
        return self_identification.given_at(connection, holder(connection, token).candidate_id)


def forget(token: str) -> None:
    """Delete what whoever holds a link said of themselves, at any time."""
    with engine.writing() as connection:
        self_identification.forget(connection, holder(connection, token).candidate_id)


def asking(actor: Actor) -> tuple[Asking, ...]:
    """Return the campaigns that ask, the newest first.

    Raises
    ------
    AccessError
    """
    require_permission(actor, "see_impact")
    with reading(actor) as connection:
        campaigns = all_campaigns(connection)
    return tuple(
        Asking(campaign.id, campaign.title)
        for campaign in campaigns
        if read_settings(campaign.settings).self_identification
    )


def counts(actor: Actor, campaign_id: str) -> Groups:
    """Return how many people of each group answered in a campaign that is over; noted.

    Raises
    ------
    AccessError, CampaignError
        Nothing is told.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "see_impact", campaign_id)
        campaign = campaign_by_id(connection, campaign_id)
        if campaign is None:
            raise CampaignError("There is no such campaign.", why="unknown", campaign=campaign_id)
        tallies = self_identification.tallies(connection, campaign_id)
    # While people still answer, two looks at different times would tell the newcomer's group.
    if campaign.state not in CAMPAIGN_OVER:
        return Groups("too_early", None, None, None)
    groups = groups_of(tallies.sex, tallies.age_band)
    with writing(actor) as connection:
        log_action(
            connection,
            actor,
            "count_groups",
            campaign_id,
            utc_now(),
            campaign_id=campaign_id,
            state=groups.state,
        )
    return groups


def groups_of(sex: Counter[str | None], age_band: Counter[str | None]) -> Groups:
    """Return what may be told of these tallies: a whole table, or none of it."""
    by_sex = _safe(_merged(sex, {name: name for name in ("woman", "man")}))
    by_age = _safe(_merged(age_band, {name: name for name in AGE_BANDS})) or _safe(
        _merged(age_band, {name: _WIDER.get(name, "35_plus") for name in AGE_BANDS})
    )
    if by_sex is None and by_age is None:
        return Groups("too_few", None, None, None)
    return Groups("told", sum(sex.values()), by_sex, by_age)


def _merged(tallies: Counter[str | None], into: Mapping[str, str]) -> dict[str, int]:
    merged = dict.fromkeys([*into.values(), REST], 0)
    for name, n in tallies.items():
        merged[into.get(name or "", REST)] += n
    return merged


def _safe(table: dict[str, int]) -> dict[str, int] | None:
    """Return a table in which nobody can be found: no cell of 1 to 4 people, and not all in one cell.

    A single small cell hides the whole table: left out alone, it would be the total minus the others.
    """
    filled = [n for n in table.values() if n]
    if len(filled) < 2 or min(filled) < SMALLEST:
        return None
    return {name: n for name, n in table.items() if n}
