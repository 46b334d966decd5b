"""The reading side: what needs doing today, and what happened, across many records."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet

from requests_app import clock
from requests_app.access import visible
from requests_app.models import (
    Communication,
    CourtCase,
    Dataset,
    DatasetState,
    Deadline,
    Direction,
    Inspection,
    InspectionState,
    JournalEntry,
    Letter,
    LetterState,
    MailOutcome,
    Matter,
    Production,
    ReceivedMail,
    RecordsRequest,
    Reminder,
    ReminderState,
    SettlementTerm,
    TermState,
    User,
)

NEWS_DAYS = 7  # calendar days that still count as news on the board
SOON_DAYS = 7  # calendar days ahead that the board shows

Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True, slots=True)
class Board:
    """One person's day. Every list is ordered, most pressing first."""

    late: list[Deadline]
    due_soon: list[Deadline]
    drafts: list[Letter]
    failed_letters: list[Letter]
    datasets: list[Dataset]
    failed_reminders: list[Reminder]
    arrived: list[Communication]
    promises: list[Production]
    terms: list[SettlementTerm]
    not_received: list[RecordsRequest]
    tray_count: int
    documents_waiting: int
    documents_failed: int
    returned: list[ReceivedMail]
    automatic: list[ReceivedMail]
    follow_ups: list[RecordsRequest]

    @property
    def waiting_count(self) -> int:
        """Things that wait for the person rather than for an agency."""
        return (
            len(self.drafts)
            + len(self.failed_letters)
            + len(self.datasets)
            + len(self.failed_reminders)
            + len(self.not_received)
            + self.tray_count
            + self.documents_failed
            + len(self.returned)
            + len(self.follow_ups)
        )

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.due_soon or self.waiting_count or self.arrived or self.promises or self.terms)


def today_board(user: User, *, on: date, matters: QuerySet[Matter] | None = None, mine: bool = False) -> Board:
    """What needs doing on this day in the matters the person may see.

    `mine` keeps what the person handles or leads; `matters` narrows further. "Soon" is the next seven days.
    """
    deadlines = _narrowed(
        visible(user, Deadline.objects.current()).select_related(
            "request__agency", "request__handled_by", "case__court", "case__lead", "matter__lead"
        ),
        matter__in=matters,
    )
    requests = _narrowed(
        visible(user, RecordsRequest.objects.open()).select_related("agency", "matter"),
        matter__in=matters,
        handled_by=user if mine else None,
    )
    of_request = {"request__matter__in": matters, "request__handled_by": user if mine else None}
    letters = _narrowed(visible(user, Letter.objects.all()).select_related("request__agency"), **of_request)
    arrived = _narrowed(
        visible(user, Communication.objects.filter(direction=Direction.IN)).select_related("request__agency"),
        **of_request,
    )
    promises = _narrowed(
        visible(user, Production.objects.filter(received_on__isnull=True)).select_related("request__agency"),
        **of_request,
    )
    terms = _narrowed(
        visible(user, SettlementTerm.objects.filter(state=TermState.OPEN)).select_related("case"),
        case__matter__in=matters,
        case__lead=user if mine else None,
    )
    datasets = _narrowed(
        visible(user, Dataset.objects.all()).select_related("request__agency", "matter"),
        matter__in=matters,
        created_by=user if mine else None,
    )
    reminders = _narrowed(
        visible(user, Reminder.objects.all()).select_related("deadline", "recipient"),
        deadline__matter__in=matters,
        recipient=user if mine else None,
    )
    documents = _narrowed(
        visible(user, Inspection.objects.all()),
        document__matter__in=matters,
        document__request__handled_by=user if mine else None,
    ).aggregate(
        waiting=Count("pk", filter=Q(state__in=[InspectionState.WAITING, InspectionState.READING])),
        failed=Count("pk", filter=Q(state=InspectionState.FAILED)),
    )
    mails = visible(user, ReceivedMail.objects.machines()).select_related(
        "request__agency", "request__handled_by", "request__matter__lead", "returns__letter"
    )
    if not mine:  # what belongs to no request waits for everybody
        mails = mails.filter(Q(request=None) | Q(pk__in=_narrowed(mails, **of_request).values("pk")))
    else:
        mails = _narrowed(mails, **of_request)
    soon = on + timedelta(days=SOON_DAYS)
    news_since = on - timedelta(days=NEWS_DAYS)
    of_rules = deadlines.of_rules()  # the days of settlements stand beside them
    late, due_soon = of_rules.late(on=on), of_rules.due_between(on, soon)
    return Board(
        late=[row for row in late if not mine or row.responsible == user],
        due_soon=[row for row in due_soon if not mine or row.responsible == user],
        drafts=list(letters.filter(state=LetterState.DRAFT)),
        failed_letters=list(letters.filter(state=LetterState.FAILED)),
        datasets=list(datasets.filter(state__in=[DatasetState.TO_CONFIRM, DatasetState.FAILED])),
        failed_reminders=list(reminders.filter(state=ReminderState.WAITING).exclude(failure="")),
        arrived=list(arrived.filter(happened_on__gte=news_since).order_by("-happened_on", "-pk")),
        promises=list(promises.filter(promised_on__lte=soon, request__in=requests).order_by("promised_on", "pk")),
        terms=list(terms.filter(due_on__lte=soon).order_by("due_on", "pk")),
        follow_ups=list(
            _narrowed(
                visible(user, RecordsRequest.objects.filter(follow_up_on__lte=on)).select_related("agency", "matter"),
                matter__in=matters,
                handled_by=user if mine else None,
            ).order_by("follow_up_on", "pk")
        ),
        not_received=list(requests.filter(sent_on__isnull=False, received_on__isnull=True)),
        documents_waiting=documents["waiting"],
        documents_failed=documents["failed"],
        returned=list(mails.returned().order_by("-received_at", "-pk")),
        automatic=list(mails.automatic(since=_begin_of(news_since)).order_by("-received_at", "-pk")),
        tray_count=visible(user, ReceivedMail.objects.filter(outcome=MailOutcome.TRAY)).count(),
    )


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.COURT_ZONE)


def _narrowed(rows: Rows, **conditions: Any) -> Rows:
    """Filter by the conditions that were given; None means no condition."""
    return rows.filter(**{name: value for name, value in conditions.items() if value is not None})


def journal_of(
    user: User, *, request: RecordsRequest | None = None, case: CourtCase | None = None, matter: Matter | None = None
) -> QuerySet[JournalEntry]:
    """The journal of one request, case or matter, newest first, through the gate."""
    entries = visible(user, JournalEntry.objects.all()).select_related("by", "matter", "request", "case")
    if request is not None:
        entries = entries.filter(request=request)
    if case is not None:
        entries = entries.filter(case=case)
    if matter is not None:
        entries = entries.filter(matter=matter)
    return entries
