"""Courts from the list, who is in a case, and the chain of courts as a line in time."""

from datetime import date

import pytest
from django.test import Client

from requests_app.casework import courts, parties
from requests_app.casework.chain import chain_in_time
from requests_app.casework.court_list import load_courts
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import Court, CourtCase, CourtLevel, Party, PartyRole
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def case(people: Team) -> CourtCase:
    return factories.court_case(people, factories.received_request(people))


@pytest.fixture
def appeal(people: Team, case: CourtCase) -> CourtCase:
    return courts.open_case(
        matter=people.matter,
        court=Court.objects.create(name="Court of Appeal", level=CourtLevel.APPEAL),
        number="B1",
        caption="Same",
        requests=[],
        came_from=case,
        by=people.counsel,
        on=TODAY,
    )


def test_the_list_holds_every_county_once_in_its_district() -> None:
    assert load_courts(by=None) == 81
    assert load_courts(by=None) == 0
    # Gov. Code § 69100: 12, 4, 23, 6, 9 and 4 counties.
    counted = [Court.objects.filter(level=CourtLevel.TRIAL, district=number).count() for number in range(1, 7)]
    assert counted == [12, 4, 23, 6, 9, 4]
    # Gov. Code §§ 69101, 69102, 69104: five, eight and three divisions.
    divided = Court.objects.filter(level=CourtLevel.APPEAL).exclude(division="")
    assert [divided.filter(district=number).count() for number in (1, 2, 4)] == [5, 8, 3]


@pytest.mark.parametrize(
    ("county", "above"),
    [
        ("Los Angeles", "Court of Appeal, Second District"),
        ("Ventura", "Court of Appeal, Second District, Division Six"),
        ("Orange", "Court of Appeal, Fourth District, Division Three"),
        ("Sacramento", "Court of Appeal, Third District"),
    ],
)
def test_a_superior_court_is_reviewed_by_its_district(county: str, above: str) -> None:
    load_courts(by=None)
    reviewing = Court.objects.get(county=county).above()
    assert reviewing is not None
    assert reviewing.name == above
    supreme = reviewing.above()
    assert supreme is not None
    assert (supreme.name, supreme.above()) == ("Supreme Court of California", None)


def test_a_court_somebody_entered_is_completed_and_keeps_what_they_wrote() -> None:
    Court.objects.create(name="Superior Court of Orange County", level=CourtLevel.TRIAL, county="Orange Cnty")
    assert load_courts(by=None) == 80
    court = Court.objects.get(name="Superior Court of Orange County")
    assert (court.county, court.district, court.division) == ("Orange Cnty", 4, "Three")


def test_a_court_nobody_listed_has_no_court_above() -> None:
    assert Court.objects.create(name="Elsewhere", level=CourtLevel.TRIAL).above() is None


def test_counsel_appear_for_each_party_and_withdraw(people: Team, case: CourtCase) -> None:
    both = [
        parties.add_party(case=case, name=name, role=PartyRole.PETITIONER, by=people.counsel) for name in ("A", "B")
    ]
    first, second = parties.add_counsel(parties=both, name="J. Doe", office="Doe LLP", by=people.counsel)
    assert (str(first), first.party.name, second.party.name) == ("J. Doe, Doe LLP", "A", "B")
    parties.correct_counsel(counsel=first, withdrew_on=date(2026, 11, 2), by=people.counsel)
    first.refresh_from_db()
    assert first.withdrew_on == date(2026, 11, 2)
    with pytest.raises(CaseworkError, match="for which"):
        parties.add_counsel(parties=[], name="J. Doe", by=people.counsel)


def test_a_party_cannot_leave_before_it_joins_nor_stand_twice_in_one_role(people: Team, case: CourtCase) -> None:
    party = parties.add_party(
        case=case, name="Amici", role=PartyRole.AMICUS, joined_on=date(2026, 11, 2), by=people.counsel
    )
    with pytest.raises(CaseworkError, match="leave before it joins"):
        parties.correct_party(party=party, left_on=date(2026, 11, 1), by=people.counsel)
    with pytest.raises(CaseworkError, match="once in a case"):
        parties.add_party(case=case, name="Amici", role=PartyRole.AMICUS, by=people.counsel)
    with pytest.raises(CaseworkError):
        parties.add_party(case=case, name="C", role="bystander", by=people.counsel)


def test_people_who_only_read_change_nobody_in_a_case(people: Team, case: CourtCase) -> None:
    with pytest.raises(AccessError):
        parties.add_party(case=case, name="A", role=PartyRole.PETITIONER, by=people.reader)


