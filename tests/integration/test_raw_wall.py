"""Plates in three originals of datasets, however they came; nobody finds one who was not let see raw rows."""

import io
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import clock, mailroom
from requests_app import datasets as tool
from requests_app.admin.registry import site
from requests_app.casework import (
    binders,
    bundles,
    corrections,
    datasets,
    exhibits,
    mail,
    matters,
    raw_rows,
    raw_search,
    search_index,
)
from requests_app.casework.documents import keep_document
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import Dataset, Document, DocumentFinding, DocumentPage, JournalEntry, User
from tests.addresses import ADDRESSES
from tests.factories import TODAY
from tests.integration.test_privileged_wall import in_words
from tests.world import World

pytestmark = pytest.mark.django_db

# Every plate begins 7QZX; its next digit says how the original came. Beside it stands what is searched for.
PLATE = re.compile(r"7QZX\d{3}")
ASKED = "quagga"
LISTS = ("", "?export=csv", f"?q={ASKED}")
LOOKS = ("", "?raw=1")
WORDY = {"search", "documents", "datasets", "tray", "communications", "journal", "releases"}  # lists of what is near
NEAR = {"dataset", "document", "measure"}
NOT_GOT = ("-cancel", "-retry", "-place", "-set-aside", "-put-back", "-settle", "-turn", "-ask", "-bind", "-arrange")
ADMIN = {"dataset", "document", "inspection", "communication", "receivedmail", "binder", "exhibit"}
UPLOADED, MAILED, RECORDED = "1", "2", "3"


def scans(way: str, *, wide: bool = False) -> bytes:
    """One read, and one line that is none, with plates of their own."""
    rows = [
        ("plate", "read_at", "device", "remark"),
        (f"7QZX{way}01", "2026-01-05 08:00:00", "cam-1", f"{ASKED} 7QZX{way}02"),
        (f"7QZX{way}03", "never", "cam-1", ASKED),
    ]
    return "".join(f"{''.join(cell.ljust(24) for cell in row) if wide else ','.join(row)}\n" for row in rows).encode()


def zipped(name: str, data: bytes) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return box.getvalue()


def mailed(subject: str, attachment: bytes) -> bytes:
    """A mail of the agency with a packed week of reads."""
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@lapd.example", subject, f"<{len(subject)}@x>"
    message.set_content("Here is the week.")
    message.add_attachment(attachment, maintype="application", subtype="zip", filename="week.zip")
    return message.as_bytes()


