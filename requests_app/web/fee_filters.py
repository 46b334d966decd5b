"""The filters of time, costs and notes."""

import django_filters as filters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from requests_app.access import visible
from requests_app.models import (
    Cost,
    CostCategory,
    HourlyRate,
    Note,
    NoteKind,
    Phase,
    TaskCode,
    TimeEntry,
    User,
)
from requests_app.web.filters import ListFilter, cases_seen
from requests_app.web.forms.fields import DayField


def _timekeepers(request: HttpRequest | None) -> QuerySet[User]:
    if request is None:
        return User.objects.none()
    return User.objects.filter(pk__in=visible(request.user, TimeEntry.objects.all()).values("person"))


class FeeFilter(filters.FilterSet):
    """What narrows a lodestar: whose time, on what, and when."""

    case = filters.ModelChoiceFilter(queryset=cases_seen, label="Case", empty_label="Any")
    person = filters.ModelChoiceFilter(queryset=_timekeepers, label="Person", empty_label="Anyone")
    phase = filters.ChoiceFilter(choices=Phase, label="Phase", empty_label="Any")
    task_code = filters.ChoiceFilter(choices=TaskCode, label="Task", empty_label="Any")
    issue = filters.CharFilter(lookup_expr="iexact", label="Issue")
    since = filters.DateFilter(field_name="worked_on", lookup_expr="gte", label="From", widget=DayField().widget)
    until = filters.DateFilter(field_name="worked_on", lookup_expr="lte", label="Until", widget=DayField().widget)

    class Meta:
        model = TimeEntry
        fields: tuple[str, ...] = ()


class TimeFilter(FeeFilter, ListFilter):
    words = ("narrative", "issue", "written_off_reason")

    charged = filters.ChoiceFilter(
        method="with_charge",
        label="Charged",
        empty_label="Any",
        choices=[("no", "No charge"), ("part", "In part"), ("yes", "In full")],
    )

    def with_charge(self, rows: QuerySet[TimeEntry], name: str, value: str) -> QuerySet[TimeEntry]:
        conditions = {
            "no": Q(written_off_tenths=F("tenths"), tenths__gt=0),
            "part": Q(written_off_tenths__gt=0, written_off_tenths__lt=F("tenths")),
            "yes": Q(written_off_tenths=0),
        }
        return rows.filter(conditions[value])


class CostFilter(ListFilter):
    words = ("description", "not_claimed_reason")

    case = filters.ModelChoiceFilter(queryset=cases_seen, label="Case", empty_label="Any")
    category = filters.ChoiceFilter(choices=CostCategory, label="Category", empty_label="Any")
    receipt = filters.BooleanFilter(field_name="receipt", lookup_expr="isnull", exclude=True, label="Has its receipt")

    class Meta:
        model = Cost
        fields: tuple[str, ...] = ()


class RateFilter(filters.FilterSet):
    year = filters.NumberFilter(label="Year")

    class Meta:
        model = HourlyRate
        fields: tuple[str, ...] = ()


class NoteFilter(ListFilter):
    words = ("words",)

    kind = filters.ChoiceFilter(choices=NoteKind, label="Who may read it", empty_label="Any")

    class Meta:
        model = Note
        fields: tuple[str, ...] = ()
