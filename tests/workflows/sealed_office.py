"""A filled database in which every table has a row, written through the product; and a careful forger."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import Connection, func, select

from data.accounts import accounts, sign_ins
from data.accounts.accounts import bind_identity
from data.accounts.sign_ins import add_address_failure, address_hash
from data.audit.log import BEGINNING, _sha256
from data.audit.seal_check import sealed_tables
from data.campaigns.campaigns import add_member
from data.campaigns.forms import add_weighting
from data.common import engine
from data.common.tokens import ensure_secret
from data.interviews.sheets import AgreedRating, add_agreed
from data.marking.markers import TrainingMark, add_training_mark, log_suggestions, take
from data.privacy.notices import keep_notice
from data.schema import answer, audit_event
from data.schema_evaluation import interview
from data.seal_existing import seal_existing
from data.tables import METADATA
from tests.workflows.erasable import NOW, Traced, traced_demo
from workflows.accounts import staff
from workflows.comparison import standings


def sealed_office() -> Traced:
    """Fill the empty database by the acts of real use, and leave no table empty."""
    here = traced_demo()
    link = staff.add_account(here.actor, name="Mo Lind", email="mo@example.com", role="marker", language="en")
    assert link.address
    weighed = standings.comparison(here.actor, here.campaign_id).weights._asdict()
    weights = {kind: {str(name): value for name, value in some.items()} for kind, some in weighed.items()}
    with engine.writing() as c:
        _fill(c, here, weights)
    with engine.reading() as c:
        empty = [
            table.name
            for table in METADATA.sorted_tables
            if not c.scalar(select(func.count()).select_from(table))
        ]
    assert empty == []
    return here


def _fill(c: Connection, here: Traced, weights: dict[str, Any]) -> None:
    me = here.actor.account_id
    reply = c.scalars(select(answer.c.id).limit(1)).one()
    held = c.scalars(select(interview.c.id).limit(1)).one()
    accounts.propose_second_factor(c, me, "s" * 32, NOW)
    accounts.confirm_second_factor(c, me, ["one", "two"])
    bind_identity(c, me, issuer="https://id.example.com", subject="sub 1", now=NOW)
    sign_ins.add_email_failure(c, "h" * 64, NOW)
    add_address_failure(c, address_hash(c, "door", "192.0.2.1"), NOW)
    ensure_secret(c, "another")
    keep_notice(c, "n" * 64, "Notice", "en", NOW)
    take(c, reply, me, now=NOW, expires_at=NOW + dt.timedelta(minutes=15))
    log_suggestions(c, {reply: {"E": 1}}, model_sha256="m" * 64, shown_to=me, now=NOW)
    trained = TrainingMark(me, "r" * 64, 1, "sample", {"E": 1})
    add_training_mark(c, trained, item_id="O1", now=NOW)
    agreed = AgreedRating("Q1", 1, 3, "We agree.", (me,), me, NOW)
    add_agreed(c, held, agreed)
    add_weighting(c, here.campaign_id, weights, reason="More.", account_id=me, now=NOW)
    add_member(c, here.campaign_id, me, added_by=me, now=NOW)


def rewrite_lines(c: Connection) -> None:
    """Number the record's lines anew and give each the hash it should have, as somebody careful would."""
    before = BEGINNING
    rows = c.execute(select(audit_event).order_by(audit_event.c.number)).mappings().all()
    for number, row in enumerate(rows, start=1):
        stated = {name: row[name] for name in ("at", "actor", "deed", "subject", "campaign_id", "details")}
        stated |= {"number": number, "previous_sha256": before}
        values = {"number": number, "previous_sha256": before, "sha256": _sha256(stated)}
        c.execute(audit_event.update().where(audit_event.c.id == row["id"]).values(values))
        before = values["sha256"]


def rewrite_seals(c: Connection) -> None:
    """Throw every seal away and seal everything as it lies there now, without the key."""
    c.exec_driver_sql("DELETE FROM seal")
    c.exec_driver_sql("DELETE FROM row_salt")
    for table in sealed_tables():
        seal_existing(c, [table.name], version=1)


def another(value: Any, kind: str) -> Any:
    """Return a value that a column of this kind can hold in SQLite, and that is not this one."""
    if kind == "JSON":
        return json.dumps({"another": value})
    if kind == "TIMESTAMP":
        return "2001-01-01 00:00:00.000000"
    if kind in ("INTEGER", "BOOLEAN"):
        return 1 - value if kind == "BOOLEAN" and value is not None else (value or 0) + 1000003
    return f"{value or ''}x"