class RawWall(World):
    """The world, with one original by upload, one packed in a mail, one recorded as a document before."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.staff = User.objects.get(username="mara")
        self.counsel = User.objects.get(username="jonah")
        request = self.request
        uploaded = self.read(scans(UPLOADED), "scans.csv")
        (self.correction,) = corrections.correct_lines(
            dataset=uploaded,
            cells={3: ["7QZX104", "2026-01-05 09:00:00", "cam-1", ASKED]},
            why="Asked",
            by=self.staff,
        )
        self.ways: list[dict[str, int]] = [self.keys_of(uploaded)]
        week = zipped("in/week.csv", scans(MAILED))
        placed = mail.receive_mail(mailed("The week", zipped("week.zip", week)), by=None, on=TODAY).mail
        placed = mail.place_mail(placed, request=request, by=self.staff, on=TODAY)
        assert placed.communication is not None
        waits = mail.receive_mail(mailed("The week once more", week), by=None, on=TODAY).mail
        paper = keep_document(
            scans(RECORDED, wide=True), file_name="week.txt", title="Week", by=self.staff, request=request
        )
        DocumentPage.objects.create(document=paper, number=1, text=f"{ASKED} 7QZX301", source="file")
        DocumentFinding.objects.create(document=paper, kind="hidden", sentence="“7QZX302” is hidden.")
        search_index.index_record(paper)
        exhibit, binder = self.bound(paper)
        self.old_bundle = self.bundled()
        mailed_one = self.read(scans(MAILED), "week.csv")
        self.ways.append(
            self.keys_of(mailed_one)
            | {"document": placed.communication.documents.get().pk, "communication": placed.communication.pk}
            | {"tray": waits.pk, "receivedmail": placed.pk}
        )
        self.ways.append({"tray": placed.pk})
        recorded = self.read(scans(RECORDED, wide=True), "week.txt")
        assert recorded.document is not None
        self.ways.append(self.keys_of(recorded) | {"inspection": recorded.document.inspection.pk})
        assert binder.document is not None
        places = {"exhibit": exhibit.pk, "exhibitset": exhibit.exhibit_set_id, "binder": binder.pk}
        self.ways.append(places | {"document": paper.pk, "inspection": paper.inspection.pk})
        self.ways.append({"document": binder.document.pk, "bundle": self.old_bundle.pk})
        self.paper, self.binder = paper, binder

    @property
    def request(self) -> Any:
        return Document.objects.get(pk=self.keys["document"]).request

    def read(self, data: bytes, name: str) -> Dataset:
        """A dataset of these bytes, received and read to its end."""
        received = datasets.receive_dataset(
            BytesIO(data), file_name=name, title=name, request=self.request, by=self.staff, on=TODAY
        )
        draft = datasets.propose_reading(received).draft
        datasets.confirm_dataset(dataset=received, mapping=self.mapping(draft), by=self.staff)
        claimed = datasets.claim_dataset(at=clock.now())
        assert claimed is not None
        ready = datasets.ingest_dataset(claimed)
        assert (ready.failure, ready.quarantined_count) == ("", 1)
        return ready

    @staticmethod
    def mapping(draft: dict[str, Any]) -> tool.Mapping:
        return tool.Mapping.from_json({**draft, "time_formats": ["%Y-%m-%d %H:%M:%S"]})

    def bound(self, paper: Document) -> tuple[Any, Any]:
        """The paper as the exhibit of a binder that was issued."""
        case = exhibits.ExhibitSet.objects.get(pk=self.keys["exhibitset"]).case
        exhibit_set = exhibits.make_set(case=case, title="Filed", by=self.staff)
        (exhibit,) = exhibits.choose_documents(exhibit_set=exhibit_set, documents=[paper], by=self.staff)
        binders.cancel_binder(binder=binders.Binder.objects.get(pk=self.keys["binder"]), by=self.staff)
        binders.ask_for_binder(exhibit_set=exhibit_set, by=self.staff)
        claimed = binders.claim_binder(at=clock.now())
        assert claimed is not None
        binder = binders.make_binder(claimed)
        issued = binders.issue_binder(binder=binder, by=self.staff)
        DocumentPage.objects.create(document=issued, number=1, text=f"{ASKED} 7QZX303", source="file")
        search_index.index_record(issued)
        return exhibit, binder

    def bundled(self) -> Any:
        """A bundle of the request, made now."""
        for waiting in bundles.Bundle.objects.filter(state="waiting"):
            bundles.cancel_bundle(bundle=waiting, by=self.staff)
        bundles.ask_for_bundle(of=self.request, by=self.staff, on=TODAY)
        claimed = bundles.claim_bundle(at=clock.now())
        assert claimed is not None
        return bundles.make_bundle(claimed)

    def keys_of(self, dataset: Dataset) -> dict[str, int]:
        assert dataset.document_id is not None
        return {"dataset": dataset.pk, "document": dataset.document_id}

    def everywhere(self) -> Iterator[str]:
        """Every address of the matter, its lists searched and taken away, and the admin."""
        for name in ADDRESSES:
            if name not in ("logout", "health") and not name.endswith(NOT_GOT):
                yield from (f"{self.address(name)}{more}" for more in (LISTS if name in WORDY else ("",)))
        for model in site._registry:
            yield reverse(f"admin:requests_app_{model._meta.model_name}_changelist")
        for entry in JournalEntry.objects.filter(record_type__in=["dataset", "linecorrection", "document"]):
            yield reverse("admin:requests_app_journalentry_change", args=[entry.pk])

    def nearby(self, looks: tuple[str, ...] = LOOKS) -> list[str]:
        """The addresses of the originals, of what carries them and of what was made of them."""
        base, told = dict(self.keys), []
        for way in self.ways:
            self.keys = base | way
            for name in ADDRESSES:
                if name.split("-")[0] in NEAR | way.keys() and not name.endswith(NOT_GOT):
                    told += [f"{self.address(name)}{more}" for more in looks]
            for model in ADMIN & way.keys():
                told.append(reverse(f"admin:requests_app_{model}_change", args=[self.keys[model]]))
        self.keys = base
        told.append(reverse("admin:requests_app_linecorrection_change", args=[self.correction.pk]))
        return list(dict.fromkeys(told))

    def plates_at(self, client: Client, address: str) -> set[str]:
        response = client.get(address)
        content = response.getvalue() if response.streaming else response.content
        return set(PLATE.findall(f"{response.headers} {inside(content)}"))


def inside(content: bytes) -> str:
    """The words of a page or file, with what a mail carries packed."""
    words = in_words(content)
    if b"multipart/mixed" in content[:2000]:
        words += " ".join(in_words(one.data) for one in mailroom.parse(content).attachments)
    return words


@pytest.fixture
def wall(tmp_path: Path, settings: Any) -> RawWall:
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.DATASETS_ROOT = tmp_path / "datasets"
    settings.BUNDLES_ROOT = tmp_path / "bundles"
    settings.BINDERS_ROOT = tmp_path / "binders"
    return RawWall(tmp_path / "mail")


def test_nobody_who_was_not_let_finds_a_plate_at_any_address(wall: RawWall) -> None:
    nearby, plainly = wall.nearby(), wall.nearby(("",))
    walks = {"staff": [*wall.everywhere(), *nearby], "admin": nearby, "reader": plainly, "stranger": plainly}
    found = {
        f"{role} {address}": plates
        for role, addresses in walks.items()
        for address in addresses
        if (plates := wall.plates_at(wall.clients[role], address))
    }
    assert not found
    with pytest.raises(CaseworkError, match="raw rows of a dataset"):
        exhibits.choose_documents(
            exhibit_set=exhibits.ExhibitSet.objects.get(pk=wall.keys["exhibitset"]),
            documents=[wall.paper],
            by=wall.counsel,
        )
    made = wall.bundled()
    papers = [bundles.path_of(made, kind).read_bytes() for kind in ("pdf", "zip")]
    assert [PLATE.findall(inside(data)) for data in papers] == [[], []]
    assert "Here is the week." in in_words(papers[1])


def test_nothing_is_unpacked_of_what_has_no_size_of_an_original_and_packs_nothing(
    wall: RawWall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("It was read to its end.")

    film = keep_document(
        zipped("film.mp4", b"\0\0\0 ftypisom" * 9),
        file_name="film.zip",
        title="Film",
        by=wall.staff,
        request=wall.request,
    )
    monkeypatch.setattr(raw_search.hashlib, "sha256", refuse)
    assert raw_rows.held_in(film).originals == []


def test_whoever_was_let_finds_them_and_each_look_is_journalled(wall: RawWall) -> None:
    membership = matters.Membership.objects.get(user=wall.counsel)
    matters.let_see_raw(membership=membership, sees_raw=True, by=User.objects.get(username="ines"))
    found, looks = set(), JournalEntry.objects.filter(verb="look_at_raw", by=wall.counsel)
    unwritten = []
    for address in wall.nearby():
        before = looks.count()
        if plates := wall.plates_at(wall.clients["counsel"], address):
            found |= plates
            unwritten += [address] if looks.count() == before else []
    assert not unwritten
    assert {"7QZX101", "7QZX103", "7QZX104", "7QZX201", "7QZX203", "7QZX301", "7QZX303"} <= found
    assert wall.plates_at(wall.clients["counsel"], reverse("document", args=[wall.paper.pk]))
    with pytest.raises(AccessError, match="leave it out"):
        binders.open_binder(wall.binder, by=wall.counsel)
