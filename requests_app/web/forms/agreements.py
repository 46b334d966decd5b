"""What was agreed about a dataset."""

from typing import Any

from django import forms

from requests_app import datasets
from requests_app.models import Dataset
from requests_app.web.forms.fields import DayField, LongField

PLACES = {"dataset": "This dataset alone", "settlement_term": "Its settlement term", "production": "Its production"}


class AgreementForm(forms.Form):
    """The period, and what else was agreed."""

    place = forms.ChoiceField(label="It was agreed about")
    since_on = DayField(label="First day")
    until_on = DayField(label="Last day", help_text="Included. Days are on the agency's clock.")
    row_count = forms.IntegerField(label="Rows agreed", required=False, min_value=0)
    claimed_row_count = forms.IntegerField(label="Rows the agency says it gave", required=False, min_value=0)
    retention_days = forms.IntegerField(
        label="Days the agency says it keeps reads",
        required=False,
        min_value=1,
        max_value=36_500,
        help_text="Reads that were older on the day the file was received are counted.",
    )
    devices = LongField(label="Devices", required=False, rows=3, help_text="One to a line, as the data names them.")
    agencies = LongField(label="Agencies", required=False, rows=2, help_text="One to a line.")
    fields_agreed = forms.MultipleChoiceField(
        label="Fields",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(field.name, field.title) for field in datasets.PLATE_READS.fields],
    )
    source = forms.CharField(label="Where it was agreed", required=False, max_length=200)

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = [name for name in PLACES if name == "dataset" or getattr(dataset, f"{name}_id")]
        self.fields["place"].choices = [(name, PLACES[name]) for name in there]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        data = dict(self.cleaned_data)
        return data | {"fields": data.pop("fields_agreed")}
