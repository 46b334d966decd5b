"""The filters of the list of exhibit sets."""

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpRequest

from requests_app.access import visible
from requests_app.models import CourtCase, ExhibitSet
from requests_app.web.filters import ListFilter, matters_seen


def cases_seen(request: HttpRequest | None) -> QuerySet[CourtCase]:
    return visible(request.user, CourtCase.objects.all()) if request else CourtCase.objects.none()


class ExhibitSetFilter(ListFilter):
    words = ("title", "case__number", "case__caption", "bates_prefix")

    matter = filters.ModelChoiceFilter(
        queryset=matters_seen, field_name="case__matter", label="Matter", empty_label="Any"
    )
    case = filters.ModelChoiceFilter(queryset=cases_seen, label="Case", empty_label="Any")

    class Meta:
        model = ExhibitSet
        fields: tuple[str, ...] = ()
