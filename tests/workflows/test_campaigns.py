"""A campaign is prepared, published, closed, copied and deleted; what is not ready is refused and told."""

from __future__ import annotations

import pytest

from assessments.charter.charter import charter_from
from assessments.content.load import load_bank
from assessments.form.digest import form_sha256
from assessments.form.presets import preset_ids
from data.audit.log import events
from data.common import engine
from errors import (
    CampaignError,
    ContentError,
    DraftChanged,
    NotConfirmed,
    NotReady,
    UnknownCampaign,
    WrongState,
)
from tests.office import NOW, RECRUITER, SETTINGS, new_draft, ready_draft, running_campaign
from workflows.campaigns import charters, drafts, lifecycle
from workflows.candidates import invitations

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


def problems_of(campaign_id):
    with pytest.raises(NotReady) as refused:
        lifecycle.publish(RECRUITER, campaign_id)
    return {(problem.code, problem.field) for problem in refused.value.details["problems"]}


def test_publishing_freezes_form_settings_and_deadline():
    campaign_id = running_campaign()
    published = lifecycle.campaign_of(RECRUITER, campaign_id)
    form = lifecycle.campaign_form(RECRUITER, published)
    assert published.state == "published"
    assert form["sha256"] == form_sha256(form)
    assert published.item_ids == [item["id"] for item in form["items"]]
    # 18:00 in Paris in winter
    assert published.deadline_at.isoformat() == "2027-01-31T17:00:00+00:00"
    with pytest.raises(WrongState):
        drafts.save_settings(RECRUITER, campaign_id, {"places": 9})


def test_a_campaign_has_the_standard_form_unless_another_is_chosen():
    campaign = lifecycle.campaign_of(RECRUITER, running_campaign())
    asked = [item["id"] for item in lifecycle.campaign_form(RECRUITER, campaign)["items"]]
    assert asked == list(preset_ids("standard", load_bank(), charter_from(campaign.charter)))


def test_the_weights_settled_are_those_of_the_form():
    campaign_id = ready_draft()
    drafts.save_settings(RECRUITER, campaign_id, {"family_weights": {"interpersonal": 0.7, "technical": 0.3}})
    lifecycle.publish(RECRUITER, campaign_id)
    form = lifecycle.campaign_form(RECRUITER, lifecycle.campaign_of(RECRUITER, campaign_id))
    assert form["families"] == {"interpersonal": 0.7, "technical": 0.3}


def test_an_empty_draft_is_refused_with_everything_that_is_missing():
    found = problems_of(new_draft(RECRUITER, "Empty"))
    assert ("charter_incomplete", "charter") in found
    assert {field for code, field in found if code == "missing"} == {
        "job_title", "deadline", "answer_by", "controller_name", "controller_address", "dpo_contact",
        "accommodation_contact",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"family_weights": {"interpersonal": 0.5, "technical": 0.5}},
            ("interpersonal_floor", "family_weights"),
        ),
        ({"family_weights": {"interpersonal": 0.8, "technical": 0.3}}, ("family_sum", "family_weights")),
        ({"deadline": "2026-11-20T09:00"}, ("deadline_past", "deadline")),
        ({"answer_by": "2027-01-30"}, ("answer_before_deadline", "answer_by")),
        ({"time_zone": "Europe/Atlantis"}, ("time_zone", "time_zone")),
        ({"places": 0}, ("invalid", "places")),
        ({"languages": []}, ("invalid", "languages")),
        ({"retention_months": 25}, ("invalid", "retention_months")),
        ({"controller_name": " "}, ("missing", "controller_name")),
        ({"dpo_contact": None}, ("missing", "dpo_contact")),
        ({"legal_basis": "because"}, ("invalid", "legal_basis")),
        ({"deadline": "2027-01-31T18:00+01:00"}, ("deadline_zone", "deadline")),
        ({"surprise": 1}, ("invalid", "surprise")),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value[0],
)
def test_each_mistake_in_the_settings_is_named(change, expected):
    campaign_id = ready_draft()
    drafts.save_settings(RECRUITER, campaign_id, change)
    assert expected in problems_of(campaign_id)


def test_a_family_that_counts_needs_an_element():
    campaign_id = ready_draft()
    drafts.choose_items(RECRUITER, campaign_id, "hand", ["S03", "S06", "S14"])
    assert ("no_technical_element", "items") in problems_of(campaign_id)


def test_one_to_three_rate_each_items_are_refused():
    campaign_id = ready_draft()
    shown = drafts.preview(drafts.draft(RECRUITER, campaign_id))
    rated = [item.id for item in shown.choices if item.format == "rate_each"]
    others = [item.id for item in shown.choices if item.format != "rate_each"]
    drafts.choose_items(RECRUITER, campaign_id, "hand", [*others, *rated[:2]])
    assert ("rate_each_too_few", "items") in problems_of(campaign_id)


def test_no_item_at_all_is_refused():
    campaign_id = ready_draft()
    drafts.choose_items(RECRUITER, campaign_id, "hand", [])
    assert ("form_empty", "items") in problems_of(campaign_id)


