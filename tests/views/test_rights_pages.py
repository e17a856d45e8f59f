"""The candidate's page about their rights, in both languages, whatever has become of the sitting."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

import texts
from data.common.engine import reading, writing
from data.privacy.requests import requests_by
from data.schema import candidate, invitation
from data.schema_trust import candidate_request
from tests.views import test_sit_pages as sitting_pages
from tests.views.test_sit_pages import TOKEN, invited, page, reach, said, screen  # noqa: F401
from tests.workflows.candidates import change_settings, close
from views.components.chrome import FrameEvent
from workflows import sitting
from workflows.common.clock import utc_now
from workflows.privacy import rights as privacy_rights
from workflows.privacy import self_identification

pytestmark = pytest.mark.usefixtures("database", "invited")

both_languages = pytest.mark.parametrize("language", ["fr", "en"])


def words(key: str, language: str = "fr", **values: object) -> str:
    found = texts.texts("fr" if language == "fr" else "en")[f"rights.{key}"]
    return found.format(**values) if values else found


def rights(language: str = "fr"):
    """Open the page as a link in a mail does."""
    from streamlit.testing.v1 import AppTest

    at = AppTest.from_function(sitting_pages._page, default_timeout=60)
    at.context["locale"] = "fr-FR" if language == "fr" else "en-GB"
    at.query_params["rights"] = "1"
    texts.use(language)
    at.run()
    assert not at.exception, at.exception
    return at


def links(at) -> list[str]:
    return [one.proto.url for one in at.get("link_button")]


@both_languages
@pytest.mark.parametrize("stage", ["language", "scene", "end"])
def test_it_opens_at_every_stage_in_the_persons_language(screen, stage, language):  # noqa: F811
    reach(stage, language)
    language = "fr" if stage == "language" else language  # the invitation's, before anybody has chosen
    at = rights(language)
    assert at.title[0].value == words("page.title", language)
    assert screen.lang == language
    assert "{" not in said(at)
    assert links(at) == ["/rights/archive.zip"]
    at.button(key="rights_back").click().run()
    assert words("page.title", language) not in [one.value for one in at.title]
    assert dict(at.query_params) == {}


@both_languages
def test_a_link_nobody_has_used_asks_for_an_act_before_it_shows_anything(screen, invited, language):  # noqa: F811
    reach("end", language)
    sitting_pages.renewed(invited)
    at = rights(language)
    assert at.title[0].value == sitting_pages.words("door.title", language)
    assert links(at) == []
    at.button(key="door_open").click().run()
    assert at.title[0].value == words("page.title", language)
    assert links(at) == ["/rights/archive.zip"]
    assert words("links.title", language) in [one.value for one in at.subheader]


def test_the_foot_leads_to_it_and_no_secret_stands_in_the_address(screen):  # noqa: F811
    reach("scene")
    at = page()
    screen.asks = FrameEvent("rights")
    at.run()
    assert at.title[0].value == words("page.title")
    assert dict(at.query_params) == {"rights": "1"}


@pytest.mark.parametrize("how", ["withdrawn", "closed", "late"])
def test_rights_outlast_the_sitting(screen, invited, how):  # noqa: F811
    reach("scene")
    if how == "withdrawn":
        sitting.withdraw(TOKEN)
    elif how == "closed":
        close(invited[0])
    else:
        with writing() as c:
            past = utc_now() - dt.timedelta(days=3)
            c.execute(update(candidate).values(deadline_at=past))
            c.execute(update(invitation).values(expires_at=past))
    assert rights().title[0].value == words("page.title")


def test_a_link_that_was_closed_opens_no_rights(screen, invited):  # noqa: F811
    reach("scene")
    with writing() as c:
        c.execute(update(invitation).values(revoked_at=utc_now()))
    at = rights()
    assert words("page.title") not in [one.value for one in at.title]


@both_languages
def test_a_request_is_stored_and_its_answer_is_read_here(screen, invited, language):  # noqa: F811
    reach("end", language)
    at = rights(language)
    at.radio(key="rights_kind").set_value("review").run()
    next(one for one in at.text_area if "rights_text" in (one.key or "")).set_value("Look at S02.")
    next(one for one in at.button if one.label == words("ask.button", language)).click().run()
    assert words("page.sent", language) in [one.value for one in at.success]
    with reading() as c:
        (asked,) = requests_by(c, invited[1])
    assert (asked.kind, asked.text) == ("review", "Look at S02.")
    assert asked.due_at - asked.created_at > dt.timedelta(days=27)
    with writing() as c:
        c.execute(
            update(candidate_request).values(answer="We did.", closed_by="x", closed_at=asked.created_at)
        )
    at.run()
    assert "We did." in [one.value for one in at.text]


def test_a_request_without_words_is_not_sent(screen, invited):  # noqa: F811
    reach("end")
    at = rights()
    next(one for one in at.button if one.label == words("ask.button")).click().run()
    assert [one.value for one in at.warning] == [words("ask.missing")]
    with reading() as c:
        assert requests_by(c, invited[1]) == ()


def test_an_answer_that_is_late_says_where_to_complain(screen, invited):  # noqa: F811
    reach("end")
    privacy_rights.ask(TOKEN, "erase", "")
    with writing() as c:
        c.execute(update(candidate_request).values(due_at=utc_now() - dt.timedelta(days=1)))
    at = rights()
    assert "CNIL" in "".join(one.value for one in at.warning)


def test_agreeing_to_be_kept_and_taking_it_back(screen, invited):  # noqa: F811
    reach("end")
    at = rights()
    at.button(key="longer_yes").click().run()
    kept = privacy_rights.rights_of(TOKEN).agreement
    assert kept is not None
    assert (kept.months, kept.withdrawn_at) == (24, None)
    at.button(key="longer_no").click().run()
    kept = privacy_rights.rights_of(TOKEN).agreement
    assert kept is not None
    assert kept.withdrawn_at is not None
    assert at.button(key="longer_yes")


def test_withdrawing_from_here_asks_twice_as_elsewhere(screen):  # noqa: F811
    reach("end")
    at = rights()
    at.button(key="rights_withdraw").click().run()
    assert sitting.current_state(TOKEN).sitting.withdrawn_at is None
    at.button(key="withdraw_first").click().run()
    at.button(key="withdraw_second").click().run()
    assert sitting.current_state(TOKEN).sitting.withdrawn_at is not None


@both_languages
def test_the_two_questions_are_asked_after_the_end_where_the_campaign_asks(screen, invited, language):  # noqa: F811
    reach("end", language)
    assert words("groups.title", language) not in [one.value for one in page(language).subheader]
    change_settings(invited[0], self_identification=True)
    at = page(language)
    assert words("groups.title", language) in [one.value for one in at.subheader]
    at.radio(key="groups_sex_0").set_value("woman")
    at.button(key="groups_save").click().run()
    with reading() as c:
        assert c.exec_driver_sql("SELECT sex, age_band FROM self_identification").all() == [("woman", None)]
    for drawn in (at, page(language)):
        assert {one.value for one in drawn.radio} == {""}, "what was said is not shown again"
    at.button(key="groups_forget").click().run()
    assert self_identification.given_at(TOKEN) is None
