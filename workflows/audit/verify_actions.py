"""Verification of actions: the record replayed, against roles, teams, campaigns and decisions as they are.

Rows are held by their seals. This holds the two against each other: a line that was taken out of the record
while everything after it was written anew leaves what it did without an explanation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from assessments.form.digest import sha256_of
from data.accounts.accounts import all_accounts
from data.audit.log import Event, events
from data.campaigns.campaigns import Campaign, all_campaigns, all_teams
from data.campaigns.forms import form_hashes
from data.comparison.decisions import all_verdicts
from workflows.audit.differences import Difference
from workflows.audit.log import SEALED_BEFORE


@dataclass
class Recorded:
    """The state to which the record's lines lead; what an earlier release did without a line is left out."""

    roles: dict[str, str] = field(default_factory=dict)
    closed: dict[str, bool] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    teams: dict[str, set[str]] = field(default_factory=dict)
    """Of campaigns whose making is in the record."""
    verdicts: dict[str, tuple[str, str, str, int]] = field(default_factory=dict)
    """Decision id -> campaign, candidate, verdict, and the line's number: the last one stands."""


def deed_differences(connection: Connection) -> Iterator[Difference]:
    """Yield what is not as the record's lines say."""
    recorded = _replayed(events(connection))
    yield from _accounts(connection, recorded)
    yield from _campaigns(connection, recorded)
    yield from _decisions(connection, recorded)


def _accounts(connection: Connection, recorded: Recorded) -> Iterator[Difference]:
    for account in all_accounts(connection):
        if (role := recorded.roles.get(account.id)) is not None and role != account.role:
            yield Difference("account", account.id, "role, by the record", role, account.role)
        is_closed = account.disabled_at is not None
        if account.id in recorded.roles and recorded.closed.get(account.id, False) != is_closed:
            yield Difference("account", account.id, "closed, by the record", not is_closed, is_closed)


def _campaigns(connection: Connection, recorded: Recorded) -> Iterator[Difference]:
    teams, forms = all_teams(connection), form_hashes(connection)
    for campaign in all_campaigns(connection):
        for where, expected, actual in _facts(recorded, campaign, teams.get(campaign.id, set()), forms):
            if expected is not None and expected != actual:
                yield Difference("campaign", campaign.id, f"{where}, by the record", expected, actual)


def _facts(
    recorded: Recorded, campaign: Campaign, members: set[str], forms: Mapping[str, str]
) -> Iterator[tuple[str, object, object]]:
    yield "state", recorded.states.get(campaign.id), campaign.state
    if campaign.form_id is not None:
        yield "form", recorded.forms.get(campaign.id), forms.get(campaign.form_id)
        yield "settings", recorded.settings.get(campaign.id), sha256_of(campaign.settings)
    team = recorded.teams.get(campaign.id)
    yield "team", None if team is None else sorted(team), sorted(members)


def _decisions(connection: Connection, recorded: Recorded) -> Iterator[Difference]:
    verdicts = all_verdicts(connection)
    for decision_id, (campaign_id, *expected) in recorded.verdicts.items():
        if recorded.states.get(campaign_id) == _DELETED:
            continue
        now = verdicts.get(decision_id)
        if now != tuple(expected):
            was, found_now = (" ".join(map(str, facts)) for facts in (expected, now or ("none",)))
            yield Difference(
                "decision", decision_id, "person, verdict and line, by the record", was, found_now
            )


_DELETED = "deleted"


def _replayed(lines: tuple[Event, ...]) -> Recorded:
    recorded = Recorded()
    for line in lines:
        if (apply := _EFFECTS.get(line.deed)) is not None:
            apply(recorded, line)
    return recorded


def _role(recorded: Recorded, line: Event) -> None:
    recorded.roles[line.subject] = str(line.details.get("role", "owner"))


def _closed(recorded: Recorded, line: Event) -> None:
    recorded.closed[line.subject] = line.deed == "disable_account"


def _made(recorded: Recorded, line: Event) -> None:
    recorded.states[line.subject] = "draft"
    recorded.teams[line.subject] = {line.actor}


def _published(recorded: Recorded, line: Event) -> None:
    recorded.states[line.subject] = "published"
    for facts, name in ((recorded.forms, "form_sha256"), (recorded.settings, "settings_sha256")):
        if name in line.details:
            facts[line.subject] = str(line.details[name])


def _state(state: str) -> Callable[[Recorded, Event], None]:
    def apply(recorded: Recorded, line: Event) -> None:
        recorded.states[line.subject] = state

    return apply


def _joined(recorded: Recorded, line: Event) -> None:
    if (team := recorded.teams.get(line.campaign_id or "")) is not None:
        team.add(line.subject)


def _left(recorded: Recorded, line: Event) -> None:
    if (team := recorded.teams.get(line.campaign_id or "")) is not None:
        team.discard(line.subject)


def _decided(recorded: Recorded, line: Event) -> None:
    if (decision := line.details.get("decision")) is not None:
        verdict = str(line.details.get("verdict"))
        recorded.verdicts[str(decision)] = (line.campaign_id or "", line.subject, verdict, line.number)


def _sealed_before(recorded: Recorded, line: Event) -> None:
    # Earlier releases put people on teams without a line: teams of that time are held by their seals alone.
    recorded.teams.clear()


_EFFECTS: Mapping[str, Callable[[Recorded, Event], None]] = {
    "create_owner": _role,
    "add_account": _role,
    "change_role": _role,
    "disable_account": _closed,
    "enable_account": _closed,
    "create_campaign": _made,
    "copy_campaign": _made,
    "publish_campaign": _published,
    "close_campaign": _state("closed"),
    "reopen_campaign": _state("published"),
    "archive_campaign": _state("archived"),
    "delete_campaign": _state(_DELETED),
    "add_member": _joined,
    "remove_member": _left,
    "decide": _decided,
    SEALED_BEFORE: _sealed_before,
}
