"""What was agreed about a dataset."""

from typing import Any

from django import forms

from requests_app import datasets
from requests_app.models import Dataset
from requests_app.web.forms.fields import DayField, LongField

PLACES = {"dataset": "This dataset alone", "settlement_term": "Its settlement term", "production": "Its production"}


FIELDS = [(field.name, field.title) for field in datasets.PLATE_READS.fields]


class PromiseForm(forms.Form):
    """What a dataset is held against: its period or the number of its days, devices, agencies, rows, fields."""

    since_on = DayField(label="First day", required=False, help_text="Days are on the agency's clock.")
    until_on = DayField(label="Last day", required=False, help_text="Included.")
    day_count = forms.IntegerField(
        label="Or days of data, whichever they are", required=False, min_value=1, max_value=4000
    )
    row_count = forms.IntegerField(label="Rows agreed", required=False, min_value=0, max_value=10**12)
    rows_within_percent = forms.IntegerField(
        label="Rows: give or take, in percent",
        required=False,
        min_value=0,
        max_value=50,
        help_text="Blank: no row fewer.",
    )
    devices = LongField(label="Devices", required=False, rows=3, help_text="One to a line, as the data names them.")
    agencies = LongField(label="Agencies", required=False, rows=2, help_text="One to a line.")
    fields_agreed = forms.MultipleChoiceField(
        label="Fields", required=False, widget=forms.CheckboxSelectMultiple, choices=FIELDS
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since_on"), data.get("until_on")
        if bool(since) != bool(until) and not {"since_on", "until_on"} & self.errors.keys():
            self.add_error("until_on" if since else "since_on", "Give both the first and the last day, or neither.")
        if since and until and until < since:
            self.add_error("until_on", "The agreed period ends before it begins.")
        if since and data.get("day_count"):
            self.add_error("day_count", "Give either the period or the number of its days.")
        data["rows_within_percent"] = data.get("rows_within_percent") or 0
        return data

    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        data = dict(self.cleaned_data)
        return data | {"fields": data.pop("fields_agreed")}


class AgreementForm(PromiseForm):
    """What was agreed, where, and what the agency says of it."""

    field_order = ("place",)
    place = forms.ChoiceField(label="It was agreed about")
    claimed_row_count = forms.IntegerField(label="Rows the agency says it gave", required=False, min_value=0)
    retention_days = forms.IntegerField(
        label="Days the agency says it keeps reads",
        required=False,
        min_value=1,
        max_value=36_500,
        help_text="Reads that were older on the day the file was received are counted.",
    )
    source = forms.CharField(label="Where it was agreed", required=False, max_length=200)

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = [name for name in PLACES if name == "dataset" or getattr(dataset, f"{name}_id")]
        self.fields["place"].choices = [(name, PLACES[name]) for name in there]  # type: ignore[attr-defined]
