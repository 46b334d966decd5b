"""A marker in every privileged field of every record, and nobody but counsel finds one anywhere."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from requests_app import clock
from requests_app.access import visible
from requests_app.admin.registry import site
from requests_app.casework import (
    binders,
    bundles,
    costs,
    exemptions,
    exhibits,
    letter_review,
    letters,
    notes,
    personal,
    records,
    reminders,
)
from requests_app.errors import AccessError, CaseworkError
from requests_app.exhibits.shapes import Box
from requests_app.models import DocumentFinding, DocumentPage, ExemptionClaim, JournalEntry, NoteKind, User
from tests.addresses import ADDRESSES, EDITORS_ANYWHERE, TEAM
from tests.factories import MONDAY, TODAY
from tests.world import ROLES, World

pytestmark = pytest.mark.django_db

OTHERS = [role for role in ROLES if role != "counsel"]
ASKED = "quagga"  # what is searched for: pages repeat it in their boxes
FOUND = re.compile(r"zebrafinch\d+")  # what stands beside it, and must not come back
ASKED_FOR = ("?export=csv", "?export=xlsx", "?export=pdf", f"?q={ASKED}")
TOMORROW = TODAY + timedelta(days=1)
LATER = TODAY + timedelta(days=40)


def in_words(content: bytes) -> str:
    """The words of a page or a file: PDF text, and everything inside XLSX, DOCX and ZIP, however deep."""
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages) + str(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            return "\n".join(f"{name} {in_words(box.read(name))}" for name in box.namelist())
    return content.decode("utf-8", "replace").replace("\r\n ", "")  # a long line of a calendar is folded


class Wall(World):
    """The world, with a record of counsel's of every privileged kind, and a marker in each of their words."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.counsel = User.objects.get(username="jonah")
        self.before = {role: self.counts(role) for role in OTHERS}
        matter = self.row("matter")
        cost = costs.record_cost(
            matter=matter,
            incurred_on=MONDAY,
            category="experts",
            description="Consultant",
            amount_cents=10_000,
            receipt=b"quagga zebrafinch0",
            receipt_name="invoice.txt",
            by=self.counsel,
            on=TODAY,
        )
        draft = letters.propose_letter(request=self.row("request"), kind="follow_up", by=self.counsel, on=TODAY)
        letter = letter_review.keep_for_counsel(letter=draft, by=self.counsel)
        assert cost.receipt is not None
        exhibit_set = exhibits.make_set(case=self.row("courtcase"), title="Plan", counsel_only=True, by=self.counsel)
        (exhibit,) = exhibits.choose_documents(exhibit_set=exhibit_set, documents=[cost.receipt], by=self.counsel)
        box = exhibits.black_out(exhibit=exhibit, page=1, boxes=[Box(1, 9, 9, 9, 9)], by=self.counsel)[0]
        binder = binders.ask_for_binder(exhibit_set=exhibit_set, by=self.counsel)
        binders.cancel_binder(binder=binder, by=self.counsel)
        self.keys |= {"letter": letter.pk, "document": cost.receipt.pk, "cost": cost.pk}
        self.keys |= {"exhibitset": exhibit_set.pk, "exhibit": exhibit.pk, "binder": binder.pk}
        self.planted = {
            "letter": letter,
            "document": cost.receipt,
            "personalreminder": personal.ask_to_be_reminded(
                of=matter, words="Ring", send_on=LATER, by=self.counsel, on=TODAY
            ),
            "cost": cost,
            "exhibitset": exhibit_set,
            "exhibit": exhibit,
            "redactionbox": box,
            "binder": binder,
            "inspection": cost.receipt.inspection,
            "documentpage": DocumentPage.objects.create(document=cost.receipt, number=1, text="Paid", source="file"),
            "documentfinding": DocumentFinding.objects.create(document=cost.receipt, kind="date", sentence="Late"),
            **{name: self.row(name) for name in ("timeentry", "hourlyrate", "note")},
        }
        self.markers = {"zebrafinch0"}
        for row in self.planted.values():
            for field in row.privilege.words:  # type: ignore[attr-defined]
                marker = f"zebrafinch{len(self.markers)}"
                self.markers.add(marker)
                words = f"{ASKED} {marker}"
                shape = row._meta.get_field(field).get_default()
                value = {"author": words} if shape == {} else [words] if shape == [] else words
                records.change(row, by=self.counsel, verb="plant", summary=words, **{field: value})

    def row(self, name: str) -> Any:
        model = {"matter": "matter", "request": "recordsrequest"}.get(name, name)
        return apps.get_model("requests_app", model)._default_manager.get(pk=self.keys[name])

    def counts(self, role: str) -> dict[str, int]:
        """How many rows of each privileged kind the person can tell there are."""
        person = self.person(role)
        models = [model for model in apps.get_app_config("requests_app").get_models() if hasattr(model, "privilege")]
        return {model.__name__: visible(person, model._default_manager.all()).count() for model in models}

    def person(self, role: str) -> Any:
        names = {"reader": "lin", "staff": "mara", "admin": "ines", "stranger": "eve"}
        return User.objects.get(username=names[role]) if role in names else AnonymousUser()

    def looked_at(self, role: str) -> set[str]:
        """Every marker this role finds at any address, in any export, by any search."""
        found: set[str] = set()
        for name in ADDRESSES:
            if name in ("logout", "health"):
                continue
            address = self.address(name)
            taken_away = ADDRESSES[name] in (TEAM, EDITORS_ANYWHERE, {"counsel"}) or name.endswith("-log")
            for more in ("", *ASKED_FOR) if taken_away and "?" not in address else ("",):
                found |= self.markers_at(self.clients[role], address + more)
        return found

    def looked_at_in_admin(self, role: str) -> set[str]:
        found: set[str] = set()
        for model in site._registry:
            name = f"admin:requests_app_{model._meta.model_name}"
            keys = {self.keys[model._meta.model_name or ""], *self.keys_of(model)}
            addresses = [reverse(f"{name}_changelist"), reverse(f"{name}_changelist") + f"?q={ASKED}"]
            for page in ("change", "history"):
                addresses += [reverse(f"{name}_{page}", args=[key]) for key in keys]
            for address in addresses:
                found |= self.markers_at(self.clients[role], address)
        return found

    def keys_of(self, model: type[Model]) -> set[int]:
        if model is JournalEntry:
            return set(JournalEntry.objects.filter(verb="plant").values_list("pk", flat=True)[:2])
        return {row.pk for row in self.planted.values() if isinstance(row, model)}

    def markers_at(self, client: Client, address: str) -> set[str]:
        response = client.get(address)
        content = response.getvalue() if response.streaming else response.content
        where = f"{response.headers} {in_words(content)}"
        return set(FOUND.findall(where))


