"""Suggestions of the second reader on their way to a person: only good enough ones, each written down."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from data.suggestions import log_suggestions
from workflows.access import Actor
from workflows.clock import utc_now
from workflows.record import note
from workflows.second_readings import Material, reading_of
from workflows.transactions import writing


def shown(
    actor: Actor, campaign_id: str, material: Material, answer_ids: Collection[str]
) -> dict[str, Mapping[str, int]]:
    """Return the suggestions for some replies that have all their marks, having written down who sees them.

    Parameters
    ----------
    actor : Actor
        Who sees them: somebody for whom they cannot sway a mark any more.
    campaign_id : str
    material : Material
        Of the replies' prompt.
    answer_ids : collection of str

    Returns
    -------
    dict of answer id to marks
        Empty unless the second reader agrees with people nearly as they do with each other.
    """
    found = reading_of(material)
    if not found.may_show:
        return {}
    wanted = {
        one.reply: one.marks
        for one in found.suggestions
        if one.reply in answer_ids and material.is_settled(one.reply)
    }
    now = utc_now()
    with writing(actor) as connection:
        n_new = log_suggestions(
            connection, wanted, model_sha256=found.model_sha256, shown_to=actor.account_id, now=now
        )
        if n_new:
            note(
                connection,
                actor,
                "see_suggestions",
                found.model_sha256,
                now,
                campaign_id=campaign_id,
                item=material.prompt.item_id,
                n=n_new,
            )
    return wanted
