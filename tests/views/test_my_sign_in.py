"""The page on which everybody sees their sign-ins and turns a second factor on and off, in both languages."""

from __future__ import annotations

import pyotp
import pytest

import texts
from errors import CodeNeeded
from tests.office import PASSWORD, first_owner
from tests.views.test_recruiter import opened, press, t, words
from views.common import session
from workflows.accounts import second_factor, sign_in
from workflows.common.clock import utc_now

pytestmark = pytest.mark.usefixtures("database")
both_languages = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture
def owner(be):
    def become(language):
        someone = first_owner(language=language)
        be(someone, language)
        return someone

    return become


def typed(at, label, text):
    next(field for field in at.text_input if field.label == label).set_value(text).run()


@both_languages
def test_a_second_factor_is_set_up_shown_once_and_turned_off(owner, language):
    actor = owner(language)
    at = press(opened("my_sign_in"), t("sign_in.factor.begin"))
    said = words(at)
    assert '<img src="data:image/svg+xml' in said
    assert "<svg" not in said, "Streamlit drops it"
    secret = at.code[0].value.replace(" ", "")
    typed(at, t("sign_in.factor.confirm"), "000000")
    press(at, t("sign_in.factor.turn_on"))
    assert t("staff.errors.wrong_password") in words(at)
    typed(at, t("sign_in.factor.password"), PASSWORD)
    press(at, t("sign_in.factor.turn_on"))
    assert t("staff.errors.wrong_code") in words(at)
    typed(at, t("sign_in.factor.confirm"), pyotp.TOTP(secret).at(utc_now()))
    press(at, t("sign_in.factor.turn_on"))
    codes = at.code[0].value.split()
    assert len(codes) == 8
    press(at, t("sign_in.factor.codes_done"))
    assert t("sign_in.factor.left", count=8) in words(at)
    assert codes[0] not in words(at)
    typed(at, t("sign_in.factor.password"), PASSWORD)
    typed(at, t("sign_in.factor.code"), codes[0])
    press(at, t("sign_in.factor.turn_off"))
    assert t("sign_in.factor.off") in words(at)
    assert second_factor.codes_left(actor) is None


@both_languages
def test_signing_out_everywhere_else_says_how_many(owner, language, monkeypatch):
    owner(language)
    here = sign_in.sign_in("olga@example.com", PASSWORD)
    monkeypatch.setattr(session, "sign_in_token", lambda: here)
    at = opened("my_sign_in")
    assert t("sign_in.me.kept") in words(at)
    press(at, t("sign_in.me.end_others"))
    assert t("sign_in.me.ended", count=1) in words(at)
    assert t("sign_in.me.alone") in words(at)


@both_languages
def test_the_question_for_a_code_is_asked_of_whoever_gave_the_password(owner, language, monkeypatch):
    actor = owner(language)
    secret = second_factor.propose(actor).secret
    second_factor.turn_on(actor, PASSWORD, pyotp.TOTP(secret).at(utc_now()))
    monkeypatch.setattr(sign_in, "actor_of", lambda token: None)
    late = opened(step="code", lang=language)
    assert t("staff.errors.code_too_late") in words(late)
    assert 'action="/auth/code"' not in words(late)
    with pytest.raises(CodeNeeded) as asked:
        sign_in.sign_in("olga@example.com", PASSWORD)
    monkeypatch.setattr(session, "_cookie", lambda name: asked.value.half_open)
    at = opened(step="code", lang=language, error="wrong_code")
    assert 'action="/auth/code"' in words(at)
    assert texts.texts(language)["staff.errors.wrong_code"].split("'")[0] in words(at)


def test_an_owner_sees_and_takes_away_a_second_factor(owner):
    actor = owner("en")
    second_factor.turn_on(actor, PASSWORD, pyotp.TOTP(second_factor.propose(actor).secret).at(utc_now()))
    at = opened("accounts")
    assert t("staff.accounts.reset_factor_hint") in words(at)
    press(at, t("staff.accounts.reset_factor"))
    assert second_factor.codes_left(actor) is None
    assert t("staff.accounts.reset_factor_hint") not in words(at)
