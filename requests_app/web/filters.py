"""The filters of every list; each keeps itself in the address."""

from datetime import timedelta
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from requests_app import clock
from requests_app.access import visible
from requests_app.models import (
    Agency,
    CaseState,
    ClaimStatus,
    Communication,
    CommunicationKind,
    CourtCase,
    Dataset,
    DatasetState,
    Deadline,
    Direction,
    Exemption,
    ExemptionClaim,
    JournalEntry,
    Letter,
    LetterState,
    Matter,
    RecordsRequest,
    RequestState,
    User,
)
from requests_app.web.forms.fields import DayField


def _matters(request: HttpRequest | None) -> QuerySet[Matter]:
    return visible(request.user, Matter.objects.all()) if request else Matter.objects.none()


class ListFilter(filters.FilterSet):
    """A box of words, and a matter, on every list. `words` names the columns that are searched."""

    words: tuple[str, ...] = ()

    q = filters.CharFilter(method="with_words", label="Words")
    matter = filters.ModelChoiceFilter(queryset=_matters, label="Matter", empty_label="Any")

    def with_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Rows in which every word occurs somewhere."""
        for word in value.split()[:10]:
            found = Q()
            for column in self.words:
                found |= Q(**{f"{column}__icontains": word})
            rows = rows.filter(found)
        return rows


class RequestFilter(ListFilter):
    words = ("subject", "records_sought", "agency_number", "agency__name", "agency__short_name")

    agency = filters.ModelChoiceFilter(queryset=Agency.objects.all(), label="Agency", empty_label="Any")
    state = filters.ChoiceFilter(choices=RequestState, label="State", empty_label="Any")
    handled_by = filters.ModelChoiceFilter(
        queryset=User.objects.filter(is_active=True), label="Who has it", empty_label="Anyone"
    )
    due = filters.ChoiceFilter(
        method="with_due", label="Due", empty_label="Any", choices=[("late", "Late"), ("open", "Still open")]
    )

    class Meta:
        model = RecordsRequest
        fields: tuple[str, ...] = ()

    def with_due(self, rows: QuerySet[RecordsRequest], name: str, value: str) -> QuerySet[RecordsRequest]:
        if value == "open":
            return rows.exclude(state__in=("completed", "withdrawn"))
        return rows.filter(pk__in=Deadline.objects.late(on=clock.today()).values("request"))


class CommunicationFilter(ListFilter):
    words = ("subject", "body", "signed_by_name", "request__subject", "request__agency__short_name")

    matter = filters.ModelChoiceFilter(
        queryset=_matters, field_name="request__matter", label="Matter", empty_label="Any"
    )
    agency = filters.ModelChoiceFilter(
        queryset=Agency.objects.all(), field_name="request__agency", label="Agency", empty_label="Any"
    )
    kind = filters.ChoiceFilter(choices=CommunicationKind, label="Kind", empty_label="Any")
    direction = filters.ChoiceFilter(choices=Direction, label="Direction", empty_label="Both")

    class Meta:
        model = Communication
        fields: tuple[str, ...] = ()


class ClaimFilter(ListFilter):
    words = ("cited_as", "records_withheld", "justification", "our_answer", "exemption__title")

    matter = filters.ModelChoiceFilter(
        queryset=_matters, field_name="request__matter", label="Matter", empty_label="Any"
    )
    agency = filters.ModelChoiceFilter(
        queryset=Agency.objects.all(), field_name="request__agency", label="Agency", empty_label="Any"
    )
    exemption = filters.ModelChoiceFilter(queryset=Exemption.objects.all(), label="Section", empty_label="Any")
    status = filters.ChoiceFilter(choices=ClaimStatus, label="Status", empty_label="Any")

    class Meta:
        model = ExemptionClaim
        fields: tuple[str, ...] = ()


class CaseFilter(ListFilter):
    words = ("number", "caption", "judge", "court__name")

    state = filters.ChoiceFilter(choices=CaseState, label="State", empty_label="Any")

    class Meta:
        model = CourtCase
        fields: tuple[str, ...] = ()


class DeadlineFilter(ListFilter):
    words = ("title", "authority", "trigger_text", "request__subject", "case__number", "case__caption")

    agency = filters.ModelChoiceFilter(
        queryset=Agency.objects.all(), field_name="request__agency", label="Agency", empty_label="Any"
    )
    due = filters.ChoiceFilter(
        method="with_due",
        label="Due",
        empty_label="Any day",
        choices=[("late", "Late"), ("week", "Within a week"), ("month", "Within a month")],
    )
    severity = filters.ChoiceFilter(
        label="If missed",
        empty_label="Any",
        choices=[
            ("jurisdictional", "Jurisdictional"),
            ("deadline", "Deadline"),
            ("agency duty", "Agency's duty"),
            ("warning", "Warning"),
            ("notice", "Notice"),
        ],
    )
    must_act = filters.AllValuesFilter(label="Who must act", empty_label="Anyone")
    status = filters.ChoiceFilter(
        label="Status", empty_label="Any", choices=[("open", "Open"), ("met", "Done"), ("superseded", "Replaced")]
    )

    class Meta:
        model = Deadline
        fields: tuple[str, ...] = ()

    def with_due(self, rows: QuerySet[Deadline], name: str, value: str) -> QuerySet[Deadline]:
        today = clock.today()
        if value == "late":
            return rows.filter(status="open", kind="act", due_on__lt=today)
        days = {"week": 7, "month": 31}[value]
        return rows.filter(status="open", due_on__range=(today, today + timedelta(days=days)))


class LetterFilter(ListFilter):
    words = ("subject", "body", "request__subject", "request__agency__short_name")

    matter = filters.ModelChoiceFilter(
        queryset=_matters, field_name="request__matter", label="Matter", empty_label="Any"
    )
    state = filters.ChoiceFilter(choices=LetterState, label="State", empty_label="Any")

    class Meta:
        model = Letter
        fields: tuple[str, ...] = ()


class DatasetFilter(ListFilter):
    words = ("title", "note", "document__file_name", "request__subject")

    state = filters.ChoiceFilter(choices=DatasetState, label="State", empty_label="Any")

    class Meta:
        model = Dataset
        fields: tuple[str, ...] = ()


class AgencyFilter(filters.FilterSet):
    q = filters.CharFilter(method="with_words", label="Words")

    class Meta:
        model = Agency
        fields: tuple[str, ...] = ()

    def with_words(self, rows: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        return rows.filter(Q(name__icontains=value) | Q(short_name__icontains=value) | Q(county__icontains=value))


class JournalFilter(ListFilter):
    words = ("summary", "verb")

    by = filters.ModelChoiceFilter(queryset=User.objects.all(), label="Who", empty_label="Anyone")
    verb = filters.AllValuesFilter(label="Verb", empty_label="Any")
    since = filters.DateFilter(
        field_name="written_at", lookup_expr="date__gte", label="Since", widget=DayField().widget
    )

    class Meta:
        model = JournalEntry
        fields: tuple[str, ...] = ()
