"""Every deed asks again: who was signed out, disabled or given another role does nothing from an open tab."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.accounts import accounts, sign_ins
from data.audit.log import Wanted, newest_events
from data.common import engine
from domain import ROLES, Role
from errors import RoleChanged, SignInOver
from tests.office import first_owner
from tests.workflows.interviewed import account
from tests.workflows.test_membership import (
    BY_APPOINTMENT,
    ELSEWHERE,
    FUNCTIONS,
    IN_A_CAMPAIGN,
    Deed,
    World,
    outcome,
    real,
)
from tests.workflows.test_membership import world as world
from workflows.accounts import my_account, sign_in, staff
from workflows.campaigns import lifecycle
from workflows.common.access import Actor
from workflows.common.clock import utc_now

ROOT = Path(__file__).parents[2]
PRODUCT = [
    path
    for path in sorted((*ROOT.glob("*.py"), *ROOT.glob("[a-z]*/**/*.py")))
    if path.relative_to(ROOT).parts[0] != "tests"
]
NO_TRANSACTION = {
    "access.has_permission": "the table itself", "access.require_permission": "the table itself",
    "simulated_staff.hold_interviews": "a script of the deeds below",
    "simulated_staff.mark_replies": "a script of the deeds below",
    "documents.offered": "what a law asks for",
    "fresh_links.links_csv": "tested by itself: without a ticket it reads nothing",
    "names.may_see_reveals": "the table itself", "outbox.require_mail": "the table itself and the settings",
    "second_reader.shown": "called with what second_reader.second_look has read, and asks then",
}  # fmt: skip
"""They read and write nothing, or not with any arguments."""
GIVEN: dict[str, dict[str, Any]] = {
    "my_account.speak": {"language": "fr"},
    "my_account.end_others": {"token": None},
    "my_account.my_sessions": {"token": None},
    "second_factor.turn_off": {"password": "x", "code": "000000"},
    "second_factor.turn_on": {"password": "x", "code": "000000"},
    "staff.add_account": {"name": "Bea", "email": "bea@example.com", "role": "marker", "language": "en"},
    "staff.change_role": {"role": "marker"},
}
DEEDS = sorted(set(FUNCTIONS) - set(NO_TRANSACTION))


def deed_of(name: str) -> Deed:
    """Return how a deed is called."""
    return IN_A_CAMPAIGN.get(name, Deed(frozenset(ROLES), GIVEN.get(name, {})))


def role_for(name: str) -> Role:
    """Return a role that may do it."""
    if name in ELSEWHERE:
        return "owner"
    return "marker" if name in BY_APPOINTMENT else min(IN_A_CAMPAIGN[name].may)


def signed_in(actor: Actor, at: dt.datetime | None = None) -> tuple[str, Actor]:
    """Sign somebody in at an instant; return the cookie, and who acts from the page it opens."""
    then = at or utc_now()
    with engine.writing() as c:
        token = sign_in.open_sign_in(c, actor.account_id, then)
        found = sign_ins.signed_in(c, token, then)
    assert found is not None
    one = found.account
    return token, Actor(one.id, one.name, one.email, actor.role, one.language, found.id)


def set_disabled(actor: Actor, at: dt.datetime | None) -> None:
    """Close an account or open it again, and nothing else."""
    with engine.writing() as c:
        accounts.set_disabled(c, actor.account_id, at)


def open_tabs(actor: Actor) -> Iterator[tuple[str, Actor, type[Exception]]]:
    """Yield what a tab holds of somebody that must not act any more, and how it is refused."""
    token, here = signed_in(actor)
    _, others = signed_in(actor)
    sign_in.sign_out(token)
    yield "signed out", here, SignInOver
    yield "too old", signed_in(actor, utc_now() - dt.timedelta(days=400))[1], SignInOver
    yield "never signed in", dataclasses.replace(others, sign_in_id=""), SignInOver
    yield "somebody else's sign-in", dataclasses.replace(others, account_id="owner-1"), SignInOver
    set_disabled(actor, utc_now())
    yield "disabled", others, SignInOver
    set_disabled(actor, None)
    with engine.writing() as c:
        accounts.set_role(c, actor.account_id, "auditor" if actor.role == "marker" else "marker")
    yield "another role", others, RoleChanged
    with engine.writing() as c:
        accounts.set_role(c, actor.account_id, actor.role)


@pytest.mark.parametrize("name", DEEDS)
def test_no_deed_is_done_for_whom_a_page_was_drawn_once(world: World, name: str):
    deed, ids = deed_of(name), real(world, name, deed_of(name))
    for why, actor, refusal in open_tabs(world.members[role_for(name)]):
        found, changed = outcome(name, actor, ids, deed)
        assert isinstance(found, tuple), (why, found)
        assert found[0] is refusal, (why, found)
        assert not changed, why


@pytest.mark.parametrize("name", DEEDS)
def test_every_deed_goes_by_a_sign_in_that_is_open(world: World, name: str):
    deed = deed_of(name)
    _, actor = signed_in(world.members[role_for(name)])
    found, _ = outcome(name, actor, real(world, name, deed), deed)
    assert not (isinstance(found, tuple) and found[:1] in ((SignInOver,), (RoleChanged,))), found


def test_a_ticket_for_links_opens_nothing_once_signed_out(world: World):
    token, actor = signed_in(world.members["recruiter"])
    ticket = FUNCTIONS["fresh_links.keep_links"](actor, world.running["campaign_id"], ())
    sign_in.sign_out(token)
    with pytest.raises(SignInOver):
        FUNCTIONS["fresh_links.links_csv"](actor, ticket)


def done_by(actor: Actor) -> list[str]:
    """Return what the record says somebody did, the first deed first."""
    with engine.reading() as c:
        return [
            newest_event.deed for newest_event in newest_events(c, Wanted(actor=actor.account_id), limit=99)
        ][::-1]


@pytest.fixture
def two_owners(database) -> tuple[Actor, Actor, str]:
    """Two owners with a page each, and the second one's cookie."""
    first = first_owner()
    token, second = signed_in(account("Bo", "owner"))
    return first, second, token


