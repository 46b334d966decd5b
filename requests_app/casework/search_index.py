"""Keep the index of words equal to the records: each verb refreshes what it changed, and a command rebuilds all."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from requests_app import archive, clock, mailroom, search
from requests_app.casework import journal
from requests_app.casework.raw_rows import dataset_of_bytes
from requests_app.errors import ArchiveError
from requests_app.models import (
    Agency,
    Communication,
    CourtCase,
    Dataset,
    Document,
    ExemptionClaim,
    Letter,
    MailOutcome,
    Matter,
    Milestone,
    Note,
    Party,
    Privilege,
    ReceivedMail,
    RecordsRequest,
    SearchEntry,
    SearchFurtherWords,
    SearchKind,
    SearchWords,
)

BATCH = 500  # records written at once
MAIL_BYTES = 500_000  # of one mail that are read for its words
Texts = Callable[[Any], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the words of one kind of record are: `title` and `body` give its texts, `dated_on` its day."""

    kind: SearchKind
    model: type[Model]
    related: tuple[str, ...]
    title: Texts
    body: Texts
    dated_on: Callable[[Any], date | None]


def _words_of_document(row: Document) -> Iterator[str]:
    yield row.file_name
    yield row.sha256
    if dataset_of_bytes(row) is None:  # its rows name people
        yield from row.pages.order_by("number").values_list("text", flat=True)


def _words_of_mail(row: ReceivedMail) -> Iterator[str]:
    """What an unfiled mail says; of a filed one its communication has the words."""
    if row.communication_id is not None or row.outcome == MailOutcome.DUPLICATE:
        return
    yield from (row.sender_name, row.sender_address, row.server_says)
    try:
        with archive.open_kept(row.sha256) as file:
            parsed = mailroom.parse(file.read(MAIL_BYTES))
    except ArchiveError:
        return
    yield parsed.text
    yield from (attachment.name for attachment in parsed.attachments)


SOURCES: tuple[Source, ...] = (
    Source(
        SearchKind.REQUEST,
        RecordsRequest,
        ("matter", "agency"),
        lambda row: (row.number, row.subject),
        lambda row: (row.records_sought, row.agency_number, row.agency.short_name, row.agency.name),
        lambda row: row.drafted_on,
    ),
    Source(
        SearchKind.COMMUNICATION,
        Communication,
        ("request__matter", "request__agency"),
        lambda row: (row.subject,),
        lambda row: (row.body, row.signed_by_name),
        lambda row: row.happened_on,
    ),
    Source(
        SearchKind.LETTER,
        Letter,
        ("request__matter", "request__agency"),
        lambda row: (row.subject,),
        lambda row: (row.body,),
        lambda row: row.dated_on,
    ),
    Source(
        SearchKind.DOCUMENT,
        Document,
        (
            "matter",
            "request__matter",
            "request__agency",
            "communication__request__matter",
            "communication__request__agency",
            "production",
            "milestone__case__matter",
        ),
        lambda row: (row.title,),
        _words_of_document,
        lambda row: row.produced_on or row.kept_at.astimezone(clock.COURT_ZONE).date(),
    ),
    Source(
        SearchKind.NOTE,
        Note,
        (
            "matter",
            "request__agency",
            "request__matter",
            "case__matter",
            "claim__request__agency",
            "claim__request__matter",
            "document",
        ),
        lambda row: (),
        lambda row: (row.words,),
        lambda row: row.written_at.astimezone(clock.COURT_ZONE).date(),
    ),
    Source(
        SearchKind.CLAIM,
        ExemptionClaim,
        ("request__matter", "request__agency", "communication", "exemption"),
        lambda row: (row.cited_as, row.exemption.title),
        lambda row: (row.records_withheld, row.justification, row.our_answer),
        lambda row: row.communication.happened_on,
    ),
    Source(
        SearchKind.CASE,
        CourtCase,
        ("matter", "court"),
        lambda row: (row.number, row.caption),
        lambda row: (row.court.name, row.judge, row.outcome),
        lambda row: None,
    ),
    Source(
        SearchKind.MILESTONE,
        Milestone,
        ("case__matter",),
        lambda row: (row.title,),
        lambda row: (row.note, row.filed_by, row.outcome),
        lambda row: row.happened_on,
    ),
    Source(
        SearchKind.PARTY,
        Party,
        ("case__matter",),
        lambda row: (row.name,),
        lambda row: (row.get_role_display(), row.note),
        lambda row: row.joined_on,
    ),
    Source(
        SearchKind.DATASET,
        Dataset,
        ("matter", "request__matter", "request__agency", "document"),
        lambda row: (row.title,),
        lambda row: (row.note, row.document.file_name, row.document.sha256) if row.document else (row.note,),
        lambda row: row.received_on,
    ),
    Source(
        SearchKind.MAIL,
        ReceivedMail,
        ("request__matter", "request__agency", "communication"),
        lambda row: () if row.communication_id or row.outcome == MailOutcome.DUPLICATE else (row.subject,),
        _words_of_mail,
        lambda row: row.received_at.astimezone(clock.COURT_ZONE).date(),
    ),
    Source(
        SearchKind.AGENCY,
        Agency,
        (),
        lambda row: (row.short_name, row.name),
        lambda row: (row.county,),
        lambda row: None,
    ),
    Source(
        SearchKind.MATTER,
        Matter,
        (),
        lambda row: (row.title,),
        lambda row: (row.summary,),
        lambda row: row.opened_on,
    ),
)
SOURCE_OF: dict[type[Model], Source] = {source.model: source for source in SOURCES}
SOURCE_OF_KIND: dict[str, Source] = {source.kind: source for source in SOURCES}


