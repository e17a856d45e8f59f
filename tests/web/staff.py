"""A member of staff with a browser: an account, a sign-in and its cookie."""

from __future__ import annotations

import datetime as dt
from typing import Any

from data.accounts import sign_ins
from data.common.engine import writing
from data.common.tokens import new_token
from domain import STAFF_COOKIE
from tests.web.small_browser import SmallBrowser
from workflows.common.access import Actor
from workflows.common.clock import utc_now


def browser_of(app: Any, actor: Actor | None) -> SmallBrowser:
    """Return the browser of somebody signed in; of nobody for None."""
    made = SmallBrowser(app)
    if actor is not None:
        token, now = new_token(256), utc_now()
        with writing() as c:
            expires_at = now + dt.timedelta(days=1)
            sign_ins.add_sign_in(c, actor.account_id, token, now=now, expires_at=expires_at)
        made.cookies[STAFF_COOKIE] = token
    return made
