"""The filters of releases and of corrections."""

import django_filters as filters
from django.db.models import QuerySet

from requests_app.models import LineCorrection, Release, ReleaseForm, ReleaseState
from requests_app.web.filters import ListFilter, matters_seen


class ReleaseFilter(ListFilter):
    words = ("title", "purpose", "dataset__title", "key_id")

    matter = filters.ModelChoiceFilter(
        queryset=matters_seen, field_name="dataset__matter", label="Matter", empty_label="Any"
    )
    state = filters.ChoiceFilter(choices=ReleaseState, label="State", empty_label="Any")
    form = filters.ChoiceFilter(choices=ReleaseForm, label="Form", empty_label="Any")

    class Meta:
        model = Release
        fields: tuple[str, ...] = ()


class CorrectionFilter(ListFilter):
    words = ("why", "made_by__first_name", "made_by__last_name")

    matter = None
    state = filters.ChoiceFilter(
        choices=(("in_force", "In force"), ("withdrawn", "Withdrawn")),
        method="in_state",
        label="State",
        empty_label="Any",
    )

    class Meta:
        model = LineCorrection
        fields: tuple[str, ...] = ()

    def in_state(self, rows: QuerySet[LineCorrection], name: str, value: str) -> QuerySet[LineCorrection]:
        return rows.filter(withdrawn_at__isnull=value == "in_force")
