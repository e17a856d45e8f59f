"""Settings of every age are read in one place, with one default for each."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tests import office
from workflows.campaigns.campaign_settings import CampaignSettings, new_draft, parse_settings
from workflows.common.stored_settings import ChosenInterview, StoredSettings, read_settings

SETTINGS = office.SETTINGS | {"recruiter_name": "Rita Sol", "recruiter_contact": "rh@example.com"}
NEWER = (
    "time_zone", "authority", "self_identification", "marker_agreement", "second_reader", "interview",
    "blind_names", "places", "languages", "retention_months", "legal_basis", "stage", "ai_assistants",
)  # fmt: skip


@pytest.mark.parametrize("missing", NEWER)
@pytest.mark.parametrize("how", ["absent", "null"])
def test_a_setting_older_campaigns_do_not_have_is_what_publishing_would_have_made_of_it(missing, how):
    old = {name: value for name, value in SETTINGS.items() if name != missing}
    if how == "null":
        old[missing] = None
    assert getattr(read_settings(old), missing) == getattr(parse_settings(old), missing)


def test_what_is_stored_is_what_is_read():
    strict, read = parse_settings(SETTINGS), read_settings(SETTINGS)
    for field in fields(StoredSettings):
        if field.name != "interview":
            assert getattr(read, field.name) == getattr(strict, field.name), field.name
    assert read_settings(strict.model_dump(mode="json")) == read


def test_every_setting_that_is_read_is_one_a_campaign_settles():
    assert {field.name for field in fields(StoredSettings)} <= set(CampaignSettings.model_fields)


def test_a_draft_starts_with_what_a_missing_setting_means():
    assert read_settings({}).time_zone == "Europe/Paris"
    draft = new_draft("", "")
    for field in fields(StoredSettings):
        if field.name != "interview":
            assert getattr(read_settings(draft), field.name) == getattr(read_settings({}), field.name)


def test_nothing_at_all_can_be_read_and_says_nothing_of_its_own():
    read = read_settings({})
    assert (read.job_title, read.controller_name, read.dpo_contact, read.answer_by) == ("", "", "", None)
    assert read.interview is None
    assert read.languages == ("fr", "en")


def test_keys_a_draft_alone_has_and_keys_nobody_knows_any_more_are_passed_over():
    assert read_settings({"form_kind": "hand", "of_long_ago": 1, "places": 3}).places == 3


def test_an_interview_is_read_as_far_as_candidates_are_told():
    chosen = {"questions": [{"id": "Q1"}, {"id": "Q2"}], "counts": "adjusted", "own": []}
    assert read_settings({"interview": chosen}).interview == ChosenInterview(2, "adjusted")
