"""Working lists: filters that matter, lists a person keeps, selections changed at once, productions, agencies."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requests_app import clock
from requests_app.casework import communications, exemptions, sorting
from requests_app.casework.agency_record import record_of
from requests_app.casework.board import today_board
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.mail import receive_mail
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import (
    ClaimStatus,
    DeterminationOutcome,
    ExemptionClaim,
    JournalEntry,
    ReceivedMail,
    RecordsRequest,
    RequestTag,
    SavedFilter,
)
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Team:
    return factories.team()


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def browser(people: Team) -> Client:
    return signed_in(people.staff)


@pytest.fixture
def three(people: Team) -> list[RecordsRequest]:
    office = factories.agency()
    return [factories.draft_request(people, agency=office, subject=f"Subject {number}") for number in (1, 2, 3)]


def subjects(page: Any) -> set[str]:
    return {row.subject for row in page.context["page"]}


def deny(request: RecordsRequest, people: Team, citation: str = "Gov. Code § 7923.600") -> ExemptionClaim:
    claim = Claim(exemption=factories.exemption(citation), cited_as=citation)
    made = communications.record_determination(
        request=request,
        paper=Paper(happened_on=date(2026, 10, 12)),
        outcome=DeterminationOutcome.NONE,
        claims=[claim],
        by=people.staff,
        on=TODAY,
    )
    return made.communication.claims.get()


def test_requests_are_found_by_the_section_claimed(browser: Client, people: Team) -> None:
    denied = factories.received_request(people, subject="Denied")
    claim = deny(denied, people)
    factories.received_request(people, subject="Open", agency=denied.agency)
    page = browser.get(reverse("requests"), {"section": claim.exemption.pk})
    assert subjects(page) == {"Denied"}


def test_requests_are_found_by_how_late_they_are(browser: Client, people: Team) -> None:
    received_on = clock.today() - timedelta(days=20)  # due 10 days later, so 6 to 10 days late today
    late = factories.received_request(people, received_on=received_on, today=clock.today(), subject="Late")
    assert subjects(browser.get(reverse("requests"), {"late_by": "1"})) == {late.subject}
    assert subjects(browser.get(reverse("requests"), {"late_by": "30"})) == set()


def test_claims_communications_and_productions_are_found_by_what_their_request_is(
    browser: Client, people: Team
) -> None:
    received_on = clock.today() - timedelta(days=20)
    late = factories.received_request(people, received_on=received_on, today=clock.today(), subject="Late")
    paper = communications.record_communication(
        request=late,
        kind="letter",
        direction="in",
        paper=Paper(happened_on=received_on),
        by=people.staff,
        on=clock.today(),
    )
    communications.record_promise(
        communication=paper, instalment=1, promised_on=received_on, by=people.staff, on=clock.today()
    )
    sorting.set_tags(request=late, names=["alpr"], by=people.staff)
    sorting.sort_requests([late], sorting.Sorting(handled_by=people.counsel), by=people.staff)
    denied = factories.received_request(people, subject="Denied", agency=factories.agency("Marlow SO"))
    deny(denied, people)
    for name, count in (("communications", 1), ("productions", 1), ("claims", 0)):
        for query in ({"late_by": "3"}, {"tag": "ALPR"}, {"handled_by": people.counsel.pk}):
            found = browser.get(reverse(name), query).context["page"].object_list
            assert [row.request for row in found] == [late] * count, (name, query)
        assert not browser.get(reverse(name), {"late_by": "3000"}).context["page"].object_list
    found = browser.get(reverse("claims"), {"agency": denied.agency.pk, "answer": "none"}).context["page"].object_list
    assert [row.request for row in found] == [denied]
    assert not browser.get(reverse("claims"), {"answer": "given"}).context["page"].object_list


def test_letters_are_found_by_the_section_they_claim_and_by_day(browser: Client, people: Team) -> None:
    claim = deny(factories.received_request(people), people)  # of 12 October
    found = {"section": claim.exemption.pk, "since": "2026-10-12", "until": "2026-10-12"}
    assert list(browser.get(reverse("communications"), found).context["page"]) == [claim.communication]
    for other in ({"since": "2026-10-13"}, {"until": "2026-10-11"}, {"section": factories.exemption("Other").pk}):
        assert claim.communication not in browser.get(reverse("communications"), other).context["page"].object_list


def test_mail_in_the_tray_is_found_by_words_by_agency_and_by_whoever_has_the_request(
    browser: Client, people: Team
) -> None:
    request = factories.received_request(people)
    sorting.sort_requests([request], sorting.Sorting(handled_by=people.counsel), by=people.staff)
    for subject in (b"Contracts", b"Lunch menu"):
        receive_mail(b"From: clerk@example.org\nSubject: " + subject + b"\n\nWords.", by=people.staff, on=TODAY)
    guessed = ReceivedMail.objects.get(subject="Contracts")
    ReceivedMail.objects.filter(pk=guessed.pk).update(guess=request)
    ReceivedMail.objects.exclude(pk=guessed.pk).update(guess=None)
    queries = (
        {"q": "contracts clerk"},
        {"agency": request.agency.pk},
        {"handled_by": people.counsel.pk},
        {"guessed": "with"},
    )
    for query in queries:
        assert list(browser.get(reverse("tray"), query).context["page"]) == [guessed], query
    assert guessed not in browser.get(reverse("tray"), {"guessed": "without"}).context["page"].object_list
    assert not browser.get(reverse("tray"), {"since": "2099-01-01"}).context["page"].object_list
    stranger = signed_in(people.stranger)  # may sort the tray, and learns nothing of this matter by filtering
    for query in ({"agency": request.agency.pk}, {"guessed": "with"}):
        assert not stranger.get(reverse("tray"), query).context["page"].object_list


@pytest.mark.parametrize("name", ["request-selection", "tray-selection"])
def test_a_key_that_no_database_holds_chooses_nothing(browser: Client, name: str) -> None:
    assert browser.get(reverse(name), {"row": ["9" * 20, "²", "x", ""]}).context["chosen"] == []


def test_a_list_of_the_tray_is_kept_too(browser: Client, people: Team) -> None:
    browser.post(reverse("saved-filter-save"), {"place": "tray", "name": "From clerks", "query": "q=clerk"})
    assert b"From clerks" in browser.get(reverse("tray")).content


def test_requests_are_found_by_promises_missed(browser: Client, people: Team) -> None:
    kept, broken = (factories.received_request(people, subject=word, agency=factories.agency(word)) for word in "AB")
    for request, received_on in ((kept, date(2026, 10, 20)), (broken, date(2026, 10, 22))):
        paper = communications.record_communication(
            request=request, kind="letter", direction="in", paper=Paper(happened_on=MONDAY), by=people.staff, on=TODAY
        )
        communications.record_promise(
            communication=paper, instalment=1, promised_on=date(2026, 10, 20), by=people.staff, on=TODAY
        )
        communications.record_production(
            request=request, paper=Paper(happened_on=received_on), by=people.staff, on=TODAY, instalment=1
        )
    assert subjects(browser.get(reverse("requests"), {"promise": "missed"})) == {"B"}


def test_a_tag_finds_its_requests(browser: Client, people: Team, three: list[RecordsRequest]) -> None:
    sorting.set_tags(request=three[1], names=["alpr"], by=people.staff)
    assert subjects(browser.get(reverse("requests"), {"tag": "ALPR"})) == {"Subject 2"}


def test_a_list_is_kept_by_name_for_its_person_alone(browser: Client, people: Team) -> None:
    browser.post(reverse("saved-filter-save"), {"place": "requests", "name": "Late ones", "query": "due=late"})
    assert b"Late ones" in browser.get(reverse("requests"), {"q": "x"}).content
    assert b"Late ones" not in signed_in(people.counsel).get(reverse("requests"), {"q": "x"}).content
    saved = SavedFilter.objects.get()
    assert signed_in(people.counsel).post(reverse("saved-filter-forget", args=[saved.pk])).status_code == 404
    browser.post(reverse("saved-filter-forget", args=[saved.pk]))
    assert not SavedFilter.objects.exists()


def test_the_same_name_again_replaces_the_list(people: Team) -> None:
    for query in ("due=late", "due=open"):
        sorting.save_filter(person=people.reader, place="requests", name="Mine", query=query)
    assert SavedFilter.objects.get().query == "due=open"


def test_a_list_is_kept_only_for_a_place_that_exists(browser: Client) -> None:
    answer = browser.post(reverse("saved-filter-save"), {"place": "https://example.org", "name": "x", "query": ""})
    assert answer.status_code == 404


def test_a_selection_says_what_will_change_before_it_does(
    browser: Client, people: Team, three: list[RecordsRequest]
) -> None:
    sorting.set_tags(request=three[0], names=["alpr"], by=people.staff)
    data = {"row": [row.pk for row in three], "handled_by": people.counsel.pk, "add_tags": "ALPR, urgent"}
    page = browser.post(reverse("request-selection"), data)
    assert dict(page.context["preview"]) == {
        f"handed from {people.staff} to {people.counsel}": 3,
        "tagged “alpr”": 2,
        "tagged “urgent”": 3,
    }
    assert not RecordsRequest.objects.filter(handled_by=people.counsel).exists()
    browser.post(reverse("request-selection"), {**data, "confirm": "1"})
    assert RecordsRequest.objects.filter(handled_by=people.counsel).count() == 3
    assert [tag.name for tag in three[2].tags.all()] == ["alpr", "urgent"]
    assert JournalEntry.objects.filter(verb="sort_requests").count() == 3


def test_everything_the_list_finds_can_be_changed_at_once(
    browser: Client, people: Team, three: list[RecordsRequest]
) -> None:
    sorting.set_tags(request=three[1], names=["alpr"], by=people.staff)
    page = browser.get(reverse("request-selection"), {"all": "1", "query": "tag=alpr"})
    assert [row.subject for row in page.context["chosen"]] == ["Subject 2"]


@pytest.mark.parametrize("place", ["claims", "communications"])
def test_the_requests_of_chosen_claims_and_letters_are_changed_together(
    browser: Client, people: Team, place: str
) -> None:
    claims = [deny(factories.received_request(people, agency=factories.agency(name)), people) for name in "AB"]
    rows = [claim.pk if place == "claims" else claim.communication_id for claim in claims]
    page = browser.get(reverse("request-selection"), {"of": place, "row": rows})
    assert page.context["chosen"] == [claim.request for claim in claims]
    page = browser.get(
        reverse("request-selection"), {"of": place, "all": "1", "query": f"agency={claims[1].request.agency_id}"}
    )
    assert page.context["chosen"] == [claims[1].request]
    data = {"of": place, "row": [claims[1].request_id], "add_tags": "appeal", "confirm": "1", "query": "q=x"}
    answer = browser.post(reverse("request-selection"), data)
    assert answer["Location"] == f"{reverse(place)}?q=x"
    assert [tag.request for tag in RequestTag.objects.all()] == [claims[1].request]


def test_nothing_else_can_be_chosen_from(browser: Client) -> None:
    assert browser.get(reverse("request-selection"), {"of": "journal"}).status_code == 404


def test_a_selection_reaches_no_request_of_another_matter(people: Team, three: list[RecordsRequest]) -> None:
    page = signed_in(people.stranger).get(reverse("request-selection"), {"row": [row.pk for row in three]})
    assert page.context["chosen"] == []
    with pytest.raises(AccessError):
        sorting.sort_requests(three, sorting.Sorting(add_tags=("x",)), by=people.stranger)
    assert not three[0].tags.exists()


def test_a_selection_changes_all_or_nothing(people: Team, three: list[RecordsRequest]) -> None:
    with pytest.raises(CaseworkError, match="at most 40 characters"):
        sorting.sort_requests(three, sorting.Sorting(add_tags=("fine", "x" * 41)), by=people.staff)
    assert not three[0].tags.exists()


def test_a_follow_up_stands_on_today_from_its_day_on(browser: Client, people: Team) -> None:
    request = factories.draft_request(people)
    sorting.follow_up(request=request, follow_up_on=TODAY, note="Call them", by=people.staff)
    before = today_board(people.staff, on=TODAY - timedelta(days=1))
    assert before.follow_ups == []
    assert today_board(people.staff, on=TODAY).follow_ups == [request]
    sorting.follow_up(request=request, follow_up_on=None, by=people.staff)
    assert today_board(people.staff, on=TODAY).follow_ups == []


def test_a_closed_request_can_still_be_followed_up(people: Team) -> None:
    request = factories.received_request(people)
    sorting.follow_up(request=request, follow_up_on=TODAY, by=people.staff)
    matters_of_it = today_board(people.staff, on=TODAY)
    assert request in matters_of_it.follow_ups


def test_an_agencys_record_counts_days_extensions_promises_and_ends(browser: Client, people: Team) -> None:
    office = factories.agency()
    first = factories.received_request(people, agency=office)
    second = factories.received_request(people, agency=office)
    claim = deny(first, people)  # Monday 5 October to Monday 12 October: 7 days
    deny(second, people)
    exemptions.record_claim_outcome(
        claim=claim, status=ClaimStatus.WITHDRAWN, proof="Letter", by=people.staff, happened_on=TODAY
    )
    communications.record_extension(
        request=second,
        paper=Paper(happened_on=MONDAY),
        extended_until=date(2026, 10, 29),
        by=people.staff,
        on=TODAY,
    )
    record = record_of(office, user=people.staff, on=TODAY)
    assert (record.request_count, record.determined_count, record.median_days) == (2, 2, 7)
    assert (record.extension_count, record.missed_count) == (1, 0)
    [section] = record.sections
    assert (section.claim_count, section.withdrawn_count, section.open_count) == (2, 1, 1)
    assert record_of(office, user=people.stranger, on=TODAY).request_count == 0
    file = browser.get(reverse("agencies"), {"export": "csv"}).getvalue().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(file))
    [row] = rows
    assert (row["Extensions"], row["Claims"], float(row["Median days to determination"])) == ("1", "2", 7)


def answer(request: RecordsRequest, people: Team, on: date, precision: str = "day") -> None:
    communications.record_determination(
        request=request,
        paper=Paper(happened_on=on, precision=precision),
        outcome=DeterminationOutcome.ALL,
        by=people.staff,
        on=TODAY,
    )


def test_the_median_counts_the_first_answer_of_each_request_where_both_days_are_known(people: Team) -> None:
    office = factories.agency()
    first, second, third, vague, silent = (
        factories.received_request(people, agency=office, subject=f"Subject {number}") for number in range(5)
    )  # all received on Monday 5 October
    answer(first, people, date(2026, 10, 29))  # 24 days
    answer(second, people, date(2026, 10, 8))  # 3 days
    answer(second, people, date(2026, 11, 20))  # a second answer, which does not count
    answer(vague, people, date(2026, 10, 6), precision="month")
    assert record_of(office, user=people.staff, on=TODAY).median_days == 13.5  # between 3 and 24
    answer(third, people, date(2026, 10, 15))  # 10 days
    told = record_of(office, user=people.staff, on=TODAY)
    assert (told.request_count, told.determined_count, told.median_days) == (5, 3, 10)
    assert silent.agency == office


def test_each_end_of_a_section_is_counted_and_what_is_not_ended_is_open(browser: Client, people: Team) -> None:
    office = factories.agency()
    for status in ("withdrawn", "sustained", "overruled", "overruled", "moot", "in_camera", "remanded", ""):
        claim = deny(factories.received_request(people, agency=office), people)
        if status:
            exemptions.record_claim_outcome(
                claim=claim, status=status, proof="Order", by=people.staff, happened_on=TODAY
            )
    file = browser.get(reverse("agency", args=[office.pk]), {"export": "csv"}).getvalue().decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(file))
    counts = [row[head] for head in ("Claims", "Withdrawn", "Sustained", "Overruled", "Moot", "Open")]
    assert counts == ["8", "1", "1", "2", "1", "3"]  # in camera, remanded and claimed are open


def test_a_claim_stands_beside_the_check_of_its_denial_with_the_sentence_to_send(
    browser: Client, people: Team
) -> None:
    claim = deny(factories.received_request(people), people)  # nobody signed it
    page = browser.get(reverse("claim", args=[claim.pk])).content.decode()
    assert "Is the denial of Mon 12 Oct 2026 good?" in page
    assert "Not met." in page and "For the reply:" in page and "Propose a letter" in page


def test_the_catalogue_says_who_verified_each_section_and_when(browser: Client, people: Team) -> None:
    row = factories.exemption()
    row.verified_by, row.verified_on = people.counsel, MONDAY
    row.save()
    page = browser.get(reverse("exemption", args=[row.pk])).content.decode()
    assert str(people.counsel) in page and "Mon 5 Oct 2026" in page


def grow_requests(people: Team) -> None:
    request = factories.received_request(people, agency=factories.agency(f"Agency {RecordsRequest.objects.count()}"))
    deny(request, people)
    paper = request.communications.first()
    assert paper is not None
    communications.record_promise(communication=paper, instalment=1, promised_on=TODAY, by=people.staff, on=TODAY)
    sorting.set_tags(request=request, names=["one", "two"], by=people.staff)


@pytest.mark.parametrize(
    "name", ["requests", "claims", "productions", "agencies", "exemptions", "campaigns", "communications"]
)
def test_a_list_costs_the_same_queries_however_long(browser: Client, people: Team, name: str) -> None:
    def cost(make: Callable[[], object]) -> int:
        make()
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(name))
        return len(queries)

    one = cost(lambda: grow_requests(people))
    assert cost(lambda: [grow_requests(people) for _ in range(5)]) == one
    assert one < 25


def test_a_person_of_another_matter_sees_neither_tags_nor_productions(people: Team) -> None:
    grow_requests(people)
    stranger = signed_in(people.stranger)
    for name in ("requests", "productions", "campaigns"):
        assert not stranger.get(reverse(name)).context["page"].object_list