def test_an_incomplete_charter_is_kept_and_refused_at_publication():
    campaign_id = ready_draft()
    broken = charters.with_value(charters.example("ardeal"), "company.name", "")
    drafts.save_charter(RECRUITER, campaign_id, broken)
    assert drafts.draft(RECRUITER, campaign_id).charter["company"]["name"] == ""
    assert charters.view(broken).wrong_fields == ("company.name",)
    assert ("charter_incomplete", "charter") in problems_of(campaign_id)


def test_a_locked_field_cannot_be_changed_by_any_way_in():
    changed = charters.with_value(charters.example("ardeal"), "moderation.hate", "keep")
    assert charters.view(changed).card == ()


def test_the_campaign_is_fictional_while_it_names_an_example_company():
    campaign_id = ready_draft()
    assert drafts.draft(RECRUITER, campaign_id).is_fictional
    own = charters.with_value(charters.example("ardeal"), "company.name", "Maison Verne")
    drafts.save_charter(RECRUITER, campaign_id, own)
    assert not drafts.draft(RECRUITER, campaign_id).is_fictional


def test_every_closed_field_of_the_charter_can_be_chosen_in_words():
    said = charters.choices()
    assert said["info.prices_offers"]["internal"].fr == "Reste en interne"
    assert set(said["publish_ceiling"]) == {0, 1, 2, 3, 4}
    for path, values in said.items():
        for value in values:
            kept = [value] if path == "private_channel.may_ask" else value
            assert charters.view(charters.with_value(charters.example("ardeal"), path, kept)).card, (
                path,
                value,
            )


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b"company: [", "not readable as YAML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"just words", "expected fields"),
        (b"company: {name: A}\nhumour: free\n", "humour"),
        (b"!!python/object/apply:os.system ['true']", "not readable as YAML"),
        (b"moderation: {hate: keep}\n", "locked"),
        (b"x: " + b"y" * 500_000, "at most"),
    ],
    ids=["broken", "encoding", "no mapping", "unknown field", "code", "locked", "too long"],
)
def test_an_uploaded_charter_that_cannot_be_used_says_why(raw, part):
    with pytest.raises(ContentError, match=part) as refused:
        charters.from_upload("../our charter.yaml", raw)
    assert "/tmp" not in str(refused.value)


def test_a_campaign_runs_closes_reopens_and_is_archived():
    campaign_id = running_campaign()
    for deed, state in (
        (lifecycle.close, "closed"),
        (lifecycle.reopen, "published"),
        (lifecycle.close, "closed"),
        (lifecycle.archive, "archived"),
    ):
        deed(RECRUITER, campaign_id)
        assert lifecycle.campaign_of(RECRUITER, campaign_id).state == state
    with pytest.raises(WrongState):
        lifecycle.archive(RECRUITER, campaign_id)


def test_a_copy_is_a_draft_without_dates_and_candidates_and_can_be_published():
    source = running_campaign()
    invitations.add_candidate(RECRUITER, source, name="Ana", email="ana@example.com", language="fr")
    copied = lifecycle.copy(RECRUITER, source, "Autumn")
    draft = drafts.draft(RECRUITER, copied)
    assert "deadline" not in draft.settings
    invited = {campaign.id: campaign.counts.invited for campaign in lifecycle.campaign_list(RECRUITER)}
    assert invited == {source: 1, copied: 0}
    drafts.save_settings(RECRUITER, copied, {name: SETTINGS[name] for name in ("deadline", "answer_by")})
    lifecycle.publish(RECRUITER, copied)
    forms = {lifecycle.campaign_of(RECRUITER, campaign_id).form_id for campaign_id in (source, copied)}
    assert len(forms) == 1, "the same bank, charter and choices give the same form, stored once"


def test_deleting_needs_the_title_and_takes_everybody_along():
    campaign_id = running_campaign()
    invitations.add_candidate(RECRUITER, campaign_id, name="Ana", email="ana@example.com", language="fr")
    with pytest.raises(WrongState):
        lifecycle.delete(RECRUITER, campaign_id, "Spring")
    lifecycle.close(RECRUITER, campaign_id)
    with pytest.raises(NotConfirmed):
        lifecycle.delete(RECRUITER, campaign_id, "spring")
    lifecycle.delete(RECRUITER, campaign_id, " Spring ")
    with pytest.raises(UnknownCampaign):
        lifecycle.campaign_of(RECRUITER, campaign_id)
    with engine.reading() as c:
        kept = {event.deed: event.details for event in events(c, campaign_id=campaign_id)}
    assert kept["delete_campaign"] == {"n_candidates": 1}


def test_a_draft_changed_during_publication_is_not_published_unseen(monkeypatch):
    campaign_id = ready_draft()

    def meanwhile(draft):
        drafts.save_settings(RECRUITER, campaign_id, {"places": 5})
        return drafts.preview(draft)

    monkeypatch.setattr(lifecycle, "preview", meanwhile)
    with pytest.raises(DraftChanged):
        lifecycle.publish(RECRUITER, campaign_id)
    assert lifecycle.campaign_of(RECRUITER, campaign_id).state == "draft"


@pytest.mark.parametrize("title", ["", "   ", "x" * 161])
def test_a_title_is_neither_empty_nor_endless(title):
    with pytest.raises(CampaignError):
        new_draft(RECRUITER, title)


def test_a_draft_too_long_to_be_honest_is_refused():
    with pytest.raises(CampaignError):
        drafts.save_settings(RECRUITER, ready_draft(), {"job_title": "x" * 300_000})