def test_judges_follow_one_another_and_the_case_shows_who_has_it(people: Team, case: CourtCase) -> None:
    first = parties.assign_judge(case=case, judge="First", department="86", by=people.counsel)
    parties.assign_judge(case=case, judge="Second", from_on=date(2026, 11, 2), by=people.counsel)
    first.refresh_from_db()
    case.refresh_from_db()
    assert first.until_on == date(2026, 11, 1)
    assert (case.judge, case.department) == ("Second", "")
    parties.assign_judge(case=case, judge="Before them", until_on=date(2026, 1, 5), department="1", by=people.counsel)
    case.refresh_from_db()
    assert case.judge == "Second"


def test_a_judge_replaced_in_a_month_left_in_that_month_too(people: Team, case: CourtCase) -> None:
    first = parties.assign_judge(case=case, judge="First", by=people.counsel)
    parties.assign_judge(case=case, judge="Second", from_on=date(2026, 3, 1), precision="month", by=people.counsel)
    first.refresh_from_db()
    assert (first.until_on, first.precision) == (date(2026, 3, 1), "month")


def test_a_judge_from_before_the_history_enters_it_with_the_next_one(people: Team, case: CourtCase) -> None:
    CourtCase.objects.update(judge="Old", department="3")
    case.refresh_from_db()
    parties.assign_judge(case=case, judge="New", from_on=date(2026, 11, 2), by=people.counsel)
    assert [str(row) for row in case.judges.all()] == ["Old, Department 3", "New"]


def test_a_case_opened_with_a_judge_has_the_history_begun(people: Team) -> None:
    case = courts.open_case(
        matter=people.matter,
        court=Court.objects.create(name="C", level=CourtLevel.TRIAL),
        number="1",
        caption="A v. B",
        requests=[],
        department="4",
        by=people.counsel,
        on=TODAY,
    )
    assert [str(row) for row in case.judges.all()] == ["Judge not named, Department 4"]


def test_a_corrected_case_leaves_its_chain_and_the_dates_follow(
    people: Team, case: CourtCase, appeal: CourtCase
) -> None:
    courts.record_milestone(
        case=case,
        title="Notice",
        fact_kind="notice_of_entry_served",
        happened_on=date(2026, 9, 2),
        by=people.counsel,
        on=TODAY,
    )
    courts.record_milestone(
        case=appeal,
        title="Writ petition",
        fact_kind="writ_petition_filed",
        happened_on=date(2026, 9, 21),
        by=people.counsel,
        on=TODAY,
    )
    due = case.deadlines.current().get(rule_id="CPRA-WRIT20")
    assert due.met_on == date(2026, 9, 21)
    agency = factories.agency("Elm PD")
    courts.correct_case(
        case=appeal,
        number="B2",
        caption="Same",
        came_from=None,
        lead=None,
        requests=[],
        agencies=[agency],
        by=people.counsel,
        on=TODAY,
    )
    assert case.deadlines.current().get(rule_id="CPRA-WRIT20").met_on is None
    assert (CourtCase.objects.get(pk=appeal.pk).number, list(appeal.agencies.all())) == ("B2", [agency])


def test_the_chain_is_one_line_with_what_is_pending_where(people: Team, case: CourtCase, appeal: CourtCase) -> None:
    courts.record_milestone(
        case=case,
        title="Notice",
        fact_kind="notice_of_entry_served",
        happened_on=date(2026, 11, 9),
        service="personal",
        by=people.counsel,
        on=TODAY,
    )
    courts.close_case(case=case, outcome="Denied.", by=people.counsel, on=TODAY)
    chain = chain_in_time(appeal)
    assert [(link.case.number, link.until_on) for link in chain.links] == [
        ("26CV00001", date(2026, 11, 9)),
        ("B1", None),
    ]
    assert [link.case.number for link in chain.pending] == ["B1"]
    # Monday 9 November and twenty days: Sunday 29, so Monday 30.
    writ = next(moment for moment in chain.moments if moment.record == chain.links[0].pending[0])
    assert (writ.on, writ.is_last_day, writ.note) == (date(2026, 11, 30), True, "open")


