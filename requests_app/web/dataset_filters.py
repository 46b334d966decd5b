"""The filters of releases."""

import django_filters as filters

from requests_app.models import Release, ReleaseForm, ReleaseState
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
