"""Asking for a release, deciding about it, and taking it back."""

from decimal import Decimal
from typing import Any

from django import forms

from requests_app.models import ReleaseForm, TimeStep
from requests_app.web.forms.fields import LongField

PLACES = (("", "No place at all"), ("0.010", "Squares of about 1 km"), ("0.050", "Squares of about 5 km"),
          ("0.100", "Squares of about 10 km"))  # fmt: skip
KEEPABLE = (("device", "Camera or device"), ("agency", "Agency"), ("hit", "Hit on a hot list"))


class PrepareForm(forms.Form):
    """What a version keeps; everything else is dropped."""

    title = forms.CharField(max_length=200)
    purpose = LongField(label="Who is to have it, and what for", rows=2, required=False)
    form = forms.ChoiceField(
        label="What leaves",
        choices=ReleaseForm,
        initial=ReleaseForm.COUNTS,
        widget=forms.RadioSelect,
        help_text="Counts say how many reads and plates were where; cells of too few plates are left out. "
        "Rows follow each plate under its pseudonym, which is far riskier.",
    )
    time_step = forms.ChoiceField(label="Time is told by", choices=TimeStep, initial=TimeStep.HOUR)
    place_step = forms.ChoiceField(label="Place is told by", choices=PLACES, required=False, initial="0.050")
    kept_columns = forms.MultipleChoiceField(
        label="Columns kept as they are",
        choices=KEEPABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Every other column is dropped, free text among them. Each one kept makes cells smaller.",
    )
    renames_daily = forms.BooleanField(
        label="A new pseudonym every day",
        required=False,
        help_text="Rows only: then nobody can be followed from one day to the next.",
    )

    def __init__(self, *args: Any, fields: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [choice for choice in KEEPABLE if choice[0] in fields]
        self.fields["kept_columns"].choices = kept  # type: ignore[attr-defined]
        if not kept:
            del self.fields["kept_columns"]
        if "latitude" not in fields:
            del self.fields["place_step"]

    def clean_place_step(self) -> Decimal | None:
        chosen = self.cleaned_data["place_step"]
        return Decimal(chosen) if chosen else None

    def clean_kept_columns(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["kept_columns"])


class DecideForm(forms.Form):
    """The decision of a second person."""

    decision = forms.ChoiceField(
        choices=(("release", "Release it"), ("keep", "Keep it inside")), widget=forms.RadioSelect
    )
    reason = LongField(label="Why", rows=3, help_text="It stands in the datasheet and in the journal.")

    def __init__(self, *args: Any, may_leave: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_leave:
            self.fields["decision"].choices = (("keep", "Keep it inside"),)  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    reason = LongField(label="Why", rows=3, help_text="Copies that were taken already are not reached.")
