"""How each agency has answered: days to determination, extensions, promises missed, exemptions and their ends."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any, TypeVar

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from requests_app.access import visible
from requests_app.casework.production_log import slippages
from requests_app.models import (
    Agency,
    ClaimStatus,
    Determination,
    ExemptionClaim,
    Extension,
    Production,
    RecordsRequest,
    User,
)

Rows = TypeVar("Rows", bound=QuerySet[Any])
ENDS = (ClaimStatus.WITHDRAWN, ClaimStatus.SUSTAINED, ClaimStatus.OVERRULED, ClaimStatus.MOOT)


@dataclass(frozen=True, slots=True)
class SectionClaimed:
    """One section an agency claimed: how often, and how the claims ended; the rest is still open."""

    exemption_id: int
    citation: str
    title: str
    claim_count: int
    withdrawn_count: int
    sustained_count: int
    overruled_count: int
    moot_count: int

    @property
    def open_count(self) -> int:
        return self.claim_count - self.withdrawn_count - self.sustained_count - self.overruled_count - self.moot_count


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    """What the records a person may see say of one agency.

    `slip_count`: how often a promised day was put off, and `slip_days` by how many calendar days in all.
    `median_days`: calendar days from receipt to the first determination, over the `determined_count` requests where
    both days are known to the day; None where there is none.
    """

    request_count: int
    determined_count: int
    median_days: float | None
    extension_count: int
    promise_count: int
    missed_count: int
    slip_count: int
    slip_days: int
    sections: list[SectionClaimed] = field(default_factory=list)

    @property
    def claim_count(self) -> int:
        return sum(section.claim_count for section in self.sections)


def record_of(agency: Agency, *, user: User, on: date) -> AgencyRecord:
    """The record of one agency, in a fixed number of queries."""
    days = days_to_determination(user, agency=agency).get(agency.pk, [])
    promised = visible(user, Production.objects.filter(request__agency=agency, promised_on__isnull=False))
    slipped = slippages(promised).values()
    return AgencyRecord(
        request_count=visible(user, RecordsRequest.objects.filter(agency=agency)).count(),
        determined_count=len(days),
        median_days=median(days) if days else None,
        extension_count=visible(user, Extension.objects.filter(communication__request__agency=agency)).count(),
        promise_count=promised.count(),
        missed_count=promised.filter(missed(on)).count(),
        slip_count=sum(one.slip_count for one in slipped),
        slip_days=sum(one.days for one in slipped),
        sections=sections_claimed(visible(user, ExemptionClaim.objects.filter(request__agency=agency))),
    )


def with_record(agencies: QuerySet[Agency], *, user: User, on: date) -> QuerySet[Agency]:
    """Agencies with `request_count`, `extension_count`, `missed_count` and `claim_count`, to show and sort by."""
    promised = visible(user, Production.objects.filter(missed(on)))
    extensions = visible(user, Extension.objects.all())
    return agencies.annotate(
        request_count=_count(visible(user, RecordsRequest.objects.all()), "agency"),
        extension_count=_count(extensions, "communication__request__agency"),
        missed_count=_count(promised, "request__agency"),
        claim_count=_count(visible(user, ExemptionClaim.objects.all()), "request__agency"),
    )


def with_productions(rows: Rows, path: str, *, user: User, on: date) -> Rows:
    """Requests or agencies of which instalments are on record, with what those come to.

    `path` leads from a production to the row. Adds `promised_count`, `received_count`, `missing_count` (promised for
    a day that is past, and not received), `missed_count` (those, and what came late) and `pages_count`.
    """
    found = visible(user, Production.objects.all())
    pages = found.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(sum=Sum("page_count"))
    return rows.filter(pk__in=found.values(path)).annotate(
        promised_count=_count(found.filter(promised_on__isnull=False), path),
        received_count=_count(found.filter(received_on__isnull=False), path),
        missing_count=_count(found.filter(received_on__isnull=True, promised_on__lt=on), path),
        missed_count=_count(found.filter(missed(on)), path),
        pages_count=Coalesce(Subquery(pages.values("sum")), 0),
    )


def _count(rows: QuerySet[Any], path: str) -> Coalesce:
    counted = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def missed(on: date) -> Q:
    """A promised instalment that came late, or has not come though its day is past."""
    return Q(received_on__gt=F("promised_on")) | Q(received_on__isnull=True, promised_on__lt=on)


def days_to_determination(user: User, *, agency: Agency | None = None) -> dict[int, list[int]]:
    """For each agency, the calendar days from receipt to the first determination of each request."""
    rows = visible(user, Determination.objects.all()).filter(
        communication__happened_precision="day",
        communication__request__received_precision="day",
        communication__request__received_on__isnull=False,
    )
    if agency is not None:
        rows = rows.filter(communication__request__agency=agency)
    first: dict[tuple[int, int], int] = {}
    for agency_id, request_id, received_on, answered_on in rows.values_list(
        "communication__request__agency",
        "communication__request",
        "communication__request__received_on",
        "communication__happened_on",
    ):
        if received_on is None:
            continue
        taken = (answered_on - received_on).days
        first[agency_id, request_id] = min(taken, first.get((agency_id, request_id), taken))
    days: dict[int, list[int]] = defaultdict(list)
    for (agency_id, _), taken in first.items():
        days[agency_id].append(taken)
    return dict(days)


def sections_claimed(claims: QuerySet[ExemptionClaim]) -> list[SectionClaimed]:
    """Each section claimed and how its claims ended, most often first."""
    ended = {f"{status.value}_count": Count("pk", filter=Q(status=status)) for status in ENDS}
    rows = (
        claims.order_by()
        .values_list("exemption_id", "exemption__citation", "exemption__title")
        .annotate(claim_count=Count("pk"), **ended)
        .order_by("-claim_count", "exemption__citation")
    )
    return [SectionClaimed(*row) for row in rows]