@pytest.fixture
def wall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wall:
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path / "mail")
    return Wall(tmp_path / "mail")


def test_every_privileged_kind_of_record_is_planted(wall: Wall) -> None:
    kinds = {
        model._meta.model_name
        for model in apps.get_app_config("requests_app").get_models()
        if hasattr(model, "privilege")
    }
    by_planting = {
        "journalentry",
        "searchentry",
        "searchwords",
        "searchfurtherwords",
    }  # the journal and the index take the words along
    assert kinds - by_planting == set(wall.planted)


def test_counsel_finds_every_marker(wall: Wall) -> None:
    assert wall.looked_at("counsel") == wall.markers


def test_nobody_else_finds_one_on_any_page_in_any_export_or_by_any_search(wall: Wall) -> None:
    assert {role: wall.looked_at(role) for role in OTHERS} == {role: set() for role in OTHERS}


def test_the_admin_shows_none(wall: Wall) -> None:
    assert wall.looked_at_in_admin("counsel")
    assert {role: wall.looked_at_in_admin(role) for role in OTHERS} == {role: set() for role in OTHERS}


def test_nobody_else_can_count_them(wall: Wall) -> None:
    for role in OTHERS:
        after, before = wall.counts(role), wall.before[role]
        assert {name: after[name] for name in after if name != "JournalEntry"} == {
            name: before[name] for name in before if name != "JournalEntry"
        }, role


