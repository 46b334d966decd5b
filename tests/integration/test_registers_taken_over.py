"""A register of actions is taken over line by line, as a person chose, and nothing before they confirm."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app import archive
from requests_app.casework import courts
from requests_app.casework.docket_imports import propose, take_over
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import CourtCase, DocketImport, Document, Hearing
from tests import factories
from tests.factories import TODAY, Team

pytestmark = pytest.mark.django_db

REGISTER = """Heading

09/02/2026 Notice of Entry of Order
08/28/2026 at 09:30 AM in Department 86, A. Judge, Presiding
Hearing on Petition - Denied
03/02/2026 Petition for Writ of Mandate
03/02/2026 PETITION for writ of mandate
"""


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def case(people: Team) -> CourtCase:
    return factories.court_case(people, factories.received_request(people))


@pytest.fixture
def counsel(people: Team) -> Client:
    client = Client()
    client.force_login(people.counsel, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_what_is_on_the_docket_or_stands_twice_is_left_out(people: Team, case: CourtCase) -> None:
    courts.record_milestone(
        case=case, title="Notice of entry of order.", happened_on=date(2026, 9, 2), by=people.counsel, on=TODAY
    )
    heading, notice, hearing, petition, again = propose(case, REGISTER)
    assert notice.known is not None
    assert again.is_repeated
    assert [row.choice for row in (heading, notice, hearing, petition, again)] == [
        "",
        "",
        "kind:hearing",
        "kind:petition",
        "",
    ]


def test_lines_become_what_they_were_chosen_to_be_and_the_clocks_start(people: Team, case: CourtCase) -> None:
    made = take_over(
        case=case,
        text=REGISTER,
        choices={3: "fact:notice_of_entry_served", 4: "kind:hearing", 6: "fact:petition_filed"},
        by=people.counsel,
        on=TODAY,
    )
    assert (made.added_count, made.left_out_count, made.known_count) == (3, 1, 0)
    assert [line["text"] for line in made.unread] == ["Heading"]
    # Wednesday 2 September and twenty days, no manner of service being stated.
    assert case.deadlines.current().get(rule_id="CPRA-WRIT20").due_on == date(2026, 9, 22)
    hearing = Hearing.objects.get()
    assert (hearing.department, f"{hearing.starts_at:%H:%M}") == ("86", "09:30")
    with archive.open_kept(made.document.sha256) as file:
        assert file.read().decode() == REGISTER
    again = take_over(case=case, text=REGISTER, choices={}, by=people.counsel, on=TODAY)
    assert (again.added_count, again.known_count) == (0, 4)


def test_one_line_that_cannot_stand_stops_all_and_is_named(people: Team, case: CourtCase) -> None:
    ahead = "01/15/2027 Judgment\n03/02/2026 Petition"
    with pytest.raises(CaseworkError, match=r"Line 1, “Judgment”: .* is in the future"):
        take_over(
            case=case,
            text=ahead,
            choices={2: "kind:petition", 1: "fact:judgment_entered"},
            by=people.counsel,
            on=TODAY,
        )
    assert not case.milestones.exists()
    with pytest.raises(AccessError):
        take_over(case=case, text=ahead, choices={}, by=people.reader, on=TODAY)


def test_nothing_is_recorded_before_every_line_was_seen(case: CourtCase, counsel: Client) -> None:
    address = f"/cases/{case.pk}/register/"
    file = SimpleUploadedFile("register.txt", REGISTER.encode("cp1252"))
    page = counsel.post(address, {"file": file})
    shown = page.content.decode()
    assert "cannot be read" in shown
    assert "stands twice in this register" in shown
    assert not case.milestones.exists()
    seen = page.context["seen"]
    said = {"text": REGISTER.replace("\n", "\r\n"), "seen": seen, "take-3": "fact:notice_of_entry_served"}
    looked = counsel.post(address, {**said, "check": "1"}).content.decode()
    assert "due Tue 22 Sep 2026" in looked
    assert not case.milestones.exists()
    assert not Document.objects.exists()
    changed = counsel.post(address, {**said, "text": REGISTER + "03/03/2026 Summons\n"}).content.decode()
    assert "Take over the chosen lines" in changed  # another text is looked at anew
    assert not case.milestones.exists()
    taken = counsel.post(address, {**said, "take-6": "no such choice"}, follow=True).content.decode()
    assert case.milestones.get().title == "Notice of Entry of Order"
    assert "No day begins this line" in taken
    assert DocketImport.objects.get().get_absolute_url() in counsel.get(case.get_absolute_url()).content.decode()


def test_an_empty_or_too_large_register_is_refused_with_a_sentence(case: CourtCase, counsel: Client) -> None:
    address = f"/cases/{case.pk}/register/"
    assert "choose its file" in counsel.post(address, {"text": " "}).content.decode()
    assert "at most 500 lines" in counsel.post(address, {"text": "03/02/2026 x\n" * 501}).content.decode()
    large = SimpleUploadedFile("large.csv", b"x" * 1_000_001)
    assert "larger than 1 MB" in counsel.post(address, {"file": large}).content.decode()
