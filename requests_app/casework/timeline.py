"""What happened, newest first, and what each event did to the clocks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from requests_app import clock
from requests_app.casework.facts import chain_of, key_of, key_of_fact
from requests_app.models import (
    Communication,
    CourtCase,
    Dataset,
    Deadline,
    Direction,
    MailOutcome,
    Milestone,
    Precision,
    Production,
    ReceivedMail,
    RecordsRequest,
    RequestFact,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline: a day, a sentence, the record it tells of, and the clocks it started and ended.

    `keys` are the names under which the law engine knows what happened.
    """

    on: date
    kind: str
    sentence: str
    record: Communication | Milestone | Production | Dataset | ReceivedMail | RecordsRequest | RequestFact
    keys: frozenset[str] = frozenset()
    starts: list[Deadline] = field(default_factory=list)
    ends: list[Deadline] = field(default_factory=list)

    @property
    def precision(self) -> str:
        """How exactly its day is known."""
        record = self.record
        if isinstance(record, Communication | Milestone):
            return record.happened_precision
        if isinstance(record, RecordsRequest) and self.on == record.received_on:
            return record.received_precision
        return Precision.DAY


def request_timeline(request: RecordsRequest) -> list[Event]:
    """Everything that happened to a request, newest first, within a day too."""
    events = sorted(_request_events(request), key=lambda event: event.on)
    return _with_clocks(events, request.deadlines.current())[::-1]


def case_timeline(case: CourtCase) -> list[Event]:
    """The milestones of a case, newest first, with the clocks they moved in any court of its chain."""
    kept = ("documents", "services__proof", "hearing__continuances__document", "claim_steps__claim")
    milestones = case.milestones.prefetch_related(*kept).order_by("happened_on", "pk")
    events = [
        Event(row.happened_on, "milestone", row.title, row, frozenset({f"milestone-{row.pk}"})) for row in milestones
    ]
    return _with_clocks(events, Deadline.objects.current().filter(case__in=chain_of(case)))[::-1]


def _with_clocks(events: list[Event], clocks: Iterable[Deadline]) -> list[Event]:
    """Each clock beside the event it counts from, and beside the one that ended it."""
    by_key = {key: event for event in events for key in event.keys}
    for row in clocks:
        if row.trigger_key in by_key:
            by_key[row.trigger_key].starts.append(row)
        if row.met_by in by_key:
            by_key[row.met_by].ends.append(row)
    return events


def _request_events(request: RecordsRequest) -> Iterator[Event]:
    agency = request.agency.short_name
    yield Event(request.drafted_on, "request", "Request drafted.", request)
    if request.sent_on:
        yield Event(request.sent_on, "request", f"Request sent to {agency}.", request)
    if request.received_on:
        keys = frozenset({f"request-{request.pk}"})
        starts = ": the clock starts" if request.clock_starts_on else ""
        yield Event(request.received_on, "request", f"{agency} received the request{starts}.", request, keys)
    for paper in request.communications.select_related("extension", "determination", "mail").prefetch_related(
        "documents", "claims", "letter", "productions"
    ):
        keys = frozenset({key_of(paper), *(f"production-{row.pk}" for row in paper.productions.all())})
        yield Event(paper.happened_on, "communication", _sentence(paper, agency), paper, keys)
    for production in request.productions.filter(received_on__isnull=False, communication__isnull=True):
        if production.received_on:
            keys = frozenset({f"production-{production.pk}"})
            yield Event(production.received_on, "production", f"{production} received.", production, keys)
    for row in request.facts.all():
        yield Event(row.happened_on, "fact", f"{row.get_fact_kind_display()}.", row, frozenset({key_of_fact(row)}))
    for dataset in request.datasets.all():
        if dataset.received_on:
            yield Event(dataset.received_on, "dataset", f"Dataset received: {dataset.title}.", dataset)
    for mail in request.received_mail.machines().select_related("returns__letter", "settled_by"):
        yield Event(_day_of(mail), *_of_machine(mail), mail)
    if request.withdrawn_on:
        yield Event(request.withdrawn_on, "request", "Request withdrawn.", request)
    if request.completed_on:
        yield Event(request.completed_on, "request", "Request completed.", request)


def _day_of(mail: ReceivedMail) -> date:
    return mail.received_at.astimezone(clock.COURT_ZONE).date()


def _of_machine(mail: ReceivedMail) -> tuple[str, str]:
    """The kind of event, and the sentence, of a mail that no person wrote."""
    if mail.outcome == MailOutcome.BOUNCE:
        what = f"“{mail.returns.letter.subject}”" if mail.returns else "A mail"
        return "returned", f"{what} came back: it did not arrive."
    return "automatic", f"Automatic reply: {mail}."


def _sentence(paper: Communication, agency: str) -> str:
    extension = getattr(paper, "extension", None)
    determination = getattr(paper, "determination", None)
    if extension is not None:
        until = extension.extended_until
        return f"{agency} took more time" + (
            f", until {until:%a %-d %b %Y}." if until else " without stating a date."
        )
    if determination is not None:
        return f"{agency} determined: {determination.get_outcome_display().lower()}."
    subject = f": {paper.subject}" if paper.subject else ""
    whose = f"from {agency}" if paper.direction == Direction.IN else f"to {agency}"
    return f"{paper.get_kind_display()} {whose}{subject}."
