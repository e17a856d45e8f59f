"""A candidate opens their link: on the first visit a sitting is made, with orders of its own."""

from __future__ import annotations

import secrets
from typing import Any

from assessments.orders import draw_orders
from data import sittings
from data.engine import writing
from data.forms import form_body
from errors import LinkNotOpen
from workflows.clock import utc_now
from workflows.sit_read import invited


def enter(token: str, *, accepted_language: str) -> str:
    """Open the sitting a link leads to, making it on the first visit; return the sitting's id.

    Parameters
    ----------
    token : str
        The link's secret, as the candidate's address bar or cookie holds it.
    accepted_language : str
        The browser's language, used until the candidate has chosen.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing; what was answered before stays stored.
    """
    now = utc_now()
    with writing() as connection:
        found = invited(connection, token, now)
        if found.sitting is not None:
            return found.sitting.id
        if found.campaign_state != "published" or found.form_id is None:
            raise LinkNotOpen("The campaign behind this link is not open.", settings=found.campaign_settings)
        seed = secrets.token_hex(16)
        orders = draw_orders(form_body(connection, found.form_id), seed)
        return sittings.open_sitting(
            connection,
            candidate_id=found.candidate_id,
            form_id=found.form_id,
            seed=seed,
            item_order=orders.items,
            option_orders=orders.options,
            language=_first_language(found.campaign_settings, accepted_language, found.language),
            now=now,
        )


def _first_language(settings: dict[str, Any], accepted: str, invited_in: str) -> str:
    offered = settings["languages"]
    return next((language for language in (accepted, invited_in) if language in offered), offered[0])
