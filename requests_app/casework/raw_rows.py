"""Plates as agencies handed them over: which files hold them, who may look, and the journal of each look."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from io import BytesIO

from django.db.models import Q

from requests_app import archive
from requests_app.access import may_see_raw
from requests_app.casework import journal
from requests_app.casework.raw_search import CARRIERS, MAIL, Search
from requests_app.errors import AccessError
from requests_app.mailroom import Attachment
from requests_app.models import (
    Agency,
    Binder,
    DataAgreement,
    Dataset,
    Document,
    DocumentFinding,
    DocumentPage,
    Matter,
    ReceivedMail,
    User,
)

HOLDS_ROWS = (
    "It holds raw rows of a dataset, which name people. Its bytes are for members whom an administrator let see raw "
    "rows."
)
NOT_PLACED = "there are datasets here, and to which request this belongs is not known yet; place it first"


@dataclass(frozen=True, slots=True)
class Attached:
    """One file of a mail, with the mail, which says where it belongs."""

    file: Attachment
    mail: ReceivedMail

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return self.file.sha256

    @property
    def media_type(self) -> str:
        """What its bytes are."""
        return self.file.media_type


Holder = Document | ReceivedMail | Attached


@dataclass(frozen=True, slots=True)
class Held:
    """What a file holds: for each original in it the datasets it was recorded as; and what in it cannot be looked
    into, with the matters whose raw rows that may be."""

    originals: list[list[Dataset]]
    unseen: str = ""
    at_home: Matter | None = None
    matters: tuple[Matter | None, ...] = ()

    @property
    def is_raw(self) -> bool:
        """Whether it holds raw rows, or may hold some."""
        return bool(self.originals or self.matters)

    def why_closed(self, by: User) -> str:
        """Why the person may not have its bytes, in sentences; "" where they may."""
        if any(not any(may_see_raw(by, row.matter) for row in same) for same in self.originals):
            return HOLDS_ROWS
        if not self.matters or may_see_raw(by, self.at_home) or all(may_see_raw(by, one) for one in self.matters):
            return ""
        because = "its matter or agency has a dataset, or is to hand one over" if self.at_home else NOT_PLACED
        return (
            f"It is or holds {self.unseen}, which cannot be looked into here, so it may hold raw rows, which name "
            f"people: {because}. Its bytes are for members whom an administrator let see raw rows; ask for its files "
            "as they are, or in one plain zip."
        )


def look_at_raw(*, dataset: Dataset, what: str, by: User) -> None:
    """Write that this person looks at raw rows now; call it before they are shown.

    Raises: AccessError for everyone whom no administrator let see them.
    """
    if not may_see_raw(by, dataset.matter):
        raise AccessError("Only people whom an administrator let see raw rows may look at them.")
    journal.write(dataset, by=by, verb="look_at_raw", summary=f"Looked at {what} of “{dataset.title}”, unmasked.")


def look_into(holder: Holder, *, what: str, by: User) -> None:
    """Call it before a file or mail is handed out: a look at each original in it, or at what may be one,
    is journalled.

    Raises: AccessError where it holds one that the person may not see, or may hold one.
    """
    held = held_in(holder)
    if why_closed := held.why_closed(by):
        raise AccessError(why_closed)
    for same in held.originals:
        look_at_raw(dataset=next((row for row in same if may_see_raw(by, row.matter)), same[0]), what=what, by=by)
    if held.matters:
        record = holder.mail if isinstance(holder, Attached) else holder
        summary = f"Took what may hold raw rows and cannot be looked into: {held.unseen}."
        journal.write(record, by=by, verb="look_at_raw", summary=summary)


def why_walled(holder: Holder, by: User) -> str:
    """Why the person may not have the bytes of this file or mail, in sentences; "" where they may."""
    return held_in(holder).why_closed(by)


def held_in(holder: Holder) -> Held:
    """What raw rows this file or mail is, repeats, binds or carries.

    What cannot be looked into may hold those of its own matter or agency; before it is placed, any.

    Raises: ArchiveError when the file is not kept any more.
    """
    hashes, unseen = _look_through(holder)
    rows = Dataset.objects.filter(document__sha256__in=hashes).select_related("matter", "document")
    found: dict[str, list[Dataset]] = {}
    for row in rows.order_by("pk"):
        assert row.document is not None  # noqa: S101 - found by it
        found.setdefault(row.document.sha256, []).append(row)
    originals = list(found.values())
    if not unseen:
        return Held(originals)
    matter, agency = _home_of(holder)
    return Held(originals, unseen, matter, _whose_rows_it_may_hold(matter, agency))


def that_hold_originals(documents: Collection[Document]) -> set[int]:
    """The keys of those among these files that hold the original of a dataset, or may hold one; asked in two
    questions, and some more for each archive, mail or binder."""
    rows = Dataset.objects.filter(document__sha256__in={row.sha256 for row in documents})
    raw = set(rows.values_list("document__sha256", flat=True))
    bound = set(Binder.objects.filter(document__in=documents).values_list("document", flat=True))
    return {
        row.pk
        for row in documents
        if row.sha256 in raw or ((row.pk in bound or row.media_type in CARRIERS) and held_in(row).is_raw)
    }


def dataset_of_bytes(document: Document) -> Dataset | None:
    """The dataset whose original this file is, or has the same bytes as; None for every other file."""
    return Dataset.objects.filter(document__sha256=document.sha256).select_related("matter").first()


def forget_words(original: Document) -> list[Document]:
    """Take back the words and findings kept of these bytes before they were the original of a dataset, and of the
    binders that show them; gives the documents whose entry in the index of words has to follow."""
    known = list(Document.objects.filter(sha256=original.sha256))
    issued = list(Binder.objects.filter(document__isnull=False).select_related("document"))
    for document in known:  # which grows: a binder may be bound in another
        known += [
            row.document
            for row in issued
            if row.document and row.document not in known and document.pk in _keys(row.contents)
        ]
    DocumentPage.objects.filter(document__in=known).delete()
    DocumentFinding.objects.filter(document__in=known).delete()
    return known


def _look_through(holder: Holder) -> tuple[set[str], str]:
    """The SHA-256 of the file, of the documents bound in it, and of the originals packed in it; and what of it
    cannot be looked into."""
    found, unseen = {holder.sha256}, ""
    if isinstance(holder, Document) and (binder := Binder.objects.filter(document=holder).first()):
        for bound in Document.objects.filter(pk__in=_keys(binder.contents)):
            found |= _look_through(bound)[0]
    data = holder.file.data if isinstance(holder, Attached) else None
    kind = MAIL if isinstance(holder, ReceivedMail) else holder.media_type
    if kind in CARRIERS and (Dataset.objects.exists() or DataAgreement.objects.exists()):
        originals = dict(Document.objects.filter(dataset__isnull=False).values_list("sha256", "size_bytes"))
        if holder.sha256 not in originals:
            search = Search(originals.keys(), originals.values())
            with archive.open_kept(holder.sha256) if data is None else BytesIO(data) as stream:
                search.look(stream, kind)
            found, unseen = found | search.found, search.unseen
    return found, unseen


def _home_of(holder: Holder) -> tuple[Matter | None, Agency | None]:
    """The matter a file or mail lies in, and the agency it came from, as far as either is known."""
    record = holder.mail if isinstance(holder, Attached) else holder
    if isinstance(record, ReceivedMail):
        record = record.original or record
    place = journal.place_of(record)
    return place.matter, place.request.agency if place.request else None


def _whose_rows_it_may_hold(matter: Matter | None, agency: Agency | None) -> tuple[Matter | None, ...]:
    """The matters that have or expect data which something from there may be."""
    received, expected = Q(), Q()
    if matter is not None:
        received, expected = Q(matter=matter), Q(matter=matter)
        if agency is not None:
            received |= Q(request__agency=agency)
    found = [row.matter for row in Dataset.objects.filter(received).select_related("matter")]
    found += [row.matter for row in DataAgreement.objects.filter(expected).select_related("matter")]
    return tuple(dict.fromkeys(found))


def _keys(contents: Iterable[dict[str, int]]) -> set[int]:
    return {one["document"] for one in contents}
