"""Cases edited in the admin: a hearing is a hearing and a judge has the case, whichever way they were recorded."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.casework import communications, courts, hearings, parties, rulings, time_entries
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.documents import keep_document
from requests_app.casework.rulings import ClaimRuling
from requests_app.models import (
    CourtCase,
    DeterminationOutcome,
    Hearing,
    JournalEntry,
    JudgeAssignment,
    NoteKind,
    Phase,
    TaskCode,
)
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people: Team) -> CourtCase:
    return factories.court_case(people, factories.received_request(people))


def test_a_hearing_entered_in_the_admin_is_among_the_hearings(people: Team, case: CourtCase, staff: Client) -> None:
    forms = {"hearing-TOTAL_FORMS": 0, "hearing-INITIAL_FORMS": 0, "services-TOTAL_FORMS": 0}
    entry = {
        "case": case.pk,
        "title": "Trial on the writ",
        "fact_kind": "writ_trial_set",
        "happened_on": "2027-01-29",
        "happened_precision": "day",
        "particulars": "{}",
        "services-INITIAL_FORMS": 0,
    }
    response = staff.post(reverse("admin:requests_app_milestone_add"), {**entry, **forms})
    assert response.status_code == 302
    found = hearings.hearings_between(people.staff, date(2027, 1, 1), date(2027, 1, 31))
    assert [row.milestone.title for row in found] == ["Trial on the writ"]
    assert JournalEntry.objects.filter(record_type="hearing", verb="set_hearing", by=people.staff).exists()
    hearings.keep_hearings(case=case, by=people.staff)  # again, and nothing more is made
    assert Hearing.objects.count() == 1
    without_a_day = staff.post(reverse("admin:requests_app_milestone_add"), {**entry, **forms, "happened_on": ""})
    assert "This field is required" in without_a_day.content.decode()


def denied_over(people: Team) -> CourtCase:
    """A case over a request that was denied on one ground."""
    request, ground = factories.received_request(people), factories.exemption()
    claim = Claim(exemption=ground, cited_as=ground.citation, records_withheld="One week of reads")
    communications.record_determination(
        request=request,
        paper=Paper(happened_on=MONDAY),
        outcome=DeterminationOutcome.NONE,
        claims=[claim],
        by=people.staff,
        on=TODAY,
    )
    return factories.court_case(people, request)


def test_a_day_and_a_title_corrected_in_the_admin_are_those_of_the_ruling(people: Team, staff: Client) -> None:
    case = denied_over(people)
    order = courts.record_milestone(
        case=case, title="Order", happened_on=date(2026, 11, 2), entry_kind="order", by=people.counsel, on=TODAY
    )
    (claim,) = rulings.claims_at_issue(case)
    rulings.rule_on_claims(entry=order, rulings=[ClaimRuling(claim, "sustained")], by=people.counsel)
    page = reverse("admin:requests_app_milestone_change", args=[order.pk])
    said = {
        "title": "Order after hearing",
        "happened_on": "2026-10-30",
        "happened_precision": "day",
        "entry_kind": "order",
        "particulars": "{}",
        "hearing-TOTAL_FORMS": 0,
        "hearing-INITIAL_FORMS": 0,
        "services-TOTAL_FORMS": 0,
        "services-INITIAL_FORMS": 0,
    }
    assert staff.post(page, said).status_code == 302
    claim.refresh_from_db()
    assert (claim.status, claim.status_on) == ("sustained", date(2026, 10, 30))
    assert claim.status_reason == "Order after hearing (26CV00001)."
    assert claim.steps.get().happened_on == date(2026, 10, 30)


def test_a_judge_assigned_and_corrected_in_the_admin_is_the_judge_of_the_case(
    people: Team, case: CourtCase, staff: Client
) -> None:
    parties.assign_judge(case=case, judge="A. Serano", department="4", from_on=date(2026, 3, 2), by=people.counsel)
    first = JudgeAssignment.objects.get()
    said = {"case": case.pk, "judge": "A. Serrano", "department": "4", "from_on": "2026-03-02", "precision": "day"}
    assert staff.post(reverse("admin:requests_app_judgeassignment_change", args=[first.pk]), said).status_code == 302
    case.refresh_from_db()
    assert case.judge == "A. Serrano"
    new = {"case": case.pk, "judge": "T. Quarles", "department": "82", "from_on": "2026-09-01", "precision": "day"}
    assert staff.post(reverse("admin:requests_app_judgeassignment_add"), new).status_code == 302
    case.refresh_from_db()
    assert (case.judge, case.department) == ("T. Quarles", "82")
    first.refresh_from_db()
    assert first.until_on == date(2026, 8, 31)  # the day before the next one begins


def test_an_open_deadline_is_ended_from_the_case_by_recording_that_it_was_done(
    people: Team, case: CourtCase, staff: Client
) -> None:
    heard = TODAY + timedelta(days=60)
    hearings.set_hearing(
        case=case, title="Demurrer", held_on=heard, fact_kind="hearing_set", by=people.counsel, on=TODAY
    )
    row = case.deadlines.current().get(rule_id="MOT-MOVE")
    place = f"/cases/{case.pk}/milestones/new/?kind=act_done&deadline={row.pk}"
    assert place.replace("&", "&amp;").encode() in staff.get(f"/cases/{case.pk}/").content
    form = staff.get(place).context["form"]
    assert (form["title"].value(), form["of_rule"].value()) == (f"Done: {row.title}", "MOT-MOVE")
    said = {name: form[name].value() or "" for name in ("title", "happened_on", "of_rule", "of_leg", "of_trigger")}
    staff.post(place, said)
    row.refresh_from_db()
    assert (row.is_open, row.met_on) == (False, TODAY)


def test_a_running_timer_shows_on_today_and_on_cases_to_its_person_alone(
    people: Team, case: CourtCase, staff: Client
) -> None:
    time_entries.start_timer(
        matter=people.matter,
        case=case,
        task_code=TaskCode.L120,
        phase=Phase.TRIAL,
        narrative="Marker words",
        issue="",
        by=people.counsel,
        at=clock.now(),
        on=TODAY,
    )
    counsel = Client()
    counsel.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    for place in ("/", f"/cases/{case.pk}/"):
        assert b"Your timer runs since" in counsel.get(place).content
        assert b"Your timer runs since" not in staff.get(place).content
        assert b"Marker words" not in counsel.get(place).content


def test_a_note_is_read_where_it_is_written_on_the_page_of_a_document(people: Team, staff: Client) -> None:
    request = factories.received_request(people)
    document = keep_document(b"plain", file_name="a.txt", title="Words", request=request, by=people.staff)
    staff.post(f"/notes/new/?document={document.pk}", {"words": "Page 3 is missing.", "kind": NoteKind.NOTE})
    assert b"Page 3 is missing." in staff.get(f"/documents/{document.pk}/about/").content


def test_a_request_that_went_out_before_it_is_recorded_here_has_its_own_day(people: Team, staff: Client) -> None:
    agency = factories.agency("Harbor PD")
    said = {"matter": people.matter.pk, "agency": agency.pk, "subject": "Video", "records_sought": "The video."}
    refused = staff.post("/requests/new/", {**said, "drafted_on": "2027-01-04"})
    assert b"is in the future" in refused.content
    staff.post("/requests/new/", {**said, "drafted_on": "2022-01-10"})
    made = people.matter.requests.get(subject="Video")
    staff.post(f"/requests/{made.pk}/receipt/", {"received_on": "2022-01-10", "method": "electronic"})
    assert made.deadlines.current().get(rule_id="CPRA-DET").due_on == date(2022, 1, 20)  # ten days
