"""The recruiter's and the owner's pages, in both languages, through the real navigation."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import texts
from tests.office import RECRUITER, SETTINGS, new_draft, ready_draft, running_campaign, someone, token_in
from tests.teams import enrol, with_account
from tests.views.opened import FILES
from workflows import sitting
from workflows.accounts import my_account, sign_in, staff
from workflows.campaigns import charters, drafts, lifecycle
from workflows.candidates import invitations, monitor

pytestmark = pytest.mark.usefixtures("database")

MAIN = Path(__file__).parents[2] / "views" / "main.py"
both_languages = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture
def be(monkeypatch):
    """Sign somebody in, in a language; None signs out."""

    def become(actor, language="en"):
        acting = actor and dataclasses.replace(actor, language=language)
        monkeypatch.setattr(sign_in, "actor_of", lambda token: acting)
        texts.use(language)
        return acting

    return become


def opened(page=None, **query):
    at = AppTest.from_file(str(MAIN), default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    if page is not None:
        at.switch_page(FILES[page]).run()
    assert not at.exception, at.exception
    return at


def words(at):
    """Return everything the page says, without formatting marks."""
    blocks = (at.title, at.header, at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    said = [element.value for kind in blocks for element in kind]
    said += [element.label for kind in (at.button, at.text_input, at.radio, at.checkbox) for element in kind]
    said += [element.proto.body for element in at.get("html")]
    return re.sub(r"\\", "", "\n".join(said))


def press(at, label):
    """Press the first button with this label."""
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception, at.exception
    return at


def t(key, **values):
    return texts.t(key, **values)


@both_languages
def test_the_first_visit_offers_an_account_and_sample_data(be, language):
    be(None, language)
    at = opened(lang=language)
    said = words(at)
    assert at.title[0].value == t("staff.first.title")
    assert 'action="/auth/first-owner"' in said
    assert 'action="/auth/demo"' in said
    assert said.count('name="code"') == 2


@both_languages
@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("wrong_credentials", "wrong_credentials"),
        ("password_short", "password_short"),
        ("made up", "error"),
        ("candidate_email", "error"),
    ],
)
def test_a_code_in_the_address_becomes_a_sentence(be, language, code, part):
    first_account()
    be(None, language)
    at = opened(lang=language, error=code)
    assert texts.texts(language)[f"staff.errors.{part}"].split("'")[0] in words(at)
    assert 'role="alert"' in words(at)


def first_account():
    code = my_account.first_start_code()
    assert code
    my_account.create_owner(code, "Olga Renn", "olga@example.com", "a sentence to remember", "en")


@both_languages
def test_waiting_after_too_many_attempts_is_told_with_the_hour(be, language):
    first_account()
    be(None, language)
    at = opened(lang=language, error="too_many_attempts", until="20261120T0915")
    assert re.search(r"10[ :\xa0\u202f]*(h[ \xa0\u202f])?15", words(at)), "09:15 UTC is 10:15 in Paris"


@both_languages
def test_sign_in_is_a_plain_form_with_its_labels(be, language):
    first_account()
    be(None, language)
    said = words(opened(lang=language))
    assert 'action="/auth/sign-in"' in said
    assert 'autocomplete="username"' in said
    assert 'autocomplete="current-password"' in said


@both_languages
def test_a_dead_link_to_choose_a_password_says_what_to_do(be, language):
    first_account()
    be(None, language)
    at = opened(lang=language, step="password")
    assert at.title[0].value == t("staff.choose.dead_title")


@both_languages
def test_a_campaign_is_started_from_the_list(be, language):
    actor = be(RECRUITER, language)
    with_account(actor)
    at = opened()
    at.text_input(key="new_title").set_value("Printemps *2027*")
    press(at, t("staff.campaigns.create"))
    (listed,) = lifecycle.campaign_list(actor)
    assert (listed.title, listed.state) == ("Printemps *2027*", "draft")


@both_languages
def test_the_first_step_offers_the_three_example_companies(be, language):
    actor = be(RECRUITER, language)
    campaign_id = new_draft(actor, "Spring")
    at = opened("campaign_edit", id=campaign_id)
    assert "Médiathèque des Tilleuls" in words(at)
    at.button(key="example:tilleuls").click().run()
    assert not at.exception
    assert drafts.draft(actor, campaign_id).charter["company"]["name"] == "Médiathèque des Tilleuls"
    assert t("staff.frame.fictional") in words(at)


@both_languages
def test_a_draft_gets_another_name_and_an_empty_one_is_refused(be, language):
    be(RECRUITER, language)
    campaign_id = ready_draft()
    at = opened("campaign_edit", id=campaign_id)
    at.text_input(key=f"edit_title:{campaign_id}:Spring").set_value("Autumn 2027")
    at = press(at, t("edit.rename.save"))
    assert lifecycle.campaign_of(RECRUITER, campaign_id).title == "Autumn 2027"
    assert at.title[0].value == "Autumn 2027"
    at.text_input(key=f"edit_title:{campaign_id}:Autumn 2027").set_value(" ")
    at = press(at, t("edit.rename.save"))
    assert at.error
    assert lifecycle.campaign_of(RECRUITER, campaign_id).title == "Autumn 2027"


@both_languages
def test_a_rule_changed_is_kept_at_once_and_the_card_follows(be, language):
    actor = be(RECRUITER, language)
    campaign_id = ready_draft()
    at = opened("campaign_edit", id=campaign_id, step="charter")
    key = f"charter:{campaign_id}:0:coverage"
    at.radio(key=key).set_value("business_hours").run()
    assert not at.exception
    assert drafts.draft(actor, campaign_id).charter["coverage"] == "business_hours"
    sentence = charters.choices()["coverage"]["business_hours"]
    assert getattr(sentence, language) in words(at)
    assert t("edit.charter.cautions") in words(at)


@both_languages
def test_locked_rules_are_shown_with_their_reason(be, language):
    be(RECRUITER, language)
    said = words(opened("campaign_edit", id=ready_draft(), step="charter"))
    assert said.count("🔒") == 9
    assert "Sanchez" in said


def test_an_emptied_name_is_kept_and_the_card_says_what_is_missing(be):
    actor = be(RECRUITER)
    campaign_id = ready_draft()
    at = opened("campaign_edit", id=campaign_id, step="charter")
    at.text_input(key=f"charter:{campaign_id}:0:company.name").set_value("").run()
    assert not at.exception
    assert drafts.draft(actor, campaign_id).charter["company"]["name"] == ""
    assert t("edit.charter.incomplete") in words(at)


@pytest.mark.parametrize("name", ["ardeal", "orvanne", "tilleuls"])
def test_opening_the_editor_changes_nothing_in_an_example_charter(be, name):
    actor = be(RECRUITER)
    campaign_id = new_draft(actor, "Spring", charters.example(name))
    opened("campaign_edit", id=campaign_id, step="charter")
    assert drafts.draft(actor, campaign_id).charter == charters.example(name)


@both_languages
def test_the_form_step_shows_coverage_minutes_and_refused_items(be, language):
    actor = be(RECRUITER, language)
    campaign_id = new_draft(actor, "Spring", charters.example("tilleuls"))
    said = words(opened("campaign_edit", id=campaign_id, step="form"))
    assert said.count('role="listitem"') == 10
    assert t("edit.form.refused_hint") in said


def test_picking_by_hand_starts_from_what_was_chosen(be):
    actor = be(RECRUITER)
    campaign_id = ready_draft()
    at = opened("campaign_edit", id=campaign_id, step="form")
    short = drafts.preview(drafts.draft(actor, campaign_id)).chosen
    at.radio(key=f"form_kind:{campaign_id}").set_value("hand").run()
    assert drafts.preview(drafts.draft(actor, campaign_id)).chosen == short
    at.checkbox(key=f"item:{campaign_id}:{short[0]}").set_value(False).run()
    assert not at.exception
    assert drafts.preview(drafts.draft(actor, campaign_id)).chosen == short[1:]


@both_languages
def test_settings_are_kept_as_soon_as_they_are_left(be, language):
    actor = be(RECRUITER, language)
    campaign_id = ready_draft()
    at = opened("campaign_edit", id=campaign_id, step="settings")
    at.text_input(key=f"setting:{campaign_id}:dpo_contact").set_value("delegue@example.com").run()
    at.slider(key=f"setting:{campaign_id}:interpersonal").set_value(70).run()
    assert not at.exception
    kept = drafts.draft(actor, campaign_id).settings
    assert kept["dpo_contact"] == "delegue@example.com"
    assert kept["family_weights"] == {"interpersonal": 0.7, "technical": 0.3}


def test_opening_the_settings_changes_nothing_that_was_settled(be):
    actor = be(RECRUITER)
    campaign_id = ready_draft()
    before = drafts.draft(actor, campaign_id).settings
    opened("campaign_edit", id=campaign_id, step="settings")
    after = drafts.draft(actor, campaign_id).settings
    assert after | {"deadline": before["deadline"]} == before
    assert after["deadline"].startswith(SETTINGS["deadline"])


@both_languages
def test_the_review_lists_what_is_missing(be, language):
    actor = be(RECRUITER, language)
    campaign_id = new_draft(actor, "Spring", charters.example("ardeal"))
    said = words(opened("campaign_edit", id=campaign_id, step="review"))
    for field in ("job_title", "dpo_contact", "controller_name"):
        assert t(f"edit.settings.{field}.label") in said
    assert t("edit.review.publish") not in said


@both_languages
def test_the_review_shows_what_candidates_read_and_publishes(be, language):
    actor = be(RECRUITER, language)
    campaign_id = ready_draft()
    at = opened("campaign_edit", id=campaign_id, step="review")
    said = words(at)
    assert t("candidate.notice.why.text") in said
    assert "12 quai des Tanneurs" in said
    assert at.button(key="publish").disabled
    next(one for one in at.checkbox if one.label == t("edit.review.read")).check().run()
    at.button(key="publish").click().run()
    assert not at.exception
    assert lifecycle.campaign_of(actor, campaign_id).state == "published"


@both_languages
def test_a_published_campaign_can_no_longer_be_edited(be, language):
    be(RECRUITER, language)
    assert t("staff.errors.wrong_state") in words(opened("campaign_edit", id=running_campaign()))


@both_languages
@pytest.mark.parametrize("page", ["campaign", "campaign_edit"])
def test_an_unknown_campaign_is_said_and_leads_back(be, language, page):
    be(RECRUITER, language)
    assert t("staff.errors.unknown_campaign") in words(opened(page, id="nothing"))


@both_languages
def test_one_candidate_is_added_and_the_link_is_shown_once(be, language):
    actor = be(RECRUITER, language)
    campaign_id = running_campaign()
    at = opened("campaign", id=campaign_id, section="invite")
    at.text_input(key="add_name:0").set_value("<b>Ana</b> Sol")
    press(at, t("people.invite.add"))
    assert len(monitor.board(actor, campaign_id).lines) == 1
    assert "/i/" in at.code[0].value
    again = opened("campaign", id=campaign_id, section="invite")
    assert not again.code


@both_languages
def test_a_wrong_address_is_said_and_adds_nobody(be, language):
    actor = be(RECRUITER, language)
    campaign_id = running_campaign()
    at = opened("campaign", id=campaign_id, section="invite")
    at.text_input(key="add_name:0").set_value("Ana")
    at.text_input(key="add_email:0").set_value("nowhere")
    press(at, t("people.invite.add"))
    assert "nowhere" in words(at)
    assert not monitor.board(actor, campaign_id).lines


@both_languages
def test_a_file_is_previewed_row_by_row_and_imported_on_demand(be, language):
    actor = be(RECRUITER, language)
    campaign_id = running_campaign()
    at = opened("campaign", id=campaign_id, section="invite")
    raw = "nom;courriel\nZoé;zoe@example.com\n=1;x@example.com\n".encode("cp1252")
    at.file_uploader[0].upload("people.csv", raw, "text/csv").run()
    assert not at.exception
    said = words(at)
    windows = t("people.imports.encodings.cp1252")
    assert t("people.imports.notes.encoding", value=windows) in said
    assert t("people.imports.accented", names="Zoé") in said
    assert t("people.imports.refused", count=1) in said
    assert not monitor.board(actor, campaign_id).lines
    at.button(key="import_confirm").click().run()
    assert [line.name for line in monitor.board(actor, campaign_id).lines] == ["Zoé"]


@both_languages
def test_the_same_list_again_is_named_and_added_only_where_somebody_says_they_are_others(be, language):
    actor = be(RECRUITER, language)
    campaign_id = running_campaign()
    invitations.add_candidate(actor, campaign_id, name="Ana Sol", email=None, language="fr")
    at = opened("campaign", id=campaign_id, section="invite")
    at.file_uploader[0].upload("people.csv", b"nom\nana SOL\n", "text/csv").run()
    assert t("people.imports.problems.already_named", value="ana SOL") in words(at)
    assert not [one for one in at.button if one.key == "import_confirm"]
    labelled(at.checkbox, t("people.imports.namesakes")).check().run()
    assert not at.exception
    assert t("people.imports.notes.namesakes", value="2 (ana SOL)") in words(at)
    at.button(key="import_confirm").click().run()
    assert {line.name for line in monitor.board(actor, campaign_id).lines} == {"Ana Sol", "ana SOL"}


def labelled(elements, label):
    return next(element for element in elements if element.label == label)


@both_languages
def test_columns_of_a_file_without_known_titles_are_named_by_hand(be, language):
    actor = be(RECRUITER, language)
    campaign_id = running_campaign()
    at = opened("campaign", id=campaign_id, section="invite")
    at.file_uploader[0].upload("people.csv", b"who;where\nAna Sol;ana@example.com\n", "text/csv").run()
    assert t("staff.errors.import_missing_column") in words(at)
    names, emails = (t(f"people.imports.columns.{one}") for one in ("name", "email"))
    assert labelled(at.selectbox, names).options == ["A · who · Ana Sol", "B · where · ana@example.com"]
    labelled(at.button, t("people.imports.columns.read")).click().run()
    assert t("people.imports.columns.no_name") in words(at)
    labelled(at.selectbox, names).set_value(0)
    labelled(at.selectbox, emails).set_value(1)
    labelled(at.button, t("people.imports.columns.read")).click().run()
    assert not at.exception
    at.button(key="import_confirm").click().run()
    (added,) = monitor.board(actor, campaign_id).lines
    assert (added.name, added.email) == ("Ana Sol", "ana@example.com")


@both_languages
def test_a_file_in_an_encoding_nobody_can_tell_is_read_as_chosen(be, language):
    be(RECRUITER, language)
    at = opened("campaign", id=running_campaign(), section="invite")
    raw = "name\nИванов Сергей\nПетрова Анна\n".encode("cp1251")
    at.file_uploader[0].upload("people.csv", raw, "text/csv").run()
    assert t("staff.errors.import_encoding") in words(at)
    labelled(at.selectbox, t("people.imports.columns.encoding")).set_value("cp1251")
    labelled(at.button, t("people.imports.columns.read")).click().run()
    assert not at.exception
    assert t("people.imports.good", count=2) in words(at)


@both_languages
def test_the_monitor_shows_where_people_are_and_lets_nothing_through_unescaped(be, language):
    actor = be(RECRUITER, language)
    campaign_id = running_campaign()
    link = invitations.add_candidate(
        actor, campaign_id, name="<b>Ana</b>", email="ana@example.com", language="fr"
    )
    sitting.enter(token_in(link.address), accepted_language="fr")
    said = words(opened("campaign", id=campaign_id, section="follow"))
    assert "&lt;b&gt;Ana&lt;/b&gt;" in said
    assert t("people.status.opened") in said


@both_languages
def test_one_person_gets_a_new_link_and_more_time(be, language):
    actor = be(RECRUITER, language)
    campaign_id = running_campaign()
    link = invitations.add_candidate(actor, campaign_id, name="Ana", email=None, language="fr")
    at = opened("campaign", id=campaign_id, section="follow")
    at.selectbox(key=f"person:{campaign_id}").set_value(link.candidate_id).run()
    at.button(key=f"renew:{link.candidate_id}").click().run()
    assert not at.exception
    assert at.code[0].value != link.address
    at.button(key=f"extend:{link.candidate_id}").click().run()
    assert monitor.board(actor, campaign_id).lines[0].is_extended


@both_languages
def test_the_form_can_be_tried_out(be, language):
    actor = be(RECRUITER, language)
    campaign_id = running_campaign()
    at = opened("campaign", id=campaign_id, section="try_out")
    at.button(key="try_out_start").click().run()
    assert "/i/" in at.code[0].value
    assert len(monitor.board(actor, campaign_id).try_outs) == 1


@both_languages
def test_campaigns_are_closed_copied_and_deleted_from_the_list(be, language):
    actor = be(RECRUITER, language)
    campaign_id = running_campaign()
    at = opened()
    at.button(key=f"close:{campaign_id}").click().run()
    assert lifecycle.campaign_of(actor, campaign_id).state == "closed"
    at.button(key=f"copy:{campaign_id}").click().run()
    assert len(lifecycle.campaign_list(actor)) == 2
    at.button(key=f"delete:{campaign_id}").click().run()
    assert t("staff.errors.not_confirmed") in words(at)
    at.text_input(key=f"delete_title:{campaign_id}").set_value("Spring").run()
    at.button(key=f"delete:{campaign_id}").click().run()
    assert not at.exception
    assert campaign_id not in {campaign.id for campaign in lifecycle.campaign_list(actor)}


@both_languages
def test_the_owner_adds_a_colleague_and_hands_over_the_link(be, language):
    owner = be(someone("owner"), language)
    at = opened("accounts")
    at.text_input(key="account_name").set_value("Rita Sol")
    at.text_input(key="account_email").set_value("rita@example.com")
    press(at, t("staff.accounts.add"))
    assert "/join/" in at.code[0].value
    assert [account.role for account in staff.all_accounts(owner)] == ["recruiter"]
    assert t("staff.accounts.waiting") in "".join(badge.proto.body for badge in at.get("markdown"))


@both_languages
@pytest.mark.parametrize("role", ["manager", "auditor"])
def test_who_decides_sees_the_list_and_nothing_to_change(be, language, role):
    campaign_id = running_campaign()
    enrol(campaign_id, be(someone(role), language))
    at = opened()
    keys = {button.key for button in at.button if button.key}
    assert f"compare:{campaign_id}" in keys
    assert not any(key.startswith(("follow", "close", "copy", "delete", "prepare")) for key in keys)


@pytest.mark.parametrize("role", ["manager", "auditor", "interviewer", "marker"])
@pytest.mark.parametrize("page", ["campaign", "campaign_edit", "accounts"])
def test_pages_a_role_may_not_see_do_not_exist_for_it(be, role, page):
    be(someone(role))
    at = AppTest.from_file(str(MAIN), default_timeout=60).run()
    with pytest.raises(ValueError, match="page"):
        at.switch_page(FILES[page])