def index_record(record: Model) -> None:
    """Make the index say what the record says now; nothing for a kind of record that is not searched."""
    if source := SOURCE_OF.get(type(record)):
        _write(source, [record])


def forget_record(record: Model) -> None:
    """Take a record out of the index that is about to be deleted."""
    if source := SOURCE_OF.get(type(record)):
        SearchEntry.objects.filter(kind=source.kind, record_id=record.pk).delete()


def refresh_search_index(on_batch: Callable[[Source, int], None] | None = None) -> int:
    """Make the whole index equal to the records; returns how many there are. Safe to repeat, and to stop and repeat.

    `on_batch` hears of each batch how many of its kind are done.
    """
    total = 0
    for source in SOURCES:
        rows = source.model._default_manager.select_related(*source.related).order_by("pk")
        last, done = 0, 0
        while batch := list(rows.filter(pk__gt=last)[:BATCH]):
            _write(source, batch)
            last, done = batch[-1].pk, done + len(batch)
            if on_batch:
                on_batch(source, done)
        SearchEntry.objects.filter(kind=source.kind).exclude(
            record_id__in=source.model._default_manager.values("pk")
        ).delete()
        total += done
    return total


def _write(source: Source, rows: list[Any]) -> None:
    """Write the entries of these rows, and the words of those whose words are not as they were."""
    privileged = _privileged(source.model, [row.pk for row in rows])
    entries = [_entry(source, row, is_privileged=row.pk in privileged) for row in rows]
    with transaction.atomic():
        SearchEntry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["kind", "record_id"],
            update_fields=["matter", "agency", "dated_on", "counsel_only", "written_by"],
        )
        parts = {
            entry.pk: search.indexed_in_parts(source.body(row)) for entry, row in zip(entries, rows, strict=True)
        }
        stood = {words.entry_id: words for words in SearchWords.objects.filter(entry__in=entries)}
        fresh = []
        for entry, row in zip(entries, rows, strict=True):
            words = SearchWords(entry=entry, title=search.indexed(source.title(row)), body=parts[entry.pk][0])
            before = stood.get(entry.pk)
            if before is None or (before.title, before.body) != (words.title, words.body):
                fresh.append(words)
        SearchWords.objects.bulk_create(
            fresh, update_conflicts=True, unique_fields=["entry"], update_fields=["title", "body"], batch_size=100
        )
        _write_further({pk: bodies[1:] for pk, bodies in parts.items()})


def _write_further(parts: dict[int, list[str]]) -> None:
    """Write the second and further parts of the entries, by their keys, that are not as they were."""
    stood: dict[int, list[str]] = {}
    for row in SearchFurtherWords.objects.filter(entry__in=parts).order_by("part"):
        stood.setdefault(row.entry_id, []).append(row.body)
    changed = {pk: bodies for pk, bodies in parts.items() if bodies != stood.get(pk, [])}
    if not changed:
        return
    SearchFurtherWords.objects.filter(entry__in=changed).delete()
    SearchFurtherWords.objects.bulk_create(
        (
            SearchFurtherWords(entry_id=pk, part=part, body=body)
            for pk, bodies in changed.items()
            for part, body in enumerate(bodies, 2)
        ),
        batch_size=20,
    )


def _entry(source: Source, row: Any, *, is_privileged: bool) -> SearchEntry:
    place = journal.place_of(row)
    matter_id = row.matter_id if hasattr(row, "matter_id") else place.matter.pk if place.matter else None
    agency_id = place.request.agency_id if place.request else None
    return SearchEntry(
        kind=source.kind,
        record_id=row.pk,
        matter_id=matter_id,
        agency_id=row.pk if isinstance(row, Agency) else agency_id,
        dated_on=source.dated_on(row),
        counsel_only=is_privileged,
        written_by_id=_author(row),
    )


def _privileged(model: type[Model], pks: list[int]) -> set[int]:
    privilege: Privilege | None = getattr(model, "privilege", None)
    if privilege is None:
        return set()
    return set(model._default_manager.filter(privilege.when, pk__in=pks).values_list("pk", flat=True))


def _author(row: Model) -> int | None:
    """The one person who sees it besides counsel, where it is counsel's."""
    privilege: Privilege | None = getattr(row, "privilege", None)
    return getattr(row, f"{privilege.author}_id") if privilege and privilege.author else None
