import pytest

from assessments.charter.card import charter_card, is_told, printed_fields
from assessments.charter.charter import cautions, charter_from, locks, plain_charter
from assessments.content.load import example_charters, load_bank, load_charter
from errors import ContentError
from tests.assessments.scenes import ardeal


def changed(**changes):
    data = plain_charter(ardeal())
    for path, value in changes.items():
        *way, last = path.split("__")
        place = data
        for step in way:
            place = place[step]
        place[last] = value
    return data


@pytest.mark.parametrize("name", example_charters())
def test_plain_data_read_back_are_the_same_charter(name):
    charter = load_charter(name)
    assert charter_from(plain_charter(charter)) == charter


@pytest.mark.parametrize("field", sorted(locks()))
def test_a_locked_field_takes_no_other_value_and_says_why(field):
    lock = locks()[field]
    other = (not lock.value) if isinstance(lock.value, bool) else "public"
    with pytest.raises(ContentError) as caught:
        charter_from(changed(**{field.replace(".", "__"): other}))
    message = str(caught.value)
    assert field in message
    assert "locked" in message
    assert lock.why.en in message


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"coverage": "weekdays"}, ("coverage", "'weekdays'", "'24_7'"), id="unknown-value"),
        pytest.param(
            {"response_target_public": 5}, ("response_target_public", "got 5", "15"), id="too-short"
        ),
        pytest.param(
            {"photo_consent": "none"}, ("photo_consent", "'none'", "'written_each_use'"), id="rule-4"
        ),
        pytest.param({"tone__humor": "none"}, ("tone.humor", "'humour'"), id="typing-slip"),
        pytest.param({"escalation": []}, ("escalation",), id="nobody-to-call"),
        pytest.param({"goodwill_limit_eur": -1}, ("goodwill_limit_eur",), id="negative"),
    ],
)
def test_a_wrong_value_is_told_with_field_value_and_allowed_ones(changes, told):
    with pytest.raises(ContentError) as caught:
        charter_from(changed(**changes))
    assert all(part in str(caught.value) for part in told), caught.value


def test_a_domain_has_one_contact():
    data = changed()
    data["escalation"].append(data["escalation"][0])
    with pytest.raises(ContentError, match="after_sales twice"):
        charter_from(data)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"employer_mention": "forbidden"}, "employer_mention"),
        ({"coverage": "business_hours"}, "coverage"),
        ({"off_hours_owner": "none"}, "off_hours_owner"),
        ({"off_hours_owner": "duty_roster"}, "off_hours_owner"),
        ({"role_model": "add_on"}, "role_model"),
        ({"publish_ceiling": 0}, "publish_ceiling"),
        ({"photo_consent_minors": False}, "photo_consent_minors"),
    ],
)
def test_what_is_at_odds_with_the_note_or_the_law_is_cautioned(changes, field):
    assert field in [caution.field for caution in cautions(charter_from(changed(**changes)))]


def test_a_contact_without_backup_is_cautioned():
    data = changed()
    data["escalation"][5]["backup"] = None
    assert "escalation.press" in [caution.field for caution in cautions(charter_from(data))]


def fields_of(data, path=""):
    for name, value in data.items():
        here = f"{path}{name}"
        if isinstance(value, dict) and set(value) != {"en", "fr"}:
            yield from fields_of(value, f"{here}.")
        else:
            yield here


# Who recruits is the page's own head; lexicon and footer fields are not rules.
NOT_RULES = {"company", "brand_lexicon", "jurisdiction", "approved_by", "date", "escalation", "version"}


@pytest.mark.parametrize("name", example_charters())
def test_the_card_tells_every_rule(name):
    charter = load_charter(name)
    printed = printed_fields(charter_card(charter))
    rules = {field for field in fields_of(plain_charter(charter)) if field.split(".")[0] not in NOT_RULES}
    silent = {field for field in rules if not is_told(field, printed)}
    # Without a duty roster there is no delay to tell; without loans no loan records.
    assert silent <= {"duty_delay_min", "info.loan_data", "workload"}


@pytest.mark.parametrize("name", example_charters())
def test_every_contact_is_on_the_card(name):
    charter = load_charter(name)
    printed = printed_fields(charter_card(charter))
    assert {f"escalation.{contact.domain}" for contact in charter.escalation} <= printed
    assert len(charter.escalation) == 8


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("employer_mention", ["forbidden", "allowed_with_disclaimer", "encouraged"]),
        ("photo_consent", ["written_each_use", "written_time_limited", "no_identifiable_people"]),
        ("coverage", ["business_hours", "extended_7d", "24_7"]),
        ("off_hours_owner", ["duty_roster", "agency", "auto_ack", "none"]),
        ("role_model", ["dedicated_team", "dedicated_single", "add_on"]),
        ("publish_ceiling", [0, 1, 2, 3, 4]),
        ("ai_assist", ["forbidden", "draft_human_sends", "auto_ack_disclosed"]),
        ("crisis_freeze", ["manual", "auto"]),
        ("neutrality", ["standard", "public_service"]),
        ("tone__reply_language", ["writer_if_possible", "house_language", "house_and_writer"]),
        ("tone__address", ["vous", "tu", "mirror"]),
        ("tone__humour", ["none", "light", "free"]),
        ("info__strategy", ["public", "public_once_confirmed", "internal", "confidential"]),
        ("moderation__spam", ["keep", "warn_first", "hide", "hide_and_escalate"]),
        ("jurisdiction", ["FR", "EU", "UK", "US"]),
    ],
)
def test_every_value_of_the_charter_has_words_in_both_languages(field, values):
    for value in values:
        card = charter_card(charter_from(changed(**{field: value})))
        assert all(line.text.en and line.text.fr for group in card for line in group.lines)


def test_every_word_of_every_lexicon_exists_in_all_of_them():
    words = [set(lexicon.words) for lexicon in load_bank().lexicons.values()]
    assert all(word == words[0] for word in words)
