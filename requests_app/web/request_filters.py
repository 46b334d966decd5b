"""The filters of requests and of what hangs from them: papers, claims, productions, mail."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from requests_app import clock
from requests_app.access import visible
from requests_app.casework.agency_record import missed
from requests_app.models import (
    Agency,
    Campaign,
    ClaimStatus,
    Communication,
    CommunicationKind,
    Deadline,
    Direction,
    Exemption,
    ExemptionClaim,
    Production,
    ReceivedMail,
    RecordsRequest,
    RequestState,
    RequestTag,
    User,
)
from requests_app.web.filters import ListFilter, matters_seen
from requests_app.web.forms.fields import DayField


def _campaigns(request: HttpRequest | None) -> QuerySet[Campaign]:
    return visible(request.user, Campaign.objects.all()) if request else Campaign.objects.none()


def _late_by(days: Decimal) -> QuerySet[Any]:
    """The requests with something due that many days ago or more."""
    last = clock.today() - timedelta(days=min(int(days), 36500))
    late = Deadline.objects.late(on=clock.today()).filter(due_on__lte=last, request__isnull=False)
    return late.values("request")


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

    late_by = filters.NumberFilter(method="with_lateness", label="Late by days", min_value=1)
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

    def with_lateness(self, rows: QuerySet[RecordsRequest], name: str, value: Decimal) -> QuerySet[RecordsRequest]:
        return rows.filter(pk__in=_late_by(value))

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


class OfRequestFilter(ListFilter):
    """What hangs from requests is found by what its request is."""

    matter = filters.ModelChoiceFilter(
        queryset=matters_seen, field_name="request__matter", label="Matter", empty_label="Any"
    )
    agency = filters.ModelChoiceFilter(
        queryset=Agency.objects.all(), field_name="request__agency", label="Agency", empty_label="Any"
    )
    handled_by = filters.ModelChoiceFilter(
        queryset=User.objects.filter(is_active=True),
        field_name="request__handled_by",
        label="Who has it",
        empty_label="Anyone",
    )
    tag = filters.CharFilter(method="with_tag", label="Tag")
    late_by = filters.NumberFilter(method="with_lateness", label="Request late by days", min_value=1)

    def with_tag(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(request__in=RequestTag.objects.filter(name__iexact=value.strip()).values("request"))

    def with_lateness(self, rows: QuerySet[Any], name: str, value: Decimal) -> QuerySet[Any]:
        return rows.filter(request__in=_late_by(value))


class ProductionFilter(OfRequestFilter):
    words = ("description", "request__subject", "request__agency__short_name")

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

    promised_until = filters.DateFilter(
        field_name="promised_on", lookup_expr="lte", label="Promised until", widget=DayField().widget
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


class TrayFilter(filters.FilterSet):
    """Mail that came in, by its words, by the request it is guessed to belong to, and by day."""

    q = filters.CharFilter(method="with_words", label="Words")
    agency = filters.ModelChoiceFilter(
        queryset=Agency.objects.all(), method="with_agency", label="Agency", empty_label="Any"
    )
    handled_by = filters.ModelChoiceFilter(
        queryset=User.objects.filter(is_active=True), method="with_person", label="Who has it", empty_label="Anyone"
    )
    guessed = filters.ChoiceFilter(
        method="with_guess",
        label="Guess",
        empty_label="Any",
        choices=[("with", "With a guess"), ("without", "Without")],
    )
    since = filters.DateFilter(
        field_name="received_at", lookup_expr="date__gte", label="Came since", widget=DayField().widget
    )

    class Meta:
        model = ReceivedMail
        fields: tuple[str, ...] = ()

    def with_words(self, rows: QuerySet[ReceivedMail], name: str, value: str) -> QuerySet[ReceivedMail]:
        for word in value.split()[:10]:
            rows = rows.filter(
                Q(subject__icontains=word) | Q(sender_name__icontains=word) | Q(sender_address__icontains=word)
            )
        return rows

    def with_agency(self, rows: QuerySet[ReceivedMail], name: str, value: Agency) -> QuerySet[ReceivedMail]:
        return self._of_requests(rows, RecordsRequest.objects.filter(agency=value))

    def with_person(self, rows: QuerySet[ReceivedMail], name: str, value: User) -> QuerySet[ReceivedMail]:
        return self._of_requests(rows, RecordsRequest.objects.filter(handled_by=value))

    def with_guess(self, rows: QuerySet[ReceivedMail], name: str, value: str) -> QuerySet[ReceivedMail]:
        """By a guess the person is shown; one into somebody else's matter is none."""
        guessed = Q(guess__isnull=False, guess__in=self._seen(RecordsRequest.objects.all()))
        return rows.filter(guessed if value == "with" else ~guessed)

    def _of_requests(self, rows: QuerySet[ReceivedMail], found: QuerySet[RecordsRequest]) -> QuerySet[ReceivedMail]:
        """Mail placed with one of these requests, or guessed to belong to one that the person may see."""
        seen = self._seen(found)
        return rows.filter(Q(request__in=seen) | Q(request__isnull=True, guess__in=seen))

    def _seen(self, found: QuerySet[RecordsRequest]) -> QuerySet[RecordsRequest]:
        return visible(self.request.user, found) if self.request else found.none()


class CommunicationFilter(OfRequestFilter):
    words = ("subject", "body", "signed_by_name", "request__subject", "request__agency__short_name")

    kind = filters.ChoiceFilter(choices=CommunicationKind, label="Kind", empty_label="Any")
    direction = filters.ChoiceFilter(choices=Direction, label="Direction", empty_label="Both")
    section = filters.ModelChoiceFilter(
        queryset=Exemption.objects.all(), method="with_section", label="Section claimed", empty_label="Any"
    )
    since = filters.DateFilter(field_name="happened_on", lookup_expr="gte", label="Since", widget=DayField().widget)
    until = filters.DateFilter(field_name="happened_on", lookup_expr="lte", label="Until", widget=DayField().widget)

    class Meta:
        model = Communication
        fields: tuple[str, ...] = ()

    def with_section(self, rows: QuerySet[Communication], name: str, value: Exemption) -> QuerySet[Communication]:
        return rows.filter(pk__in=ExemptionClaim.objects.filter(exemption=value).values("communication"))


class ClaimFilter(OfRequestFilter):
    words = ("cited_as", "records_withheld", "justification", "our_answer", "exemption__title")

    exemption = filters.ModelChoiceFilter(queryset=Exemption.objects.all(), label="Section", empty_label="Any")
    status = filters.ChoiceFilter(choices=ClaimStatus, label="Status", empty_label="Any")
    answer = filters.ChoiceFilter(
        method="with_answer",
        label="Our answer",
        empty_label="Any",
        choices=[("none", "Not answered"), ("given", "Answered")],
    )
    since = filters.DateFilter(
        field_name="communication__happened_on", lookup_expr="gte", label="Claimed since", widget=DayField().widget
    )

    class Meta:
        model = ExemptionClaim
        fields: tuple[str, ...] = ()

    def with_answer(self, rows: QuerySet[ExemptionClaim], name: str, value: str) -> QuerySet[ExemptionClaim]:
        return rows.filter(our_answer="") if value == "none" else rows.exclude(our_answer="")