def test_an_owner_who_was_disabled_makes_nobody_an_owner(two_owners):
    first, second, _ = two_owners
    marker = account("Mo", "marker")
    staff.disable_account(first, second.account_id)
    before = done_by(second)
    with pytest.raises(SignInOver):
        staff.change_role(second, marker.account_id, "owner")
    assert done_by(second) == before
    with engine.reading() as c:
        assert accounts.account_by_id(c, marker.account_id).role == "marker"


def test_whoever_lost_a_role_keeps_nothing_of_it_in_an_open_tab(two_owners):
    first, second, _ = two_owners
    staff.change_role(first, second.account_id, "recruiter")
    with pytest.raises(RoleChanged) as refused:
        staff.all_accounts(second)
    assert refused.value.details == {"was": "owner", "role": "recruiter"}
    # Nor is a page good for a role that allows more.
    staff.change_role(first, second.account_id, "owner")
    with pytest.raises(RoleChanged):
        lifecycle.campaign_list(dataclasses.replace(second, role="recruiter"))


def test_signing_out_in_one_tab_ends_the_others(two_owners):
    _, second, token = two_owners
    sign_in.sign_out(token)
    with pytest.raises(SignInOver):
        lifecycle.create_campaign(second, "Spring")
    assert "create_campaign" not in done_by(second)


def test_signing_somebody_out_everywhere_ends_their_tabs(two_owners):
    first, second, _ = two_owners
    staff.sign_out_account(first, second.account_id)
    with pytest.raises(SignInOver):
        my_account.my_sessions(second, None)


def test_signing_in_again_does_not_wake_an_old_tab(two_owners):
    _, second, token = two_owners
    sign_in.sign_out(token)
    _, again = signed_in(second)
    with pytest.raises(SignInOver):
        lifecycle.campaign_list(second)
    assert lifecycle.campaign_list(again) == ()


def test_both_databases_are_asked(any_database):
    first = first_owner()
    _, second = signed_in(account("Bo", "owner"))
    kept = lifecycle.create_campaign(second, "Spring")
    assert [campaign.id for campaign in lifecycle.campaign_list(second)] == [kept]
    staff.disable_account(first, second.account_id)
    for act in (lifecycle.campaign_list, lambda actor: lifecycle.create_campaign(actor, "Autumn")):
        with pytest.raises(SignInOver):
            act(second)


def test_nothing_is_read_or_written_for_an_actor_but_in_their_own_transaction():
    assert [line for path in sorted((ROOT / "workflows").rglob("*.py")) for line in _unasked(path)] == []


def test_only_the_sample_data_act_without_a_sign_in():
    made = {
        (str(path.relative_to(ROOT)), call.func.id)
        for path in PRODUCT
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in ("Actor", "ScriptedActor")
    }
    assert made == {
        ("workflows/accounts/sign_in.py", "Actor"),
        ("workflows/demo/simulated_staff.py", "ScriptedActor"),
        ("workflows/demo/simulated_staff.py", "ScriptedActor"),
    }


Function = ast.FunctionDef | ast.AsyncFunctionDef
OPENS = ("reading", "writing")


def _unasked(path: Path) -> Iterator[str]:
    """Yield where a function that somebody acts in opens a transaction without asking who that is now."""
    if path.name == "transactions.py":
        return
    module = ast.parse(path.read_text("utf-8"))
    functions = [one for one in ast.walk(module) if isinstance(one, Function)]
    plain = {one.name for one in functions if not _actors(one) and any(_opened(one))}
    for function in functions:
        actors = _actors(function)
        for call in (one for one in ast.walk(function) if actors and isinstance(one, ast.Call)):
            named = ast.unparse(call.func)
            asked = [ast.unparse(arg) for arg in call.args][:1]
            if named.endswith(OPENS) and asked not in ([actor] for actor in actors):
                yield f"{path.name}:{call.lineno} opens a transaction for nobody"
            # Nor through a function of the same file that does not know who acts.
            if named in plain:
                yield f"{path.name}:{call.lineno} calls {named}, which asks nobody"


def _actors(function: Function) -> list[str]:
    given = (*function.args.args, *function.args.kwonlyargs)
    return [one.arg for one in given if one.annotation and ast.unparse(one.annotation) == "Actor"]


def _opened(function: Function) -> Iterator[ast.Call]:
    for one in ast.walk(function):
        if isinstance(one, ast.Call) and ast.unparse(one.func).endswith(OPENS):
            yield one
