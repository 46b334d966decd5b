"""The filters of every list; each keeps itself in the address."""

from datetime import timedelta
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from requests_app import clock
from requests_app.access import visible
from requests_app.casework.agency_record import missed
from requests_app.models import (
    Agency,
    Bundle,
    BundleState,
    Campaign,
    CaseState,
    ClaimStatus,
    Communication,
    CommunicationKind,
    Court,
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
    LetterWording,
    Matter,
    Production,
    RecordsRequest,
    RequestState,
    User,
)
from requests_app.web.forms.fields import DayField


def _matters(request: HttpRequest | None) -> QuerySet[Matter]:
    return visible(request.user, Matter.objects.all()) if request else Matter.objects.none()


def _campaigns(request: HttpRequest | None) -> QuerySet[Campaign]:
    return visible(request.user, Campaign.objects.all()) if request else Campaign.objects.none()


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

    late_by = filters.ChoiceFilter(
        method="with_lateness",
        label="Late by",
        empty_label="Any",
        choices=[("1", "A day or more"), ("7", "A week or more"), ("30", "30 days or more")],
    )
    section = filters.ModelChoiceFilter(
        queryset=Exemption.objects.all(), method="with_section", label="Section claimed", empty_label="Any"
    )
    promise = filters.ChoiceFilter(
        method="with_promise",
        label="Promises",
        empty_label="Any",
        choices=[("missed", "Promised and missed"), ("open", "Promised, to come")],
    )
    tag = filters.CharFilter(field_name="tags__name", lookup_expr="iexact", label="Tag")
    follow_up = filters.ChoiceFilter(
        method="with_follow_up",
        label="Follow-up",
        empty_label="Any",
        choices=[("due", "Due today or before"), ("set", "Has a date")],
    )
    campaign = filters.ModelChoiceFilter(
        queryset=_campaigns, field_name="campaign_entry__campaign", label="Campaign", empty_label="Any"
    )

    class Meta:
        model = RecordsRequest
        fields: tuple[str, ...] = ()

    def with_lateness(self, rows: QuerySet[RecordsRequest], name: str, value: str) -> QuerySet[RecordsRequest]:
        last = clock.today() - timedelta(days=int(value))
        late = Deadline.objects.late(on=clock.today()).filter(due_on__lte=last)
        return rows.filter(pk__in=late.filter(request__isnull=False).values("request"))

    def with_section(self, rows: QuerySet[RecordsRequest], name: str, value: Exemption) -> QuerySet[RecordsRequest]:
        return rows.filter(pk__in=ExemptionClaim.objects.filter(exemption=value).values("request"))

    def with_promise(self, rows: QuerySet[RecordsRequest], name: str, value: str) -> QuerySet[RecordsRequest]:
        promised = Production.objects.filter(promised_on__isnull=False)
        kept = (
            promised.filter(missed(clock.today()))
            if value == "missed"
            else promised.filter(received_on__isnull=True, promised_on__gte=clock.today())
        )
        return rows.filter(pk__in=kept.values("request"))

    def with_follow_up(self, rows: QuerySet[RecordsRequest], name: str, value: str) -> QuerySet[RecordsRequest]:
        if value == "due":
            return rows.filter(follow_up_on__lte=clock.today())
        return rows.filter(follow_up_on__isnull=False)

    def with_due(self, rows: QuerySet[RecordsRequest], name: str, value: str) -> QuerySet[RecordsRequest]:
        if value == "open":
            return rows.exclude(state__in=("completed", "withdrawn"))
        return rows.filter(pk__in=Deadline.objects.late(on=clock.today()).values("request"))


class BundleFilter(ListFilter):
    words = ("title",)

    state = filters.ChoiceFilter(choices=BundleState, label="State", empty_label="Any")

    class Meta:
        model = Bundle
        fields: tuple[str, ...] = ()


class ProductionFilter(ListFilter):
    words = ("description", "request__subject", "request__agency__short_name")

    matter = filters.ModelChoiceFilter(
        queryset=_matters, field_name="request__matter", label="Matter", empty_label="Any"
    )
    agency = filters.ModelChoiceFilter(
        queryset=Agency.objects.all(), field_name="request__agency", label="Agency", empty_label="Any"
    )
    standing = filters.ChoiceFilter(
        method="with_standing",
        label="Against its promise",
        empty_label="Any",
        choices=[
            ("missing", "Still missing"),
            ("missed", "Promised and missed"),
            ("to come", "To come"),
            ("received", "Received"),
        ],
    )

    class Meta:
        model = Production
        fields: tuple[str, ...] = ()

    def with_standing(self, rows: QuerySet[Production], name: str, value: str) -> QuerySet[Production]:
        today = clock.today()
        conditions = {
            "missing": Q(received_on__isnull=True, promised_on__lt=today),
            "missed": missed(today),
            "to come": Q(received_on__isnull=True, promised_on__gte=today),
            "received": Q(received_on__isnull=False),
        }
        return rows.filter(conditions[value])


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


class CampaignFilter(ListFilter):
    words = ("title", "subject", "records_sought")

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = ()


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
    handled_by = filters.ModelChoiceFilter(
        queryset=User.objects.filter(is_active=True),
        field_name="request__handled_by",
        label="Who has it",
        empty_label="Anyone",
    )

    class Meta:
        model = ExemptionClaim
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
        queryset=_matters, field_name="request__matter", label="Matter", empty_label="Any"
    )
    state = filters.ChoiceFilter(choices=LetterState, label="State", empty_label="Any")

    class Meta:
        model = Letter
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
