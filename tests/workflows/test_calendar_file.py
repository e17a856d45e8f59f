"""Calendar files hold to RFC 5545: read back by an independent parser, measured octet by octet."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.campaigns.campaigns import change_campaign
from data.candidates.candidates import change_candidate
from data.common import engine
from errors import InterviewError
from tests.office import RECRUITER
from tests.workflows.interviewed import STARTS, account, interviewing_campaign, plan
from workflows.common.text import strip_control_characters
from workflows.interviews.calendar_file import (
    MAX_OCTETS,
    Event,
    calendar_file,
    calendar_text,
    candidate_calendar_file,
    escaped,
    folded,
    method_of,
)
from workflows.interviews.planning import cancel


def event(**changed) -> Event:
    known = {
        "uid": "1@entregent", "sequence": 0, "starts_at": STARTS, "minutes": 60, "summary": "Post",
        "location": "Room 4", "url": None, "is_cancelled": False, "stamped_at": STARTS,
    }  # fmt: skip
    return Event(**{**known, **changed})


def parsed(content: bytes) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(content)
    assert not calendar.errors
    assert calendar["VERSION"] == "2.0"
    (found,) = calendar.walk("VEVENT")
    assert not found.errors
    # RFC 5546, 3.2.1 and 3.2.5: an appointment is published, or cancelled by its organiser.
    is_off = found["STATUS"] == "CANCELLED"
    assert calendar["METHOD"] == ("CANCEL" if is_off else "PUBLISH")
    assert ("ORGANIZER" in found) == is_off
    return found


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(texts, texts)
def test_any_text_is_read_back_and_no_line_is_too_long(summary, location):
    content = calendar_text(event(summary=summary, location=location))
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= MAX_OCTETS
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    for line in lines:
        line.decode()
    found = parsed(content)
    assert str(found["SUMMARY"]) == strip_control_characters(summary)
    assert str(found.get("LOCATION", "")) == strip_control_characters(location)


@given(texts)
def test_folding_loses_nothing(line):
    parts = list(folded(line))
    assert b"".join([parts[0], *(part[1:] for part in parts[1:])]).decode() == line
    assert all(part.startswith(b" ") for part in parts[1:])


@given(st.text(st.sampled_from("a\\;,\né"), max_size=300), st.integers(0, 80))
def test_folding_splits_no_escape(text, before):
    line = "x" * before + escaped(text)
    for part in list(folded(line))[:-1]:
        at_end = len(part) - len(part.rstrip(b"\\"))
        assert at_end % 2 == 0
    assert b"".join(part.removeprefix(b" ") for part in folded(line)).decode() == line


def test_what_is_called_off_is_cancelled_by_its_organiser():
    content = calendar_text(event(is_cancelled=True, sequence=3, organizer="mailto:jobs@example.org"))
    found = parsed(content)
    assert (found["ORGANIZER"], found["SEQUENCE"]) == ("mailto:jobs@example.org", 3)
    assert method_of(content.decode()) == "CANCEL"
    assert method_of(calendar_text(event(summary="METHOD:CANCEL\nx")).decode()) == "PUBLISH"
    assert parsed(calendar_text(event(is_cancelled=True)))["ORGANIZER"] == "invalid:nomail"


def test_what_has_a_meaning_in_a_calendar_is_escaped():
    # RFC 5545, section 3.3.11; most parsers forgive what this does not.
    assert escaped("a;b,c\\d\r\ne:f") == "a\\;b\\,c\\\\d\\ne:f"


@pytest.mark.parametrize(
    "summary",
    ["Post\r\nATTENDEE:mailto:eve@example.com", "Post\nEND:VEVENT\nBEGIN:VEVENT\nUID:2", "a;b,c\\n:d"],
)
def test_no_text_adds_a_line_to_the_calendar(summary):
    found = parsed(calendar_text(event(summary=summary)))
    assert set(found) == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS",
    }  # fmt: skip


@given(
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 12, 31), timezones=st.timezones()),  # noqa: DTZ001
    st.integers(5, 480),
)
def test_times_are_utc_whatever_the_zone(starts_at, minutes):
    starts_at = starts_at.replace(microsecond=0).astimezone(dt.UTC)
    found = parsed(calendar_text(event(starts_at=starts_at, minutes=minutes)))
    assert found.start == starts_at
    assert found.end - found.start == dt.timedelta(minutes=minutes)
    assert found.start.utcoffset() == dt.timedelta(0)


@pytest.mark.usefixtures("database")
class TestInterviews:
    def test_the_panel_s_file_says_with_whom_and_where(self):
        campaign, ana = interviewing_campaign(), account("Ana")
        interview_id = plan(campaign, ana, place="https://meet.example/a,b;c")
        found = parsed(calendar_file(ana, interview_id))
        assert found["SUMMARY"] == "Community manager, Ardéal · Person 0001"
        assert found["LOCATION"] == found["URL"] == "https://meet.example/a,b;c"
        assert found["UID"] == f"{interview_id}@entregent"
        assert (found.start, found["STATUS"], found["SEQUENCE"]) == (STARTS, "CONFIRMED", 0)
        assert calendar_file(RECRUITER, interview_id)

    def test_the_candidate_s_file_names_nobody(self):
        campaign, ana = interviewing_campaign(), account("Ana")
        content = candidate_calendar_file(RECRUITER, plan(campaign, ana))
        assert parsed(content)["SUMMARY"] == "Community manager · Groupe Ardéal Automobiles"
        for text in (b"Ana", b"panel.example", b"Person", b"ATTENDEE", b"ORGANIZER", b"mailto"):
            assert text not in content

    def test_a_calendar_replaces_what_it_holds(self):
        campaign, ana = interviewing_campaign(), account("Ana")
        interview_id = plan(campaign, ana)
        told = [parsed(calendar_file(ana, interview_id))]
        plan(campaign, ana, place="Room 5")
        told.append(parsed(calendar_file(ana, interview_id)))
        cancel(RECRUITER, interview_id)
        told.append(parsed(calendar_file(ana, interview_id)))
        plan(campaign, ana)
        told.append(parsed(calendar_file(ana, interview_id)))
        assert len({str(one["UID"]) for one in told}) == 1
        assert [one["SEQUENCE"] for one in told] == [0, 1, 2, 3]
        assert [one["STATUS"] for one in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]

    def test_a_name_cannot_break_out_of_its_line(self):
        campaign, ana = interviewing_campaign(), account("Ana")
        interview_id = plan(campaign, ana)
        with engine.writing() as c:
            change_candidate(c, campaign.candidate_ids[0], name="Kim\r\nATTENDEE:mailto:eve@example.com")
            change_campaign(c, campaign.id, title="É" * 160)
        found = parsed(calendar_file(ana, interview_id))
        assert "ATTENDEE" not in found
        assert str(found["SUMMARY"]).startswith("É" * 160)

    def test_without_a_date_there_is_no_file(self):
        campaign, ana = interviewing_campaign(), account("Ana")
        interview_id = plan(campaign, ana, starts_at=None)
        with pytest.raises(InterviewError) as caught:
            calendar_file(ana, interview_id)
        assert caught.value.code == "no_date"

    def test_who_is_not_on_the_panel_gets_none(self):
        campaign, ana, bo = interviewing_campaign(), account("Ana"), account("Bo")
        interview_id = plan(campaign, ana, bo)
        plan(campaign, ana)
        for actor, one in ((bo, interview_id), (account("Cy", "manager"), interview_id), (ana, "guessed")):
            with pytest.raises(InterviewError) as caught:
                calendar_file(actor, one)
            assert caught.value.code == "no_such_interview"
