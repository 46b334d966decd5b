"""What narrows a search: a matter, an agency, days."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import Agency, Matter
from requests_app.web.forms.fields import DayField


class SearchForm(forms.Form):
    """Beside the words; `matters` are those the person may see."""

    matter = forms.ModelChoiceField(queryset=Matter.objects.none(), required=False, empty_label="Any")
    agency = forms.ModelChoiceField(queryset=Agency.objects.all(), required=False, empty_label="Any")
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def __init__(self, *args: Any, matters: QuerySet[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["matter"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = matters
