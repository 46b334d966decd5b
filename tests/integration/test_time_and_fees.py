"""Time to the tenth, rates by the year, costs with receipts, and what a fee motion attaches."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import costs, courts, fee_exhibits, rates, time_entries
from requests_app.casework.lodestar import Lodestar, lodestar
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import Cost, HourlyRate, JournalEntry, Phase, TaskCode, TimeEntry, User
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 10, 5, 16, 0, tzinfo=UTC)  # nine in the morning in California
SECRET = "zebrafinch"


@pytest.fixture
def people() -> Team:
    return factories.team()


def worked(people: Team, tenths: int, **more: Any) -> TimeEntry:
    values: dict[str, Any] = {
        "worked_on": MONDAY,
        "task_code": TaskCode.L210,
        "phase": Phase.TRIAL,
        "narrative": "Drafted the petition.",
        "by": people.counsel,
        "on": TODAY,
    }
    return time_entries.record_time(matter=people.matter, tenths=tenths, **(values | more))


def rate(people: Team, person: User, hour_cents: int, year: int = 2026) -> HourlyRate:
    return rates.set_rate(
        person=person, year=year, hour_cents=hour_cents, position="Attorney", source="Survey", by=people.counsel
    )


def found(people: Team) -> Lodestar:
    return lodestar(visible(people.counsel, TimeEntry.objects.all()).select_related("person"), user=people.counsel)


def test_the_lodestar_is_exact_and_uses_the_rate_of_the_year(people: Team) -> None:
    rate(people, people.counsel, 51_750)
    rate(people, people.counsel, 49_000, year=2025)
    rate(people, people.staff, 18_510)
    worked(people, 13)  # 1.3 h at $517.50 is $672.75
    worked(people, 7, worked_on=date(2025, 12, 31), phase=Phase.REQUEST, issue="Fees")  # 0.7 h at $490 is $343.00
    worked(people, 1, person=people.staff, task_code=TaskCode.L140)  # 0.1 h at $185.10 is $18.51
    result = found(people)
    assert result.total.amount_cents == 67_275 + 34_300 + 1_851
    assert result.total.charged_tenths == 21
    assert [
        (line.label, line.rate.hour_cents if line.rate else 0, line.amount_cents) for line in result.by_person
    ] == [
        ("Jonah", 49_000, 34_300),
        ("Jonah", 51_750, 67_275),
        ("Mara", 18_510, 1_851),
    ]
    assert [(line.label, line.amount_cents) for line in result.by_phase] == [
        ("Before suit", 34_300),
        ("Superior Court", 69_126),
    ]
    assert [line.label for line in result.by_issue] == ["Fees", "No issue named"]
    assert [(line.label, line.charged_tenths) for line in result.by_task] == [
        ("L140 Document and file management", 1),
        ("L210 Pleadings", 20),
    ]


def test_billing_judgment_takes_time_out_of_the_amount_and_shows_it(people: Team) -> None:
    rate(people, people.counsel, 50_000)
    part, whole = worked(people, 20), worked(people, 5)
    time_entries.write_off(entry=part, tenths=4, reason="Training", by=people.counsel)
    time_entries.write_off(entry=whole, tenths=5, reason="Duplicates", by=people.counsel)
    whole.refresh_from_db()
    assert whole.is_no_charge
    result = found(people)
    assert (result.total.charged_tenths, result.total.written_off_tenths) == (16, 9)
    assert result.total.amount_cents == 80_000  # 1.6 hours at $500
    with pytest.raises(CaseworkError, match="Say why"):
        time_entries.write_off(entry=part, tenths=1, reason=" ", by=people.counsel)
    with pytest.raises(CaseworkError, match=r"at most the 2\.0 hours"):
        time_entries.write_off(entry=part, tenths=21, reason="All", by=people.counsel)
    with pytest.raises(CaseworkError, match=r"0\.4 hours of it are written off"):
        time_entries.revise_time(entry=part, by=people.counsel, on=TODAY, tenths=3)


def test_the_database_itself_keeps_time_sound(people: Team) -> None:
    entry = worked(people, 5)
    for wrong in ({"tenths": 241}, {"tenths": 0}, {"written_off_tenths": 6}, {"written_off_tenths": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TimeEntry.objects.filter(pk=entry.pk).update(**wrong)


def start(people: Team, by: User, at: datetime = NINE) -> TimeEntry:
    return time_entries.start_timer(
        matter=people.matter, task_code=TaskCode.L520, phase=Phase.WRIT, by=by, at=at, on=MONDAY
    )


def test_a_timer_adds_its_runs_and_rounds_up_once(people: Team) -> None:
    entry = start(people, people.counsel)
    time_entries.stop_timer(entry=entry, by=people.counsel, at=NINE + timedelta(minutes=4))
    assert (entry.tenths, entry.timed_seconds) == (1, 240)
    time_entries.resume_timer(entry=entry, by=people.counsel, at=NINE + timedelta(hours=1), on=MONDAY)
    crashed = TimeEntry.objects.get(pk=entry.pk)  # nothing but the row is left
    time_entries.stop_timer(entry=crashed, by=people.counsel, at=NINE + timedelta(hours=1, minutes=9))
    assert (crashed.tenths, crashed.timed_seconds) == (3, 780)  # thirteen minutes: two tenths and a begun one
    time_entries.stop_timer(entry=crashed, by=people.counsel, at=NINE + timedelta(hours=5))
    assert crashed.tenths == 3  # stopping again changes nothing


def test_one_timer_runs_for_each_person(people: Team) -> None:
    entry = start(people, people.counsel)
    with pytest.raises(CaseworkError, match="runs already, for Plate readers"):
        start(people, people.counsel)
    mine = start(people, people.staff)
    for change in (
        lambda: time_entries.write_off(entry=entry, tenths=0, reason="", by=people.counsel),
        lambda: time_entries.revise_time(entry=entry, by=people.counsel, on=TODAY, issue="x"),
    ):
        with pytest.raises(CaseworkError, match="stop it first"):
            change()
    time_entries.stop_timer(entry=mine, by=people.counsel, at=NINE)
    with pytest.raises(CaseworkError, match="by the person whose time it is"):
        time_entries.resume_timer(entry=mine, by=people.counsel, at=NINE, on=MONDAY)
    with pytest.raises(CaseworkError, match="of another day"):
        time_entries.resume_timer(entry=mine, by=people.staff, at=NINE, on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry.objects.filter(pk=mine.pk).update(person=people.counsel, started_at=NINE)


def test_a_forgotten_timer_stops_at_a_day(people: Team) -> None:
    entry = start(people, people.counsel)
    time_entries.stop_timer(entry=entry, by=people.counsel, at=NINE + timedelta(days=3))
    assert time_entries.hours(entry.tenths) == "24.0"


def test_staff_write_and_see_their_own_time_only(people: Team) -> None:
    mine, others = worked(people, 3, by=people.staff), worked(people, 4)
    assert list(visible(people.staff, TimeEntry.objects.all())) == [mine]
    assert set(visible(people.counsel, TimeEntry.objects.all())) == {mine, others}
    assert not visible(people.admin, TimeEntry.objects.all())
    with pytest.raises(AccessError, match="Only counsel"):
        worked(people, 1, by=people.staff, person=people.counsel)
    with pytest.raises(AccessError):
        time_entries.write_off(entry=others, tenths=1, reason="x", by=people.staff)
    with pytest.raises(AccessError):
        rates.set_rate(person=people.staff, year=2026, hour_cents=1_000, position="x", source="x", by=people.staff)


def test_bad_time_is_refused_with_a_sentence(people: Team) -> None:
    with pytest.raises(CaseworkError, match="in the future"):
        worked(people, 1, worked_on=TODAY + timedelta(days=1))
    with pytest.raises(CaseworkError, match=r"between 0\.1 and 24"):
        worked(people, 0)
    with pytest.raises(CaseworkError, match="needs its"):
        worked(people, 1, narrative="About [[the offer")
    with pytest.raises(CaseworkError, match="not a member"):
        worked(people, 1, person=people.stranger)
    with pytest.raises(CaseworkError, match="steps of ten cents"):
        rate(people, people.counsel, 50_005)


def test_setting_a_rate_again_corrects_it(people: Team) -> None:
    rate(people, people.counsel, 50_000)
    rate(people, people.counsel, 52_000)
    assert HourlyRate.objects.get().hour_cents == 52_000
    last = JournalEntry.objects.filter(verb="set_rate").first()
    assert last is not None and last.changes == {"hour_cents": [50_000, 52_000]}


def test_a_cost_keeps_its_receipt_and_totals_what_is_asked_for(people: Team) -> None:
    common: dict[str, Any] = {"matter": people.matter, "incurred_on": MONDAY, "by": people.staff, "on": TODAY}
    paid = costs.record_cost(
        category="filing",
        description="Petition",
        amount_cents=43_500,
        receipt=b"paid",
        receipt_name="r.txt",
        **common,
    )
    costs.record_cost(
        category="travel", description="Train", amount_cents=2_000, not_claimed_reason="Not allowed", **common
    )
    assert paid.receipt is not None and paid.receipt.counsel_only
    assert visible(people.admin, type(paid.receipt).objects.all()).count() == 0
    with pytest.raises(CaseworkError, match="has its receipt"):
        costs.revise_cost(cost=paid, by=people.staff, on=TODAY, receipt=paid.receipt)
    with pytest.raises(CaseworkError, match="how much"):
        costs.record_cost(category="other", description="Nothing", amount_cents=0, **common)


def ready(people: Team) -> tuple[Lodestar, list[Cost]]:
    """A matter whose fees can be filed, with one secret in a narrative and one in a cost."""
    rate(people, people.counsel, 50_000)
    worked(people, 15, narrative=f"Call with client about [[{SECRET} offer]]; petition drafted.")
    no_charge = worked(people, 2, narrative="Read the rules.")
    time_entries.write_off(entry=no_charge, tenths=2, reason=f"{SECRET} learning", by=people.counsel)
    costs.record_cost(
        matter=people.matter,
        incurred_on=MONDAY,
        category="experts",
        description=f"Consultant [[{SECRET}]]",
        amount_cents=12_345,
        by=people.counsel,
        on=TODAY,
    )
    return found(people), list(Cost.objects.all())


def test_what_is_redacted_is_not_in_the_bytes_of_the_pdf(people: Team) -> None:
    result, spent = ready(people)
    pdf = fee_exhibits.fee_pdf(people.matter, result, spent, on=TODAY)
    reader = PdfReader(io.BytesIO(pdf))
    words = "\n".join(page.extract_text() for page in reader.pages)
    everything = words + "".join(
        bytes(found.get_data()).decode("latin-1")
        for found in (reader.get_object(number) for number in range(1, len(reader.xref[0]) or 200) if number)
        if hasattr(found, "get_data")
    )
    assert SECRET not in everything and SECRET.encode() not in pdf
    for said in ("[REDACTED]", "$750.00", "No charge", "$123.45", "Fees: $750.00. With costs of $123.45: $873.45"):
        assert said in words, said
    assert fee_exhibits.fee_pdf(people.matter, result, spent, on=TODAY) == pdf


def test_the_workbook_holds_the_same_without_what_is_redacted(people: Team, client: Client) -> None:
    ready(people)
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    content = client.get(reverse("matter-fees", args=[people.matter.pk]) + "?export=xlsx").getvalue()
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        assert not any(SECRET.encode() in box.read(name) for name in box.namelist())
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["By person", "By phase", "Entries", "Costs"]
    assert [cell.value for cell in book["By person"][1]][:4] == ["Person", "Position", "Worked in", "Rate ($)"]
    assert book["By person"]["C2"].value == str(book["Entries"]["A2"].value.year)
    assert [cell.value for cell in book["By person"][3]] == ["Total", None, None, None, 1.5, 0.2, 750]
    assert book["Entries"]["I2"].value == "Call with client about [REDACTED]; petition drafted."


def test_time_that_is_not_ready_is_not_filed_and_says_why(people: Team, client: Client) -> None:
    worked(people, 5, narrative="")
    start(people, people.counsel)
    with pytest.raises(CaseworkError) as refusal:
        fee_exhibits.refuse_unfinished(found(people))
    for why in ("no rate is set for Jonah, 2026", "1 entry without a narrative", "1 entry whose timer still runs"):
        assert why in str(refusal.value)
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("matter-fees", args=[people.matter.pk]) + "?export=pdf", follow=True).content.decode()
    assert "This cannot be filed yet" in page


def test_the_page_shows_when_costs_and_fees_are_due_and_why(people: Team, client: Client) -> None:
    case = factories.court_case(people)
    courts.record_milestone(
        case=case,
        title="Notice of entry served",
        fact_kind="notice_of_entry_served",
        happened_on=MONDAY,
        service="personal",
        particulars={"of": "judgment", "by": "party"},
        by=people.counsel,
        on=TODAY,
    )
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("matter-fees", args=[people.matter.pk])).content.decode()
    # Rule 3.1700(a)(1): fifteen days from Mon 5 Oct 2026. Rule 3.1702(b)(1): sixty, and 4 December is a Friday.
    assert "Tue 20 Oct 2026" in page and "3.1700" in page
    assert "Fri 4 Dec 2026" in page and "3.1702" in page


def test_time_is_written_down_timed_and_corrected_in_the_browser(people: Team, client: Client) -> None:
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    typed = {
        "matter": people.matter.pk,
        "worked_on": clock.today().isoformat(),
        "tenths": "1.5",
        "task_code": "L210",
        "phase": Phase.TRIAL,
        "narrative": "Petition",
    }
    page = client.post(reverse("time-new"), typed | {"tenths": "1.55"})
    assert b"1 decimal" in page.content and b"Petition" in page.content
    client.post(reverse("time-new"), typed)
    entry = TimeEntry.objects.get()
    assert (entry.tenths, entry.person) == (15, people.counsel)
    client.post(reverse("entry-write-off", args=[entry.pk]), {"tenths": "0.5", "reason": "Training"})
    client.post(reverse("entry-resume", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.started_at is not None and entry.written_off_tenths == 5
    assert b"Your timer runs since" in client.get(reverse("time")).content
    client.post(reverse("entry-stop", args=[entry.pk]))
    client.post(reverse("entry-remove", args=[entry.pk]))
    assert not TimeEntry.objects.exists()


def test_a_list_of_time_takes_the_same_queries_for_one_entry_and_for_many(
    people: Team, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    case = factories.court_case(people)
    for number in range(6):
        worked(people, number + 1, case=case)
    with django_assert_max_num_queries(20):
        client.get(reverse("time"))
    with django_assert_max_num_queries(20):
        client.get(reverse("matter-fees", args=[people.matter.pk]))