def test_a_line_says_what_kind_of_day_it_is_and_how_it_turned_out(
    people: Team, case: CourtCase, appeal: CourtCase
) -> None:
    for title, kind, day in (
        ("Decision", "court_of_appeal_decision", date(2015, 5, 6)),
        ("Petition for review", "petition_for_review_filed", date(2015, 6, 15)),
        ("Petition served", "petition_served", date(2013, 5, 20)),
    ):
        courts.record_milestone(
            case=appeal, title=title, fact_kind=kind, happened_on=day, by=people.counsel, on=TODAY
        )
    courts.close_case(case=appeal, outcome="Denied.", state="closed", by=people.counsel, on=TODAY)
    found = {(moment.on, moment.what): (moment.sort, moment.note) for moment in chain_in_time(case).moments}
    assert found[date(2015, 5, 6), "Decision"] == ("happened", "")
    assert found[date(2015, 6, 5), "Decision final in the Court of Appeal"] == ("takes effect", "")
    assert found[date(2015, 6, 15), "Petition for review"] == ("last day", "done Mon 15 Jun 2015")
    # Thirty days from Monday 20 May 2013, no manner of service being stated: Wednesday 19 June.
    assert [said for (day, _), said in found.items() if day == date(2013, 6, 19)] == [
        ("last day", "not recorded as done")
    ]


def test_the_page_of_the_chain_filters_sorts_and_exports(people: Team, case: CourtCase, appeal: CourtCase) -> None:
    for court, title, day in ((case, "=Petition", date(2026, 3, 2)), (appeal, "Decision", date(2026, 10, 5))):
        courts.record_milestone(case=court, title=title, happened_on=day, by=people.counsel, on=TODAY)
    client = Client()
    client.force_login(people.reader, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/cases/{case.pk}/chain/").content.decode()
    assert page.index("=Petition") < page.index("Decision")
    assert "<svg" in page
    turned = client.get(f"/cases/{case.pk}/chain/?sort=-on").content.decode()
    assert turned.rindex("=Petition") > turned.rindex("Decision")
    only = client.get(f"/cases/{case.pk}/chain/?court={appeal.pk}&shown=happened&export=csv").getvalue().decode()
    assert "Decision" in only
    assert "Petition" not in only
    whole = client.get(f"/cases/{case.pk}/chain/?export=csv").getvalue().decode()
    assert '"\'=Petition"' in whole
    assert client.get(f"/cases/{case.pk}/chain/?export=exe").status_code == 404


def test_an_empty_chain_says_how_to_begin(people: Team, case: CourtCase) -> None:
    client = Client()
    client.force_login(people.reader, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/cases/{case.pk}/chain/").content.decode()
    assert "The first entry is usually the petition" in page


def test_parties_counsel_and_judge_are_edited_on_the_pages(people: Team, case: CourtCase) -> None:
    client = Client()
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/cases/{case.pk}/parties/", {"name": "The Project", "role": "petitioner"})
    party = Party.objects.get()
    client.post(f"/cases/{case.pk}/counsel/", {"parties": party.pk, "name": "J. Doe", "role": "lead"})
    client.post(f"/cases/parties/{party.pk}/", {"name": "The Project, Inc.", "role": "petitioner"})
    client.post(f"/cases/counsel/{party.counsel.get().pk}/", {"name": "J. Doe", "role": "of_counsel"})
    client.post(f"/cases/{case.pk}/judge/", {"judge": "A. Judge", "department": "7"})
    page = client.get(case.get_absolute_url()).content.decode()
    for words in ("The Project, Inc.", "of counsel", "A. Judge, Department 7"):
        assert words in page
    refused = client.post(f"/cases/{case.pk}/counsel/", {"name": "K. Roe", "role": "lead"}).content.decode()
    assert 'value="K. Roe"' in refused
    corrected = {"number": "26CV9", "caption": "A v. B", "requests": case.requests.get().pk}
    assert client.post(f"/cases/{case.pk}/correct/", corrected).status_code == 302
    case.refresh_from_db()
    assert (case.number, case.requests.count()) == ("26CV9", 1)


def test_a_case_in_the_reviewing_court_is_opened_from_the_one_below(
    people: Team, case: CourtCase, client: Client
) -> None:
    case.court.district = 2
    case.court.save()
    above = Court.objects.create(name="Court of Appeal, Second District", level=CourtLevel.APPEAL, district=2)
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/cases/new/?matter={people.matter.pk}&below={case.pk}"
    assert address.replace("&", "&amp;") in client.get(case.get_absolute_url()).content.decode()
    form = client.get(address).context["form"]
    assert form["court"].value() == above.pk
    assert form["came_from"].value() == case.pk
    assert form["caption"].value() == case.caption
    assert form["requests"].value() == [row.pk for row in case.requests.all()]
    assert client.get(f"/cases/new/?matter={people.matter.pk}&below=999999").status_code == 404
