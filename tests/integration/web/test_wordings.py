"""Wordings: versions kept, checked, looked at on a real request, and written by those whose they are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import letters
from requests_app.casework import letters as letter_verbs
from requests_app.casework import wordings
from requests_app.errors import AccessError, CaseworkError, LetterError
from requests_app.letters import is_available
from requests_app.models import Letter, Letterhead, LetterWording, Organisation, RecordsRequest, User
from tests.factories import TODAY, Team

SHORT = "Dear {{ salutation }}:\n\nPlease answer {{ organisation }}.\n"


def keep(people: Team, by: User | None = None, **more: Any) -> LetterWording:
    values = {
        "kind": "request",
        "organisation": people.matter.organisation,
        "subject": "Records: {{ subject }}",
        "body": SHORT,
        "why": "Shorter",
    }
    return wordings.keep_wording(**{**values, **more}, by=by or people.staff)


def drafted(people: Team, request: RecordsRequest) -> Letter:
    return letter_verbs.propose_letter(request=request, kind="request", by=people.staff, on=TODAY)


def test_everybody_starts_with_the_wording_that_ships(people: Team, record: RecordsRequest) -> None:
    letter = drafted(people, record)
    assert letter.wording_version.startswith("shipped ")
    assert "California Public Records Act" in letter.body


def test_letters_are_written_from_the_organisation_s_own_text_before_everyone_s(
    people: Team, record: RecordsRequest
) -> None:
    keep(people, organisation=None, body="For everyone.", by=people.admin)
    assert drafted(people, record).body == "For everyone."
    keep(people)
    letter = drafted(people, record)
    assert letter.body == "Dear Custodian of Records:\n\nPlease answer Open Records Project."
    assert letter.wording_version.startswith("1 of Open Records Project ")
    assert letter.facts["used"]["organisation"] == "Open Records Project"
    other = Organisation.objects.create(name="Another")
    assert wordings.wording_in_force("request", other).body == "For everyone.\n"


def test_a_letter_in_spanish_is_written_from_the_spanish_text_with_its_dates_and_else_from_the_english(
    people: Team, record: RecordsRequest, staff: Client
) -> None:
    ours = people.matter.organisation
    Letterhead.objects.create(organisation=ours, name="Open Records Project", language="en-US")
    spanish = Letterhead.objects.create(organisation=ours, name="Proyecto de Archivos", language="es-US")

    def written() -> str:
        address = reverse("request-letter", args=[record.pk])
        assert f'<option value="{spanish.pk}">' in staff.get(address).content.decode()
        staff.post(f"{address}?letterhead={spanish.pk}", {"kind": "request"})
        letter = Letter.objects.latest("pk")
        assert letter.letterhead == spanish
        return letter.body

    assert "California Public Records Act" in written()  # nothing is written in Spanish yet
    address = f"/letters/wordings/request/?language=es-US&organisation={ours.pk}"
    assert "nothing is written in Spanish yet" in staff.get(address).content.decode()
    typed = {
        "subject": "Asunto",
        "body": "Respondan antes del {{ respond_by }}, {{ respond_by_how }}.",
        "why": "Nueva",
    }
    staff.post(address, typed)
    # TODAY is Monday 23 November 2026; ten days later is Thursday 3 December, a court day.
    said = "Respondan antes del 3 de diciembre de 2026, 10 días después de la fecha de esta carta."
    assert written() == said
    keep(people)  # a later English text changes nothing of it
    assert written() == said
    assert drafted(people, record).body.startswith("Dear ")
    assert [(row.language, row.number) for row in LetterWording.objects.order_by("pk")] == [
        ("es-US", 1),
        ("en-US", 1),
    ]
    page = staff.post(f"{address.partition('?')[0]}look/", {**typed, "language": "es-US", "request": record.pk})
    assert "3 de diciembre de 2026" in page.content.decode() and "Proyecto de Archivos" in page.content.decode()


def test_the_admin_s_form_offers_the_facts_and_has_a_look_beside_the_text(
    people: Team, record: RecordsRequest, staff: Client
) -> None:
    page = staff.get(reverse("admin:requests_app_letterwording_add")).content.decode()
    editor = staff.get(f"/letters/wordings/request/?organisation={people.matter.organisation.pk}").content.decode()
    for words in (page, editor):  # one list and one script for both
        assert words.count('data-facts="facts-list"') == 2  # the subject line and the text
        assert "<dt>the day the determination was due</dt><dd><code>{{ due_on }}</code></dd>" in words
        assert "requests_app/js/wording" in words
    assert f'formaction="{reverse("wording-look", args=["request"])}" formtarget="look"' in page
    assert f'<option value="{record.pk}">{record.number}' in page


def test_no_version_is_overwritten_and_a_letter_keeps_the_one_it_was_written_from(
    people: Team, record: RecordsRequest
) -> None:
    keep(people)
    before = drafted(people, record)
    keep(people, body=SHORT + "\nThank you.", why="Thanks")
    before.refresh_from_db()
    assert before.wording_version.startswith("1 of ")
    assert drafted(people, record).wording_version.startswith("2 of ")
    assert [(row.number, row.why, row.written_by) for row in LetterWording.objects.order_by("number")] == [
        (1, "Shorter", people.staff),
        (2, "Thanks", people.staff),
    ]


def test_a_text_that_fails_the_check_is_not_kept(people: Team) -> None:
    with pytest.raises(LetterError, match='Line 2: There is no fact called "agncy"'):
        keep(people, body="Dear all,\n{{ agncy }}")
    assert not LetterWording.objects.exists()


def test_somebody_who_was_quicker_is_not_overwritten(people: Team) -> None:
    keep(people, seen=0)
    with pytest.raises(CaseworkError, match="Version 1 was written while you were writing"):
        keep(people, body="Mine.", seen=0)
    with pytest.raises(CaseworkError, match="in force already"):
        keep(people, seen=1)


def test_a_text_is_written_by_those_whose_it_is(people: Team) -> None:
    for by, organisation in ((people.stranger, people.matter.organisation), (people.staff, None)):
        with pytest.raises(AccessError):
            keep(people, by=by, organisation=organisation)
    with pytest.raises(AccessError):
        keep(people, by=people.reader)


@pytest.fixture
def address(people: Team) -> str:
    return f"/letters/wordings/request/?organisation={people.matter.organisation.pk}"


def test_the_editor_starts_with_the_text_in_force_and_lists_every_fact(staff: Client, address: str) -> None:
    page = staff.get(address).content.decode()
    assert "You began from shipped." in page
    for caption in ("the organisation that writes", "the day the determination was due", "the records sought"):
        assert caption in page
    assert "{{ due_on }}" in page
    assert "{% cite &quot;7922.535(a)&quot; %}" in page


def test_a_refused_text_stays_in_the_editor_with_its_line(staff: Client, address: str) -> None:
    response = staff.post(address, {"subject": "S", "body": "One.\n{% include 'x' %}", "why": "y", "seen": "0"})
    page = response.content.decode()
    assert "Line 2: A wording cannot use &quot;include&quot;" in page
    assert "{% include &#x27;x&#x27; %}</textarea>" in page


def test_a_kept_text_is_in_force_and_in_the_list_of_versions(staff: Client, address: str) -> None:
    staff.post(address, {"subject": "S", "body": "Please.", "why": "Plainer", "seen": "0"})
    page = staff.get(address).content.decode()
    assert "Version 1, in force: Plainer" in page
    assert "Plainer" in staff.get("/letters/wordings/versions/?q=plainer").content.decode()


def test_words_are_looked_at_on_a_real_request_with_what_is_missing(staff: Client, record: RecordsRequest) -> None:
    look = "/letters/wordings/request/look/"
    body = "About {{ subject }} on {{ met_on }}. <b>Bold</b>"
    page = staff.post(look, {"subject": "S", "body": body, "request": record.pk}).content.decode()
    assert "About Plate-reader contracts on [the day of the meeting]." in page
    assert "<li>The letter needs the day of the meeting, which is not known yet.</li>" in page
    assert "&lt;b&gt;Bold" in page
    refused = staff.post(look, {"subject": "S", "body": "{{ x }}", "request": record.pk})
    assert refused["Content-Type"].startswith("text/plain")
    assert b'There is no fact called "x"' in refused.content
    assert not Letter.objects.exists()


@pytest.mark.skipif(not is_available(), reason="letters cannot be printed here: Pango is missing")
def test_words_are_looked_at_as_a_pdf(staff: Client, record: RecordsRequest) -> None:
    typed = {"subject": "S", "body": "{{ met_on }}", "request": record.pk, "form": "pdf"}
    assert staff.post("/letters/wordings/request/look/", typed).content.startswith(b"%PDF-")


def test_nobody_looks_at_words_on_a_request_they_may_not_see(
    people: Team, record: RecordsRequest, client_of: Callable[[User], Client]
) -> None:
    stranger = client_of(people.stranger)
    response = stranger.post(
        "/letters/wordings/request/look/", {"subject": "{{ subject }}", "body": "x", "request": record.pk}
    )
    assert b"Choose a request" in response.content
    assert b"Plate-reader" not in response.content


def test_the_admin_adds_a_version_after_the_same_check(people: Team, staff: Client) -> None:
    address = reverse("admin:requests_app_letterwording_add")
    values = {
        "kind": "thanks",
        "organisation": people.matter.organisation.pk,
        "language": "en-US",
        "subject": "Thanks",
        "body": "{{ nothing }}",
        "why": "Plainer",
    }
    page = staff.post(address, values)
    assert "There is no fact called" in page.content.decode()
    assert not LetterWording.objects.exists()
    staff.post(address, {**values, "body": "Thank you, {{ agency }}."})
    row = LetterWording.objects.get()
    assert (row.number, row.written_by, row.body) == (1, people.staff, "Thank you, {{ agency }}.\n")
    assert staff.get(f"{address}?kind=thanks").status_code == 200
    changed = staff.post(reverse("admin:requests_app_letterwording_change", args=[row.pk]), values)
    assert changed.status_code == 403


def test_the_demonstration_of_every_kind_opens_in_the_editor(people: Team, staff: Client) -> None:
    for kind in letters.KINDS:
        assert staff.get(f"/letters/wordings/{kind}/?organisation={people.matter.organisation.pk}").status_code == 200
    assert staff.get("/letters/wordings/nothing/").status_code == 404
    assert staff.get("/letters/wordings/request/").status_code == 404  # everyone's is the administrators'
