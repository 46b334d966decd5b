"""What a letter takes along: chosen on its draft, listed on its face, frozen with it, in its mail and its bundle."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.casework import bundles, datasets, enclosures, letter_mail, letter_review, letters
from requests_app.casework.documents import keep_document
from requests_app.casework.letter_paper import enclosures_of, paper_of
from requests_app.errors import AccessError, CaseworkError
from requests_app.letters import is_available
from requests_app.models import Document, JournalEntry, Letter, LetterState
from tests import factories
from tests.factories import MONDAY, TODAY, Team

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not is_available(), reason="letters cannot be printed here: Pango is missing"),
]


@pytest.fixture
def people() -> Team:
    return factories.team()


@pytest.fixture
def draft(people: Team) -> Letter:
    request = factories.draft_request(people)
    return letters.propose_letter(request=request, kind="request", by=people.staff, on=MONDAY)


@pytest.fixture
def contract(people: Team) -> Document:
    """A paper of the matter that belongs to none of its requests."""
    return kept(people, b"The contract itself", "contract.txt", title="Contract of 2019")


def kept(people: Team, data: bytes, name: str, **more: Any) -> Document:
    more = {"title": name, "by": people.counsel} | more
    return keep_document(data, file_name=name, **({"matter": people.matter} | more))


def issued(letter: Letter, people: Team) -> Letter:
    letters.issue_letter(letter=letter, by=people.staff)
    claimed = letters.claim_letter(at=clock.now())
    assert claimed is not None
    return letters.make_letter(claimed)


def test_it_is_listed_on_the_letter_and_frozen_with_its_hash(people: Team, draft: Letter, contract: Document) -> None:
    enclosures.enclose(letter=draft, documents=[contract], by=people.staff)
    letter = issued(draft, people)
    assert letter.state == LetterState.ISSUED, letter.failure
    assert paper_of(letter).enclosures == ("Contract of 2019 (contract.txt)",)
    (frozen,) = letter.facts["enclosed"]
    assert (frozen["document"], frozen["sha256"], frozen["size_bytes"]) == (contract.pk, contract.sha256, 19)
    for change in (
        lambda: enclosures.take_out(letter=letter, document=contract, by=people.staff),
        lambda: enclosures.enclose(letter=letter, documents=[kept(people, b"x", "x.txt")], by=people.staff),
    ):
        with pytest.raises(CaseworkError, match="frozen with it"):
            change()
    assert list(enclosures_of(letter)) == [contract]


def test_its_mail_carries_each_file_as_it_is_even_two_of_one_name(
    people: Team, draft: Letter, contract: Document
) -> None:
    namesake = kept(people, b"The renewal", "contract.txt")
    enclosures.enclose(letter=draft, documents=[namesake, contract], by=people.staff)
    letter_mail.mail_letter(letter=issued(draft, people), to="a@agency.example", by=people.staff, on=TODAY)
    assert letter_mail.mail_waiting_letters(on=TODAY).sent == 1
    (message,) = mail.outbox
    assert "with 2 enclosures." in message.body
    _, *files = [
        (name, bytes(data, "utf-8") if isinstance(data, str) else data) for name, data, _ in message.attachments
    ]
    assert files == [
        ("Enclosure-1-contract.txt", b"The contract itself"),
        ("Enclosure-2-contract.txt", b"The renewal"),
    ]


def test_what_no_mailbox_takes_is_refused_with_both_sizes(
    people: Team, draft: Letter, contract: Document, settings: Any
) -> None:
    enclosures.enclose(letter=draft, documents=[kept(people, b"x" * 200_000, "long.txt")], by=people.staff)
    letter = issued(draft, people)
    settings.MAIL_MAX_BYTES = 250_000  # 200,000 bytes alone make 273,684 on their way
    with pytest.raises(CaseworkError, match=r"a mail of 0\.3 MB; mailboxes take 0\.2 MB"):
        letter_mail.mail_letter(letter=letter, to="a@agency.example", by=people.staff, on=TODAY)
    settings.MAIL_MAX_BYTES = 1_000_000
    letter_mail.mail_letter(letter=letter, to="a@agency.example", by=people.staff, on=TODAY)


def test_what_is_counsels_another_matters_or_raw_data_never_goes_along(
    people: Team, draft: Letter, contract: Document
) -> None:
    private = kept(people, b"Our strategy", "plan.txt", counsel_only=True)
    with pytest.raises(CaseworkError, match=r"“plan.txt” is counsel's alone"):
        enclosures.enclose(letter=draft, documents=[contract, private], by=people.counsel)
    with pytest.raises(AccessError):
        enclosures.enclose(letter=draft, documents=[private], by=people.staff)
    other = factories.matters.open_matter(
        title="Other", organisation=people.matter.organisation, lead=people.counsel, by=people.counsel, on=MONDAY
    )
    with pytest.raises(CaseworkError, match="of another matter"):
        enclosures.enclose(
            letter=draft, documents=[kept(people, b"theirs", "b.txt", matter=other)], by=people.counsel
        )
    dataset = raw_dataset(people, draft)
    assert dataset.document is not None
    with pytest.raises(CaseworkError, match="raw data of a dataset"):
        enclosures.enclose(letter=draft, documents=[dataset.document], by=people.staff)
    assert not enclosures_of(draft)


def raw_dataset(people: Team, letter: Letter) -> Any:
    return datasets.receive_dataset(
        io.BytesIO(b"plate,read_at\nA,2026-01-01 00:00:00\n"), file_name="scans.csv", title="Scans",
        request=letter.request, by=people.staff, on=TODAY,
    )  # fmt: skip


def test_a_file_that_turns_out_to_be_raw_data_stops_the_issue_and_the_mail(people: Team, draft: Letter) -> None:
    same = kept(people, b"plate,read_at\nA,2026-01-01 00:00:00\n", "copy.csv")
    enclosures.enclose(letter=draft, documents=[same], by=people.staff)
    earlier = letters.propose_letter(request=draft.request, kind="request", by=people.staff, on=MONDAY)
    enclosures.enclose(letter=earlier, documents=[same], by=people.staff)
    letter_mail.mail_letter(letter=issued(earlier, people), to="a@agency.example", by=people.staff, on=TODAY)
    raw_dataset(people, draft)
    with pytest.raises(CaseworkError, match=r"Take out what may not leave: “copy\.csv” is or may hold the raw data"):
        letters.issue_letter(letter=draft, by=people.staff)
    (skipped,) = letter_mail.mail_waiting_letters(on=TODAY).skipped
    assert "raw data of a dataset" in skipped
    assert mail.outbox == []


def test_another_enclosure_takes_counsels_approval_away(people: Team, draft: Letter, contract: Document) -> None:
    letter_review.ask_for_review(letter=draft, by=people.staff)
    read = draft.fingerprint
    enclosures.enclose(letter=draft, documents=[contract], by=people.staff)
    with pytest.raises(CaseworkError, match="changed while you read it"):
        letter_review.approve_letter(letter=draft, seen=read, by=people.counsel)
    letter_review.approve_letter(letter=draft, seen=draft.fingerprint, by=people.counsel)
    enclosures.take_out(letter=draft, document=contract, by=people.staff)
    assert draft.reviewed_by is None
    told = JournalEntry.objects.filter(record_type="letter", record_id=draft.pk, verb="enclose")
    assert [entry.changes["enclosures"] for entry in told.order_by("pk") if "enclosures" in entry.changes] == [
        [[], ["Contract of 2019"]],
        [["Contract of 2019"], []],
    ]


def test_a_correction_encloses_the_same(people: Team, draft: Letter, contract: Document) -> None:
    enclosures.enclose(letter=draft, documents=[contract], by=people.staff)
    corrected = letter_review.correct_letter(letter=issued(draft, people), by=people.staff, on=TODAY)
    assert list(enclosures_of(corrected)) == [contract]


def test_a_bundle_of_the_request_has_the_enclosures_behind_their_letter(
    people: Team, draft: Letter, contract: Document, settings: Any, tmp_path: Path
) -> None:
    settings.BUNDLES_ROOT = tmp_path / "bundles"
    enclosures.enclose(letter=draft, documents=[contract], by=people.staff)
    issued(draft, people)
    bundles.ask_for_bundle(of=draft.request, by=people.staff, on=TODAY)
    claimed = bundles.claim_bundle(at=clock.now())
    assert claimed is not None
    ready = bundles.make_bundle(claimed)
    with zipfile.ZipFile(bundles.path_of(ready, "zip")) as packed:
        names = [name.rsplit("/", 1)[-1] for name in packed.namelist() if "/" in name]
        (enclosed,) = [name for name in packed.namelist() if "enclosure" in name]
        assert packed.read(enclosed) == b"The contract itself"
    assert [name.split(" ")[2] for name in names] == ["letter", "letter", "enclosure"]
    assert contract.pk in ready.contents["Document"]


def test_the_page_chooses_and_takes_out_and_offers_nothing_that_may_not_leave(
    people: Team, draft: Letter, contract: Document
) -> None:
    private = kept(people, b"Our strategy", "plan.txt", counsel_only=True)
    client = Client()
    client.force_login(people.counsel)
    page = client.get(reverse("letter-enclose", args=[draft.pk])).content.decode()
    assert f'name="document" value="{contract.pk}"' in page
    assert f'name="document" value="{private.pk}"' not in page
    answer = client.post(reverse("letter-enclose", args=[draft.pk]), {"document": [contract.pk]}, follow=True)
    assert "Contract of 2019" in answer.content.decode()
    assert list(enclosures_of(draft)) == [contract]
    client.post(reverse("letter-take-out", args=[draft.pk]), {"document": contract.pk})
    assert not enclosures_of(draft)
