"""Agreement, severity and progress of markers, each told to those it concerns."""

from __future__ import annotations

import math

import pytest

from errors import AccessError, MarkingError
from tests.builders import AUDITOR, INTERVIEWER, MANAGER
from tests.office import RECRUITER
from tests.workflows.marked import O8, account, appointed, give, hold, mark_all, waiting_campaign
from workflows.marking import marker_agreement, markers, second_reader
from workflows.marking.markers import appoint, dismiss, eligible
from workflows.marking.markers import appointed as markers_of


def marked_twice(campaign):
    """Let Bo mark one point higher than Ana, on every dimension of every reply but one."""
    ana, bo = appointed(campaign, "Ana", "Bo")
    for at in range(4):
        held = hold(ana, campaign)
        give(ana, campaign, held.code, at % 4)
        given = [at % 4 + (name < 3 and at > 0) for name in range(5)]
        give(bo, campaign, hold(bo, campaign).code, *given)
    return ana, bo


def test_agreement_is_told_by_dimension_with_its_counts(database):
    campaign = waiting_campaign(4).id
    marked_twice(campaign)
    agreement, other = marker_agreement.agreement(AUDITOR, campaign)
    assert [name for name, _ in agreement.dimensions] == ["E", "A", "T", "C", "N"]
    assert list(agreement.report) == ["E", "A", "T", "C", "N", "total"]
    assert (agreement.n_twice, agreement.n_third, agreement.report["E"].n) == (4, 0, 4)
    assert agreement.report["E"].exact.value == 0.25
    assert agreement.report["N"].exact.value == 1
    assert agreement.report["E"].adjacent.value == 1
    assert agreement.report["E"].exact.ci_low < 0.25 < agreement.report["E"].exact.ci_high
    assert math.isnan(other.report["total"].exact.value), "nothing marked is not zero agreement"


def test_a_third_mark_is_no_evidence_of_agreement(database):
    campaign = waiting_campaign(2).id
    ana, bo, cy = appointed(campaign, "Ana", "Bo", "Cy")
    mark_all(ana, campaign, 1)
    mark_all(bo, campaign, 4)
    before = marker_agreement.agreement(RECRUITER, campaign)[0]
    assert mark_all(cy, campaign, 1) == 2
    after = marker_agreement.agreement(RECRUITER, campaign)[0]
    assert (before.n_third, after.n_third) == (0, 2)
    assert after.report["E"].exact == before.report["E"].exact


def test_severity_is_told_to_recruiters_of_all_and_to_markers_of_themselves(database):
    campaign = waiting_campaign(4).id
    ana, _ = marked_twice(campaign)
    by_name = {severity.name: severity for severity in marker_agreement.severities(RECRUITER, campaign)}
    assert by_name["Ana"].by_dimension["E"].value == -0.75
    assert by_name["Bo"].by_dimension["total"].value == 2.25
    assert by_name["Ana"].by_dimension["N"].value == 0
    (own,) = marker_agreement.my_severity(ana, campaign)
    assert (own.name, own.by_dimension) == ("Ana", by_name["Ana"].by_dimension)
    for actor in (ana, MANAGER, AUDITOR):
        with pytest.raises(AccessError):
            marker_agreement.severities(actor, campaign)
    with pytest.raises(AccessError):
        marker_agreement.agreement(ana, campaign)
    with pytest.raises(MarkingError):
        marker_agreement.my_severity(account("Sly"), campaign)


def test_managers_learn_no_marker_from_agreement_and_progress(database):
    campaign = waiting_campaign(4).id
    people = marked_twice(campaign)
    shown = repr((marker_agreement.agreement(MANAGER, campaign), markers.progress(MANAGER, campaign)))
    for person in people:
        assert person.name not in shown
        assert person.account_id not in shown


def test_progress_says_what_stands_in_the_way(database):
    campaign = waiting_campaign(3).id
    (ana,) = appointed(campaign, "Ana")
    alone = markers.progress(RECRUITER, campaign)[0]
    assert (alone.n_replies, alone.n_unmarked, alone.n_trained, alone.lacks_markers) == (3, 3, 1, True)
    (bo,) = appointed(campaign, "Bo")
    give(ana, campaign, hold(ana, campaign).code, 1)
    give(ana, campaign, hold(ana, campaign).code, 3)
    give(bo, campaign, hold(bo, campaign).code, 3)
    give(bo, campaign, hold(bo, campaign).code, 3)
    here = markers.progress(MANAGER, campaign)[0]
    assert (here.n_unmarked, here.n_marked_once, here.n_awaiting_third, here.n_settled) == (1, 0, 1, 1)
    assert (here.lacks_markers, here.lacks_third) == (False, True)
    appointed(campaign, "Cy", trained=False)
    assert markers.progress(RECRUITER, campaign)[0].lacks_third
    appointed(campaign, "Di")
    assert not markers.progress(RECRUITER, campaign)[0].lacks_third
    with pytest.raises(AccessError):
        markers.progress(INTERVIEWER, campaign)


def test_a_recruiter_appoints_whose_role_marks(database):
    campaign = waiting_campaign(1).id
    ana, boss = account("Ana"), account("Mara", "manager")
    assert [one.name for one in eligible(RECRUITER, campaign)] == ["Ana", RECRUITER.name]
    appoint(RECRUITER, campaign, ana.account_id)
    appoint(RECRUITER, campaign, ana.account_id)
    assert [one.name for one in eligible(RECRUITER, campaign)] == [RECRUITER.name]
    (here,) = markers_of(RECRUITER, campaign)
    assert (here.name, here.trained, here.to_train, here.n_marked) == ("Ana", (), ("O8", "O9"), 0)
    for wrong in (boss.account_id, "nobody"):
        with pytest.raises(MarkingError) as caught:
            appoint(RECRUITER, campaign, wrong)
        assert caught.value.code == "not_a_marker"
    for actor in (ana, boss, AUDITOR):
        for deed in (appoint, dismiss):
            with pytest.raises(AccessError):
                deed(actor, campaign, ana.account_id)
        for look in (markers_of, eligible, second_reader.readings, second_reader.second_look):
            with pytest.raises(AccessError):
                look(actor, campaign)


def test_the_second_reader_is_off_unless_settled_otherwise(database):
    campaign = waiting_campaign(2).id
    ana, bo = appointed(campaign, "Ana", "Bo")
    for actor in (ana, bo):
        mark_all(actor, campaign, 3)
    assert second_reader.readings(RECRUITER, campaign) == ()
    assert second_reader.second_look(RECRUITER, campaign) == ()
    switched_on = waiting_campaign(2, second_reader=True).id
    found = second_reader.readings(RECRUITER, switched_on)
    assert [(one.item_id, one.may_show) for one in found] == [(O8, False), ("O9", False)]
