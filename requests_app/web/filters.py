"""The filters of lists; each keeps itself in the address. Those of requests and their papers stand beside."""

from datetime import timedelta
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from requests_app import clock
from requests_app.access import visible
from requests_app.models import (
    Agency,
    Bundle,
    BundleState,
    Campaign,
    CampaignEntry,
    CaseState,
    Court,
    CourtCase,
    Dataset,
    DatasetState,
    DaysAway,
    Deadline,
    EntryState,
    Exemption,
    JournalEntry,
    Letter,
    Letterhead,
    LetterState,
    LetterWording,
    Matter,
    RequestState,
    User,
)
from requests_app.web.forms.fields import DayField


def matters_seen(request: HttpRequest | None) -> QuerySet[Matter]:
    return visible(request.user, Matter.objects.all()) if request else Matter.objects.none()


def cases_seen(request: HttpRequest | None) -> QuerySet[CourtCase]:
    """The cases to choose from."""
    return visible(request.user, CourtCase.objects.all()) if request else CourtCase.objects.none()


class ListFilter(filters.FilterSet):
    """A box of words, and a matter, on every list. `words` names the columns that are searched."""

    words: tuple[str, ...] = ()

    q = filters.CharFilter(method="with_words", label="Words")
    matter = filters.ModelChoiceFilter(queryset=matters_seen, label="Matter", empty_label="Any")

    def with_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Rows in which every word occurs somewhere."""
        for word in value.split()[:10]:
            found = Q()
            for column in self.words:
                found |= Q(**{f"{column}__icontains": word})
            rows = rows.filter(found)
        return rows


class AwayFilter(filters.FilterSet):
    """Who is away, and whether it is over."""

    person = filters.ModelChoiceFilter(
        queryset=User.objects.filter(days_away__isnull=False).distinct(), label="Who", empty_label="Anyone"
    )
    when = filters.ChoiceFilter(
        method="with_when",
        label="When",
        empty_label="Any day",
        choices=[("ahead", "Now or to come"), ("past", "Over")],
    )

    class Meta:
        model = DaysAway
        fields: tuple[str, ...] = ()

    def with_when(self, rows: QuerySet[DaysAway], name: str, value: str) -> QuerySet[DaysAway]:
        today = clock.today()
        return rows.filter(last_on__gte=today) if value == "ahead" else rows.filter(last_on__lt=today)


class ExemptionFilter(filters.FilterSet):
    q = filters.CharFilter(method="with_words", label="Words")
    verified = filters.AllValuesFilter(label="Verification", empty_label="Any")

    class Meta:
        model = Exemption
        fields: tuple[str, ...] = ()

    def with_words(self, rows: QuerySet[Exemption], name: str, value: str) -> QuerySet[Exemption]:
        return rows.filter(
            Q(citation__icontains=value)
            | Q(former_citation__icontains=value)
            | Q(title__icontains=value)
            | Q(answer__icontains=value)
        )


class BundleFilter(ListFilter):
    words = ("title",)

    state = filters.ChoiceFilter(choices=BundleState, label="State", empty_label="Any")

    class Meta:
        model = Bundle
        fields: tuple[str, ...] = ()


class CampaignFilter(ListFilter):
    words = ("title", "subject", "records_sought")

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = ()


class EntryFilter(ListFilter):
    """The agencies of one campaign."""

    words = ("agency__name", "agency__short_name", "agency__county")

    matter = None
    made = filters.ChoiceFilter(choices=EntryState, field_name="state", label="Made", empty_label="Any")
    state = filters.ChoiceFilter(choices=RequestState, field_name="request__state", label="State", empty_label="Any")

    class Meta:
        model = CampaignEntry
        fields: tuple[str, ...] = ()


class CaseFilter(ListFilter):
    words = ("number", "caption", "judge", "court__name")

    court = filters.ModelChoiceFilter(
        queryset=Court.objects.filter(cases__isnull=False).distinct(), label="Court", empty_label="Any"
    )
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
        queryset=matters_seen, field_name="request__matter", label="Matter", empty_label="Any"
    )
    state = filters.ChoiceFilter(choices=LetterState, label="State", empty_label="Any")

    class Meta:
        model = Letter
        fields: tuple[str, ...] = ()


class LetterheadFilter(ListFilter):
    words = ("name", "organisation__name", "address", "signer_name")

    matter = None

    class Meta:
        model = Letterhead
        fields: tuple[str, ...] = ()


class WordingFilter(ListFilter):
    words = ("kind", "why", "subject", "body", "organisation__name")

    matter = None

    class Meta:
        model = LetterWording
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
