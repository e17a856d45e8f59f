"""Step 2 and the review say what will tell candidates apart, in both languages."""

import dataclasses
import re

import pytest

import texts
from tests.office import RECRUITER, ready_draft
from tests.views.test_recruiter import opened, words
from workflows.accounts import sign_in
from workflows.campaigns import drafts

pytestmark = pytest.mark.usefixtures("database")

both_languages = pytest.mark.parametrize("language", ["fr", "en"])
LINE = {
    "en": r"About \*\*(\d+)%\*\* of what will .* \((\d+)% to (\d+)%\); its weight is 80%",
    "fr": r"Environ \*\*(\d+) %\*\* de ce qui .* \(de (\d+) % à (\d+) %\) ; son poids est de 80 %",
}


def draft_seen_in(language, monkeypatch):
    monkeypatch.setattr(sign_in, "actor_of", lambda token: dataclasses.replace(RECRUITER, language=language))
    texts.use(language)
    return ready_draft()


@both_languages
@pytest.mark.parametrize("step", ["form", "review"])
def test_the_expected_share_stands_beside_the_weight(monkeypatch, language, step):
    campaign_id = draft_seen_in(language, monkeypatch)
    said = re.sub(r"[\u00a0\u202f]", " ", words(opened("campaign_edit", id=campaign_id, step=step)))
    middle, low, high = map(int, re.search(LINE[language], said).groups())
    assert 75 <= low <= middle <= high <= 95
    assert "simulation" in said.lower()
    assert texts.t("edit.form.formats.open_reply") in said


@both_languages
def test_a_form_that_falls_short_is_told_what_to_do(monkeypatch, language):
    campaign_id = draft_seen_in(language, monkeypatch)
    drafts.choose_items(RECRUITER, campaign_id, "hand", ["O1", "O2", "S27"])
    weights = {"interpersonal": 0.7, "technical": 0.3}
    drafts.save_settings(RECRUITER, campaign_id, {"family_weights": weights})
    for step in ("form", "review"):
        at = opened("campaign_edit", id=campaign_id, step=step)
        told = "\n".join(one.value for one in at.warning)
        assert re.search(r"\b[34]\d.?%", told), told
        assert ("étape 2" if language == "fr" else "step 2") in told
