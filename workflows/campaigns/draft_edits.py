"""Changes to single fields of a draft, made beside colleagues who may be changing it too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain import DEFAULT_WEIGHTS
from workflows.campaigns import guide_drafts
from workflows.campaigns.charters import domains, is_fictional, with_value
from workflows.campaigns.drafts import in_draft, store
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.transactions import writing

Fields = Mapping[str, Any]
"""Dotted path of a field -> its value; a field that is missing and one that is None are the same."""

CONTACTS, WEIGHTS = "escalation", "competency_weights"


class Change(NamedTuple):
    """What a field held when its editor was drawn, and what it is to hold."""

    before: Any
    after: Any


def charter_fields(charter: Mapping[str, Any]) -> dict[str, Any]:
    """Return a charter field by field; each contact is one, and so is a text in two languages."""
    entries = [entry for entry in charter.get(CONTACTS) or [] if isinstance(entry, dict)]
    contacts = {str(contact.get("domain")): contact for contact in entries}
    return _leaves({**charter, CONTACTS: contacts}, "")


def charter_with(charter: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """Return a copy of a charter in which these fields hold these values; a contact that is None is gone."""
    changed = dict(charter)
    entries = [entry for entry in charter.get(CONTACTS) or [] if isinstance(entry, dict)]
    contacts = {contact["domain"]: contact for contact in entries}
    for path, value in fields.items():
        first, _, rest = path.partition(".")
        if first == CONTACTS:
            contacts[rest] = value
        else:
            changed = with_value(changed, path, value)
    if any(path.startswith(f"{CONTACTS}.") for path in fields):
        changed[CONTACTS] = [contacts[domain] for domain in domains() if contacts.get(domain)]
    return changed


def settings_fields(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return a draft's settings field by field; each competency's weight is one."""
    weights = settings.get(WEIGHTS) or DEFAULT_WEIGHTS
    rest = {name: value for name, value in settings.items() if name != WEIGHTS}
    return rest | {f"{WEIGHTS}.{code}": weight for code, weight in weights.items()}


def settings_with(settings: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """Return a copy of a draft's settings in which these fields hold these values."""
    changed = dict(settings)
    for path, value in fields.items():
        first, _, code = path.partition(".")
        if first == WEIGHTS:
            changed[WEIGHTS] = {**(changed.get(WEIGHTS) or DEFAULT_WEIGHTS), code: value}
        else:
            changed[path] = value
    return changed


def change_charter(actor: Actor, campaign_id: str, changes: Mapping[str, Change]) -> dict[str, Any]:
    """Keep some fields of a draft's charter, unless somebody changed the very same ones meanwhile.

    Returns
    -------
    dict of str to value
        The fields that were left alone, with what they hold now; empty when all were kept.

    Raises
    ------
    WrongState, UnknownCampaign, AccessError
        Nothing was kept.
    """
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        charter = in_draft(connection, campaign_id).charter
        apart, new = _apart(charter_fields(charter), changes)
        if new:
            changed = charter_with(charter, new)
            store(connection, campaign_id, charter=changed, is_fictional=is_fictional(changed))
    return apart


def change_settings(actor: Actor, campaign_id: str, changes: Mapping[str, Change]) -> dict[str, Any]:
    """Keep some settings of a draft, unless somebody changed the very same ones; see ``change_charter``."""
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "edit_campaign", campaign_id)
        settings = in_draft(connection, campaign_id).settings
        apart, new = _apart(settings_fields(settings), changes)
        if new:
            store(connection, campaign_id, settings=settings_with(settings, new))
    return apart


def change_own_question(
    actor: Actor, campaign_id: str, question_id: str, changes: Mapping[str, Change]
) -> dict[str, Any]:
    """Keep parts of a question of the company's own, unless somebody changed the very same ones."""
    apart: dict[str, Any] = {}

    def change(stored: Fields) -> Fields:
        left_alone, new = _apart(stored, changes)
        apart.update(left_alone)
        return new

    guide_drafts.change_own_question(actor, campaign_id, question_id, change)
    return apart


def _apart(stored: Fields, changes: Mapping[str, Change]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what others changed to something else, and what can be kept."""
    apart = {path: stored.get(path) for path, change in changes.items() if stored.get(path) not in change}
    new = {path: change.after for path, change in changes.items() if path not in apart}
    return apart, {path: value for path, value in new.items() if stored.get(path) != value}


def _leaves(tree: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in tree.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping) and prefix != f"{CONTACTS}." and not set(value) <= {"fr", "en"}:
            fields |= _leaves(value, f"{path}.")
        else:
            fields[path] = value
    return fields
