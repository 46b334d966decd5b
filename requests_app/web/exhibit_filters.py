"""The filters of the list of exhibit sets."""

import django_filters as filters

from requests_app.models import ExhibitSet
from requests_app.web.filters import ListFilter, cases_seen, matters_seen


class ExhibitSetFilter(ListFilter):
    words = ("title", "case__number", "case__caption", "bates_prefix")

    matter = filters.ModelChoiceFilter(
        queryset=matters_seen, field_name="case__matter", label="Matter", empty_label="Any"
    )
    case = filters.ModelChoiceFilter(queryset=cases_seen, label="Case", empty_label="Any")

    class Meta:
        model = ExhibitSet
        fields: tuple[str, ...] = ()