def test_mails_and_feeds_carry_none(wall: Wall) -> None:
    staff = wall.person("staff")
    personal.ask_to_be_reminded(of=wall.row("request"), words="Ring", send_on=TOMORROW, by=staff, on=TODAY)
    reminders.send_due_reminders(on=TOMORROW)
    assert mail.outbox
    for message in mail.outbox:
        assert not FOUND.search(in_words(message.message().as_bytes())), message.subject


def test_a_ready_bundle_carries_none(wall: Wall, settings: Any, tmp_path: Path) -> None:
    settings.BUNDLES_ROOT = tmp_path / "bundles"
    bundles.cancel_bundle(bundle=wall.row("bundle"), by=wall.person("staff"))  # of one request; the matter holds more
    found = {}
    for person in (wall.counsel, wall.person("staff"), wall.person("admin")):
        bundles.ask_for_bundle(of=wall.row("matter"), by=person, on=TODAY)
        claimed = bundles.claim_bundle(at=clock.now())
        assert claimed is not None
        ready = bundles.make_bundle(claimed)
        assert ready.state == "ready"
        files = [bundles.path_of(ready, kind).read_bytes() for kind in ("pdf", "zip")]  # type: ignore[arg-type]
        found[person.username] = [set(FOUND.findall(in_words(data))) for data in files]
    assert all(found.pop("jonah"))
    assert found == {"mara": [set(), set()], "ines": [set(), set()]}


def test_a_draft_that_becomes_counsels_takes_its_history_with_it(wall: Wall) -> None:
    staff, counsel = wall.person("staff"), wall.counsel
    admin = wall.person("admin")
    letter = letters.propose_letter(request=wall.row("request"), kind="request", by=staff, on=TODAY)
    records.change(letter, by=counsel, verb="revise_letter", summary="Revised.", body="Offer them nothing.")
    told = JournalEntry.objects.filter(record_type="letter", record_id=letter.pk)
    assert visible(admin, told).count() == 2
    letter_review.keep_for_counsel(letter=letter, by=counsel)
    assert visible(admin, told).count() == 0
    assert visible(counsel, told).count() == 3
    assert visible(staff, told).get().verb == "propose_letter"  # what they wrote themselves


def test_a_paper_of_counsels_proves_nothing_to_others_and_takes_no_open_note(wall: Wall) -> None:
    receipt, claim = wall.planted["document"], ExemptionClaim.objects.get(pk=wall.keys["claim"])
    with pytest.raises(CaseworkError, match="counsel's alone shows nothing"):
        exemptions.record_claim_outcome(
            claim=claim, status="overruled", proof="Paid", document=receipt, happened_on=TODAY, by=wall.counsel
        )
    with pytest.raises(CaseworkError, match="choose strategy"):
        notes.write_note(about=receipt, words="Paid.", kind=NoteKind.NOTE, by=wall.counsel)
    note = notes.write_note(about=receipt, words="Paid.", kind=NoteKind.STRATEGY, by=wall.counsel)
    with pytest.raises(CaseworkError, match="so the note is too"):
        notes.open_note(note=note, by=wall.counsel)


def test_what_the_wall_hides_cannot_be_changed_from_outside(wall: Wall) -> None:
    with pytest.raises(AccessError, match="counsel's alone"):
        records.change(wall.row("note"), by=wall.person("staff"), verb="edit", summary="Edited.", words="Mine now")
    with pytest.raises(AccessError, match="counsel's alone"):
        notes.remove_note(note=wall.row("note"), by=wall.person("admin"))
