"""Exhibits are chosen, ordered, blacked out and bound; a Bates number is given to one page of a matter only."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from requests_app import archive, clock
from requests_app.casework import binders, exhibits, queue
from requests_app.casework.documents import keep_document
from requests_app.errors import AccessError, CaseworkError, TrackerError
from requests_app.exhibits.shapes import Box
from requests_app.models import (
    BatesNumber,
    Binder,
    BinderState,
    CourtCase,
    Document,
    Exhibit,
    ExhibitSet,
    JournalEntry,
    RedactionBox,
)
from tests import factories
from tests.factories import Team
from tests.pdf_pages import pdf
from tests.unit.exhibits.specimens import everything_in

pytestmark = pytest.mark.django_db

# "Secret" is drawn at 72 points from the left and 700 from the bottom of a page 792 high: 92 from the top.
ON_SECRET = Box(page=1, left=60, top=75, width=120, height=30, code="§ 7923.600")


@pytest.fixture
def people(settings: Any, tmp_path: Path) -> Team:
    settings.BINDERS_ROOT = tmp_path / "binders"
    return factories.team()


@pytest.fixture
def case(people: Team) -> CourtCase:
    return factories.court_case(people)


def a_document(people: Team, words: str, *, pages: int = 1, **more: Any) -> Document:
    drawn = [f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET BT /F1 12 Tf 72 400 Td (Kept) Tj ET".encode()] * pages
    return keep_document(
        pdf(*drawn), file_name=f"{words}.pdf", title=words, matter=people.matter, by=people.staff, **more
    )


@pytest.fixture
def chosen(people: Team, case: CourtCase) -> ExhibitSet:
    """Two exhibits, of one page and of two, numbered DL000001 to DL000003."""
    made = exhibits.make_set(case=case, title="Our exhibits", bates_prefix="DL", by=people.staff)
    documents = [a_document(people, "Secret"), a_document(people, "Second", pages=2)]
    exhibits.choose_documents(exhibit_set=made, documents=documents, by=people.staff)
    return made


def bound(chosen: ExhibitSet, people: Team) -> Binder:
    """What the page asks for and a worker does."""
    binders.ask_for_binder(exhibit_set=chosen, by=people.counsel)
    claimed = binders.claim_binder(at=clock.now())
    assert claimed is not None
    return binders.make_binder(claimed)


def read(binder: Binder, people: Team) -> PdfReader:
    with binders.open_binder(binder, by=people.staff) as file:
        return PdfReader(io.BytesIO(file.read()))


def test_a_binder_has_its_index_covers_bookmarks_labels_and_numbers(chosen: ExhibitSet, people: Team) -> None:
    binder = bound(chosen, people)
    assert binder.state == BinderState.READY, binder.failure
    assert (binder.first_bates, binder.last_bates) == ("DL000001", "DL000003")
    reader = read(binder, people)
    # An index, then a cover and one page, a cover and two pages.
    assert binder.page_count == len(reader.pages) == 6
    assert reader.page_labels == ["1", "2", "3", "4", "5", "6"]
    texts = [page.extract_text() for page in reader.pages]
    assert "Secret" in texts[2] and "DL000001" in texts[2]
    assert "Second" in texts[5] and "DL000003" in texts[5]
    assert "26CV00001" in texts[1]
    assert [str(mark.title).partition(" – ")[0] for mark in reader.outline] == [
        "Index of exhibits",
        "Exhibit A",
        "Exhibit B",
    ]


def test_the_originals_stay_as_they_came_and_the_hash_is_that_of_the_file(chosen: ExhibitSet, people: Team) -> None:
    before = {one.document.sha256 for one in chosen.exhibits.all()}
    exhibits.black_out(exhibit=chosen.exhibits.all()[0], page=1, boxes=[ON_SECRET], by=people.staff)
    binder = bound(chosen, people)
    for sha256 in before:
        with archive.open_kept(sha256) as file:
            assert hashlib.sha256(file.read()).hexdigest() == sha256
    with binders.open_binder(binder, by=people.staff) as file:
        assert hashlib.sha256(file.read()).hexdigest() == binder.sha256


def test_what_is_blacked_out_is_in_no_byte_of_the_binder(chosen: ExhibitSet, people: Team, tmp_path: Path) -> None:
    first = chosen.exhibits.all()[0]
    exhibits.describe_exhibit(exhibit=first, title="An e-mail", by=people.staff)
    exhibits.black_out(exhibit=first, page=1, boxes=[ON_SECRET], by=people.staff)
    binder = bound(chosen, people)
    copy = tmp_path / "binder.pdf"
    with binders.open_binder(binder, by=people.staff) as file:
        copy.write_bytes(file.read())
    inside = everything_in(copy)
    assert "Secret" not in inside
    page = PdfReader(copy).pages[2].extract_text()
    assert "Secret" not in page
    assert "Redacted: § 7923.600" in page


def test_the_same_pages_keep_their_numbers_and_another_order_takes_new_ones(chosen: ExhibitSet, people: Team) -> None:
    assert binders.takes_new_numbers(chosen)
    bound(chosen, people)
    assert not binders.takes_new_numbers(chosen)
    exhibits.revise_set(exhibit_set=chosen, has_covers=False, by=people.staff)
    again = bound(chosen, people)
    assert (again.first_bates, again.last_bates) == ("DL000001", "DL000003")
    first, second = chosen.exhibits.all()
    exhibits.arrange(exhibit_set=chosen, order={second.pk: 1, first.pk: 2}, by=people.staff)
    assert binders.takes_new_numbers(chosen)
    third = bound(chosen, people)
    assert (third.first_bates, third.last_bates) == ("DL000004", "DL000006")
    assert [one["title"] for one in third.contents] == ["Second", "Secret"]


def test_the_database_gives_a_number_once_in_a_matter(chosen: ExhibitSet, people: Team) -> None:
    binder = bound(chosen, people)
    for prefix, number, printed in (("DL", 2, "DL0002"), ("D", 9, "DL000002")):
        with pytest.raises(IntegrityError), transaction.atomic():
            BatesNumber.objects.create(
                matter=people.matter, prefix=prefix, number=number, printed=printed, binder=binder
            )


def test_another_set_of_the_matter_goes_on_where_the_numbers_end(
    chosen: ExhibitSet, people: Team, case: CourtCase
) -> None:
    bound(chosen, people)
    other = exhibits.make_set(case=case, title="More", bates_prefix="DL", first_number=2, by=people.staff)
    exhibits.choose_documents(exhibit_set=other, documents=[a_document(people, "Third")], by=people.staff)
    assert bound(other, people).first_bates == "DL000004"
    far = exhibits.make_set(case=case, title="Far", bates_prefix="DL", first_number=500, by=people.staff)
    exhibits.choose_documents(exhibit_set=far, documents=[a_document(people, "Fourth")], by=people.staff)
    assert bound(far, people).first_bates == "DL000500"


def test_a_stamp_that_reads_like_another_is_refused(chosen: ExhibitSet, people: Team, case: CourtCase) -> None:
    bound(chosen, people)
    other = exhibits.make_set(case=case, title="More", bates_prefix="DL00000", bates_digits=1, by=people.staff)
    exhibits.choose_documents(exhibit_set=other, documents=[a_document(people, "Third")], by=people.staff)
    failed = bound(other, people)
    assert failed.state == BinderState.FAILED
    assert "already stamped" in failed.failure


@pytest.mark.parametrize("fault", ["encrypted", "broken"])
def test_a_file_that_cannot_be_bound_is_named_and_takes_no_number(
    fault: str, chosen: ExhibitSet, people: Team
) -> None:
    if fault == "encrypted":
        writer = PdfWriter()
        writer.add_blank_page(612, 792)
        writer.encrypt("password", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        data = out.getvalue()
    else:
        data = b"%PDF-1.7\nnothing more"
    document = keep_document(data, file_name="Minutes.pdf", title="Minutes", matter=people.matter, by=people.staff)
    exhibits.choose_documents(exhibit_set=chosen, documents=[document], by=people.staff)
    binder = bound(chosen, people)
    assert binder.state == BinderState.FAILED
    assert "Minutes.pdf" in binder.failure
    assert document.sha256 not in binder.failure
    assert not BatesNumber.objects.exists()
    exhibits.leave_out(exhibit=chosen.exhibits.get(document=document), by=people.staff)
    binders.retry_binder(binder=binder, by=people.staff)
    claimed = binders.claim_binder(at=clock.now())
    assert claimed is not None
    assert binders.make_binder(claimed).first_bates == "DL000001"


def test_a_worker_that_died_is_followed_by_another_with_the_same_numbers(
    chosen: ExhibitSet, people: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    binders.ask_for_binder(exhibit_set=chosen, by=people.staff)
    claimed = binders.claim_binder(at=clock.now())
    assert claimed is not None
    assert binders.claim_binder(at=clock.now()) is None

    def killed(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(binders, "bind", killed)
        binders.make_binder(claimed)
    assert BatesNumber.objects.count() == 3
    Binder.objects.update(claimed_at="2026-01-01T00:00:00Z")
    again = binders.claim_binder(at=clock.now())
    assert again is not None
    made = binders.make_binder(again)
    assert (made.state, made.first_bates, made.last_bates) == (BinderState.READY, "DL000001", "DL000003")
    assert BatesNumber.objects.count() == 3


def test_a_cancelled_binder_leaves_no_file_and_no_number(
    chosen: ExhibitSet, people: Team, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    binders.ask_for_binder(exhibit_set=chosen, by=people.staff)
    claimed = binders.claim_binder(at=clock.now())
    assert claimed is not None
    monkeypatch.setattr(queue, "HEARTBEAT_SECONDS", 0)
    true_plan = binders.plan

    def plan_and_cancel(*args: Any, **kwargs: Any) -> Any:
        binders.cancel_binder(binder=Binder.objects.get(pk=claimed.pk), by=people.staff)
        return true_plan(*args, **kwargs)

    monkeypatch.setattr(binders, "plan", plan_and_cancel)
    left = binders.make_binder(claimed)
    assert left.state == BinderState.CANCELLED
    assert list((tmp_path / "binders").rglob("*.pdf")) == []
    with pytest.raises(CaseworkError, match="cancelled"):
        binders.cancel_binder(binder=left, by=people.staff)


def test_a_binder_that_ends_its_worker_three_times_is_given_up(chosen: ExhibitSet, people: Team) -> None:
    binders.ask_for_binder(exhibit_set=chosen, by=people.staff)
    Binder.objects.update(attempt_count=3)
    claimed = binders.claim_binder(at=clock.now())
    assert claimed is not None
    given_up = binders.make_binder(claimed)
    assert given_up.state == BinderState.FAILED
    assert given_up.failure.startswith("The worker stopped three times while binding this set.")
    assert binders.retry_binder(binder=given_up, by=people.staff).attempt_count == 0


def test_only_one_binder_of_a_set_is_made_at_a_time(chosen: ExhibitSet, people: Team) -> None:
    binders.ask_for_binder(exhibit_set=chosen, by=people.staff)
    with pytest.raises(CaseworkError, match="being made already"):
        binders.ask_for_binder(exhibit_set=chosen, by=people.staff)


def test_a_binder_that_is_issued_is_kept_for_good_and_one_that_is_not_may_go(
    chosen: ExhibitSet, people: Team
) -> None:
    binder = bound(chosen, people)
    document = binders.issue_binder(binder=binder, by=people.staff)
    assert (document.sha256, document.is_issued) == (binder.sha256, True)
    with pytest.raises(CaseworkError, match="stays"):
        binders.remove_binder(binder=binder, by=people.staff)
    other = bound(chosen, people)
    binders.remove_binder(binder=other, by=people.staff)
    with pytest.raises(CaseworkError, match="no file"):
        binders.open_binder(other, by=people.staff)


def test_pages_are_picked_and_those_the_file_lacks_are_refused(chosen: ExhibitSet, people: Team) -> None:
    second = chosen.exhibits.all()[1]
    with pytest.raises(TrackerError, match=r"Second.pdf” has 2 pages; pages 3 cannot"):
        exhibits.describe_exhibit(exhibit=second, page_ranges="1, 3", by=people.staff)
    exhibits.describe_exhibit(exhibit=second, page_ranges="2", label="Z", by=people.staff)
    binder = bound(chosen, people)
    assert binder.last_bates == "DL000002"
    assert [one["label"] for one in binder.contents] == ["A", "Z"]


def test_a_box_off_the_page_is_refused_and_boxes_of_a_page_are_replaced(chosen: ExhibitSet, people: Team) -> None:
    first = chosen.exhibits.all()[0]
    for box in (Box(1, 700, 10, 5, 5), Box(1, 10, 10, 0, 5), Box(1, float("nan"), 10, 5, 5), Box(2, 1, 1, 5, 5)):
        with pytest.raises(CaseworkError):
            exhibits.black_out(exhibit=first, page=box.page, boxes=[box], by=people.staff)
    exhibits.black_out(exhibit=first, page=1, boxes=[ON_SECRET, Box(1, 5, 5, 5, 5)], by=people.staff)
    kept = RedactionBox.objects.get(code="§ 7923.600")
    exhibits.black_out(exhibit=first, page=1, boxes=[ON_SECRET], by=people.staff)
    assert list(RedactionBox.objects.all()) == [kept]


def test_a_privileged_document_is_chosen_by_counsel_for_a_set_that_is_counsels(
    people: Team, case: CourtCase, chosen: ExhibitSet
) -> None:
    private = a_document(people, "Strategy", counsel_only=True)
    with pytest.raises(AccessError, match="Only counsel"):  # though staff kept it themselves
        exhibits.choose_documents(exhibit_set=chosen, documents=[private], by=people.staff)
    with pytest.raises(CaseworkError, match="counsel's alone; this set is not"):
        exhibits.choose_documents(exhibit_set=chosen, documents=[private], by=people.counsel)
    with pytest.raises(AccessError):
        exhibits.make_set(case=case, title="Mine", counsel_only=True, by=people.staff)
    with pytest.raises(CaseworkError, match="others have seen this one"):
        exhibits.revise_set(exhibit_set=chosen, counsel_only=True, by=people.counsel)
    chosen.refresh_from_db()
    own = exhibits.make_set(case=case, title="Counsel’s plan", counsel_only=True, by=people.counsel)
    exhibits.choose_documents(exhibit_set=own, documents=[private], by=people.counsel)
    with pytest.raises(CaseworkError, match="Leave it out of the set first"):
        exhibits.revise_set(exhibit_set=own, counsel_only=False, by=people.counsel)
    with pytest.raises(AccessError, match="not yours to see"):
        binders.ask_for_binder(exhibit_set=own, by=people.staff)
    made = bound(own, people)
    with pytest.raises(AccessError, match="not yours to see"):
        binders.open_binder(made, by=people.staff)
    with pytest.raises(CaseworkError, match="Open the set"):
        binders.issue_binder(binder=made, by=people.counsel)


def test_of_a_set_of_counsels_nobody_else_finds_a_trace(
    people: Team, case: CourtCase, client_of: Callable[[Any], Client]
) -> None:
    own = exhibits.make_set(case=case, title="Counsels plan", counsel_only=True, by=people.counsel)
    private = a_document(people, "Strategy", counsel_only=True)
    exhibits.choose_documents(exhibit_set=own, documents=[private], by=people.counsel)
    made = bound(own, people)
    inside = own.exhibits.get()
    pages = [reverse("exhibitsets"), reverse("case", args=[case.pk]), reverse("journal"), "/search/?q=plan"]
    pages += [reverse("admin:requests_app_exhibitset_changelist"), reverse("exhibitsets") + "?export=csv"]
    for person in (people.staff, people.admin):
        client = client_of(person)
        for address in pages:
            assert b"Counsels plan" not in client.get(address).getvalue(), address
        for name, key in (("exhibitset", own.pk), ("exhibit-describe", inside.pk), ("binder-file", made.pk)):
            assert client.get(reverse(name, args=[key])).status_code == 404
    assert b"Counsels plan" in client_of(people.counsel).get(reverse("exhibitsets")).getvalue()
    assert not JournalEntry.objects.filter(summary__contains="Counsels plan", is_privileged=False).exists()


def test_a_picture_and_a_text_are_bound_and_a_workbook_is_refused(chosen: ExhibitSet, people: Team) -> None:
    text = keep_document(b"Plain words", file_name="a.txt", title="Note", matter=people.matter, by=people.staff)
    exhibits.choose_documents(exhibit_set=chosen, documents=[text], by=people.staff)
    reader = read(bound(chosen, people), people)
    assert "Plain words" in reader.pages[-1].extract_text()
    book = keep_document(b"PK\x03\x04rest", file_name="a.xlsx", title="Book", matter=people.matter, by=people.staff)
    with pytest.raises(CaseworkError, match=r"a\.xlsx” has no pages"):
        exhibits.choose_documents(exhibit_set=chosen, documents=[book], by=people.staff)


def test_a_document_of_another_matter_is_not_offered_and_not_taken(chosen: ExhibitSet, people: Team) -> None:
    other = factories.matters.open_matter(
        title="Elsewhere", organisation=people.matter.organisation, lead=people.staff, by=people.staff,
        on=factories.TODAY,
    )  # fmt: skip
    document = keep_document(b"words", file_name="b.txt", title="B", matter=other, by=people.staff)
    with pytest.raises(CaseworkError, match="another matter"):
        exhibits.choose_documents(exhibit_set=chosen, documents=[document], by=people.staff)


def test_the_page_of_a_set_asks_the_same_number_of_questions_whatever_it_holds(
    chosen: ExhibitSet, people: Team, client_of: Callable[[Any], Client], django_assert_max_num_queries: Any
) -> None:
    more = [a_document(people, f"Paper {number}") for number in range(6)]
    exhibits.choose_documents(exhibit_set=chosen, documents=more, by=people.staff)
    client = client_of(people.staff)
    with django_assert_max_num_queries(26):
        page = client.get(chosen.get_absolute_url()).content.decode()
    assert "Paper 5" in page and "numbered from DL000001" in page


def test_boxes_typed_as_numbers_are_kept_and_a_wrong_row_loses_nothing(
    chosen: ExhibitSet, people: Team, client_of: Callable[[Any], Client]
) -> None:
    client = client_of(people.staff)
    first = chosen.exhibits.all()[0]
    address = reverse("exhibit-page", args=[first.pk, 1])
    assert client.get(reverse("exhibit-picture", args=[first.pk, 1])).getvalue().startswith(b"\x89PNG")
    typed = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-left": "60", "form-0-top": "75"}
    page = client.post(address, {**typed, "form-0-code": "§ 7923.600"}).content.decode()
    assert "A box needs all four numbers" in page and 'value="60"' in page
    client.post(address, {**typed, "form-0-width": "120", "form-0-height": "30"})
    assert RedactionBox.objects.get().width == 120
    assert '<rect x="60.0" y="75.0" width="120.0" height="30.0"' in client.get(address).content.decode()


def test_leaving_out_keeps_the_document(chosen: ExhibitSet, people: Team) -> None:
    first = chosen.exhibits.all()[0]
    document = first.document
    exhibits.leave_out(exhibit=first, by=people.staff)
    assert Exhibit.objects.count() == 1
    assert Document.objects.filter(pk=document.pk).exists()
