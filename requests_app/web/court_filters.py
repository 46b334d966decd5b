"""The filters of the lists of courts, dockets and hearings."""

import django_filters as filters
from django.db.models import Q, QuerySet

from requests_app import clock
from requests_app.models import Court, CourtLevel, EntryKind, Hearing, Milestone, SettlementTerm, TermState
from requests_app.web.filters import ListFilter, cases_seen, matters_seen


class DocketFilter(ListFilter):
    words = ("title", "note", "filed_by", "outcome", "case__number", "case__caption")

    matter = filters.ModelChoiceFilter(
        queryset=matters_seen, field_name="case__matter", label="Matter", empty_label="Any"
    )
    case = filters.ModelChoiceFilter(queryset=cases_seen, label="Case", empty_label="Any")
    entry_kind = filters.ChoiceFilter(choices=EntryKind, label="Kind", empty_label="Any")
    counts = filters.ChoiceFilter(
        method="with_counts",
        label="Counts",
        empty_label="Either",
        choices=[("yes", "Counts"), ("no", "Counts no more")],
    )

    class Meta:
        model = Milestone
        fields: tuple[str, ...] = ()

    def with_counts(self, rows: QuerySet[Milestone], name: str, value: str) -> QuerySet[Milestone]:
        return rows.filter(vacated_why="") if value == "yes" else rows.exclude(vacated_why="")


class HearingFilter(ListFilter):
    words = ("milestone__title", "department", "place", "milestone__case__number", "milestone__case__caption")

    matter = filters.ModelChoiceFilter(
        queryset=matters_seen, field_name="milestone__case__matter", label="Matter", empty_label="Any"
    )
    court = filters.ModelChoiceFilter(
        queryset=Court.objects.filter(cases__isnull=False).distinct(),
        field_name="milestone__case__court",
        label="Court",
        empty_label="Any",
    )
    held = filters.ChoiceFilter(
        method="with_held",
        label="When",
        empty_label="Any day",
        choices=[("ahead", "To come"), ("past", "Past"), ("off", "Off calendar")],
    )

    class Meta:
        model = Hearing
        fields: tuple[str, ...] = ()

    def with_held(self, rows: QuerySet[Hearing], name: str, value: str) -> QuerySet[Hearing]:
        if value == "off":
            return rows.exclude(milestone__vacated_why="")
        today = clock.today()
        days = {"milestone__happened_on__gte": today} if value == "ahead" else {"milestone__happened_on__lt": today}
        return rows.filter(milestone__vacated_why="", **days)


class TermFilter(ListFilter):
    words = ("what", "obliged", "evidence", "case__number", "case__caption")

    matter = filters.ModelChoiceFilter(
        queryset=matters_seen, field_name="case__matter", label="Matter", empty_label="Any"
    )
    standing = filters.ChoiceFilter(
        method="with_standing",
        label="How it stands",
        empty_label="Any",
        choices=[("late", "Late"), *TermState.choices],
    )

    class Meta:
        model = SettlementTerm
        fields: tuple[str, ...] = ()

    def with_standing(self, rows: QuerySet[SettlementTerm], name: str, value: str) -> QuerySet[SettlementTerm]:
        late = {"state": TermState.OPEN, "due_on__lt": clock.today()}
        return rows.filter(**late) if value == "late" else rows.filter(state=value)


class CourtFilter(filters.FilterSet):
    q = filters.CharFilter(method="with_words", label="Words")
    level = filters.ChoiceFilter(choices=CourtLevel, label="Level", empty_label="Any")
    district = filters.ChoiceFilter(
        choices=[(str(number), str(number)) for number in range(1, 7)], label="Appellate district", empty_label="Any"
    )

    class Meta:
        model = Court
        fields: tuple[str, ...] = ()

    def with_words(self, rows: QuerySet[Court], name: str, value: str) -> QuerySet[Court]:
        return rows.filter(Q(name__icontains=value) | Q(county__icontains=value))
