"""Asking for a release, deciding about it, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from requests_app import datasets
from requests_app.casework.release_plans import SAY_WHO, STILL_SAY_WHO, ColumnLook
from requests_app.errors import IngestError
from requests_app.models import ReleaseForm, TimeStep
from requests_app.web.forms.fields import AsideForm, DayField, LongField

PLACES = (("", "No place at all"), ("0.010", "Squares of about 1 km"), ("0.050", "Squares of about 5 km"),
          ("0.100", "Squares of about 10 km"))  # fmt: skip
KEEPABLE = (("device", "Camera or device"), ("agency", "Agency"), ("hit", "Hit on a hot list"))


AREA = ("south", "west", "north", "east")
WAYS = {
    datasets.Treatment.DROP: "drop it",
    datasets.Treatment.KEEP: "keep it as it is",
    datasets.Treatment.PSEUDONYM: "a pseudonym",
    datasets.Treatment.SCREEN: "what many say and names nobody",
    datasets.Treatment.HOUR: "the hour",
    datasets.Treatment.DAY: "the day",
    datasets.Treatment.MONTH: "the month",
    datasets.Treatment.YEAR: "the year",
    datasets.Treatment.STEP: "steps of",
}


class NoiseForm(AsideForm):
    """What every release is asked for with, and what only counts with noise need."""

    aside_title = "For counts with noise: how much, of which days and where"
    aside_names: tuple[str, ...] = ("epsilon", "most_per_unit", "since_on", "until_on", *AREA)

    title = forms.CharField(max_length=200)
    purpose = LongField(label="Who is to have it, and what for", rows=2, required=False)
    form = forms.ChoiceField(
        label="What leaves",
        choices=ReleaseForm,
        initial=ReleaseForm.COUNTS,
        widget=forms.RadioSelect,
        help_text="Counts say how many were where; cells of too few are left out. Counts with noise promise that no "
        "single plate can be told from them, and spend a budget. Rows follow each plate or person under a "
        "pseudonym, which is far riskier.",
    )
    renames_daily = forms.BooleanField(
        label="A new pseudonym every day",
        required=False,
        help_text="Rows only: then nobody can be followed from one day to the next.",
    )
    epsilon = forms.DecimalField(
        required=False, min_value=Decimal("0.01"), max_value=20, decimal_places=2,
        help_text="The smaller, the more noise. 1 is usual; all releases of the same rows share one budget.",
    )  # fmt: skip
    most_per_unit = forms.IntegerField(
        label="Rows of one plate that count", required=False, min_value=1, max_value=1000,
        help_text="At most so many of each plate, or of whatever has a pseudonym, are counted. Few: less noise, but "
        "those seen often count too little.",
    )  # fmt: skip
    since_on = DayField(label="First day", required=False, help_text="What was agreed, say; not what the data show.")
    until_on = DayField(label="Last day", required=False)
    south = forms.FloatField(label="South edge in degrees", required=False, min_value=-90, max_value=90)
    west = forms.FloatField(label="West edge", required=False, min_value=-180, max_value=180)
    north = forms.FloatField(label="North edge", required=False, min_value=-90, max_value=90)
    east = forms.FloatField(label="East edge", required=False, min_value=-180, max_value=180)

    def __init__(self, *args: Any, has_places: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_places:
            for name in AREA:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["noise"] = None
        if data.get("form") != ReleaseForm.NOISY:
            return data
        for name in ("epsilon", "most_per_unit", "since_on", "until_on"):
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, "Counts with noise need it.")
        if self.errors:
            return data
        south, west, north, east = (data.get(name) for name in AREA)
        area = None
        if south is not None and west is not None and north is not None and east is not None:
            area = (south, west, north, east)
        elif (south, west, north, east) != (None, None, None, None):
            self.add_error(next(name for name in AREA if data.get(name) is None), "An area has four edges.")
            return data
        try:
            data["noise"] = datasets.Noise(
                float(data["epsilon"]), data["most_per_unit"], data["since_on"], data["until_on"], area
            )
        except IngestError as error:
            self.add_error(None, str(error))
        return data

    def asked(self) -> dict[str, Any]:
        """What the verb takes of it."""
        return {name: self.cleaned_data[name] for name in ("title", "purpose", "form", "renames_daily", "noise")}


class PrepareForm(NoiseForm):
    """What a version of plate reads keeps; everything else is dropped."""

    time_step = forms.ChoiceField(label="Time is told by", choices=TimeStep, initial=TimeStep.HOUR)
    place_step = forms.ChoiceField(label="Place is told by", choices=PLACES, required=False, initial="0.050")
    kept_columns = forms.MultipleChoiceField(
        label="Columns kept as they are",
        choices=KEEPABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Every other column is dropped, free text among them. Each one kept makes cells smaller; counts "
        "with noise keep none.",
    )
    field_order = ("title", "purpose", "form", "time_step", "place_step", "kept_columns", "renames_daily")

    def __init__(self, *args: Any, fields: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, has_places="latitude" in fields, **kwargs)
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

    def asked(self) -> dict[str, Any]:
        plan = ("time_step", "place_step", "kept_columns")
        return super().asked() | {name: self.cleaned_data[name] for name in plan if name in self.cleaned_data}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of a table in the form: what was found in it, and the fields for what becomes of it."""

    title: str
    found: tuple[str, ...]
    treatment: forms.BoundField
    step: forms.BoundField | None
    is_known: forms.BoundField
    reason: forms.BoundField | None


class PrepareTableForm(NoiseForm):
    """What becomes of each column of a search log or a free table."""

    def __init__(self, *args: Any, looks: Sequence[ColumnLook], has_times: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks = looks
        if not has_times:
            del self.fields["renames_daily"]
        for at, look in enumerate(looks):
            choice, said = look.choice, {"aria-label": f"What becomes of {look.choice.title}"}
            ways = dict.fromkeys((*choice.allowed, datasets.Treatment.DROP))
            self.fields[f"treatment_{at}"] = forms.ChoiceField(
                label=choice.title,
                choices=[(way.value, WAYS[way]) for way in ways],
                initial=choice.allowed[0].value,
                widget=forms.Select(attrs=said),
            )
            if datasets.Treatment.STEP in choice.allowed:
                self.fields[f"step_{at}"] = forms.FloatField(
                    label=choice.title, required=False, min_value=0.000001, max_value=1e12,
                    widget=forms.NumberInput(attrs={"aria-label": f"Steps of {choice.title}"}),
                )  # fmt: skip
            self.fields[f"known_{at}"] = forms.BooleanField(
                label=choice.title, required=False, initial=True,
                widget=forms.CheckboxInput(attrs={"aria-label": f"{choice.title} may be known from elsewhere"}),
            )  # fmt: skip
            if datasets.Treatment.KEEP in choice.allowed and choice.kind in SAY_WHO:
                self.fields[f"reason_{at}"] = forms.CharField(
                    label=choice.title, required=False, max_length=500
                )  # fmt: skip

    def main_fields(self) -> list[forms.BoundField]:
        """Without those of the columns, which stand in a table of their own."""
        return [field for field in super().main_fields() if "_" not in field.name or field.name == "renames_daily"]

    def column_rows(self) -> list[ColumnRow]:
        return [
            ColumnRow(
                look.choice.title,
                look.found,
                self[f"treatment_{at}"],
                self._field(f"step_{at}"),
                self[f"known_{at}"],
                self._field(f"reason_{at}"),
            )
            for at, look in enumerate(self.looks)
        ]

    def _field(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for at, look in enumerate(self.looks):
            chosen = data.get(f"treatment_{at}")
            if (
                chosen == datasets.Treatment.STEP
                and data.get(f"step_{at}") is None
                and f"step_{at}" not in self.errors
            ):
                self.add_error(f"step_{at}", "Say how large a step is.")
            if chosen in STILL_SAY_WHO and look.found and not data.get(f"reason_{at}"):
                self.add_error(
                    f"reason_{at}", "It names people. Say why it is kept all the same, or choose otherwise."
                )
        return data

    def asked(self) -> dict[str, Any]:
        data = self.cleaned_data
        columns = []
        for at, look in enumerate(self.looks):
            chosen = data[f"treatment_{at}"]
            row: dict[str, Any] = {"name": look.choice.name, "treatment": chosen, "is_known": data[f"known_{at}"]}
            if chosen == datasets.Treatment.STEP:
                row["step"] = data[f"step_{at}"]
            if chosen in STILL_SAY_WHO and data.get(f"reason_{at}"):
                row["reason"] = data[f"reason_{at}"]
            columns.append(row)
        asked = {name: data[name] for name in ("title", "purpose", "form", "noise")}
        return asked | {"renames_daily": data.get("renames_daily", False), "columns": tuple(columns)}


class DecideForm(forms.Form):
    """The decision of a second person."""

    decision = forms.ChoiceField(
        choices=(("release", "Release it"), ("keep", "Keep it inside")), widget=forms.RadioSelect
    )
    reason = LongField(label="Why", rows=3, help_text="It stands in the datasheet and in the journal.")
    beside_reason = LongField(
        label="Why it may stand beside what left before",
        rows=3,
        required=False,
        help_text="To release it, answer what stands above. The answer stands in the datasheet with your name.",
    )
    version = forms.CharField(widget=forms.HiddenInput)  # of the files that the person looked at, and what left

    def __init__(self, *args: Any, may_leave: bool, has_questions: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (may_leave and has_questions):
            del self.fields["beside_reason"]
        if not may_leave:
            self.fields["decision"].choices = (("keep", "Keep it inside"),)  # type: ignore[attr-defined]
            self.fields["decision"].initial = "keep"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        leaves = data.get("decision") == "release"
        if leaves and "beside_reason" in self.fields and not data.get("beside_reason", "").strip():
            self.add_error("beside_reason", "Something left of the same rows before. Say why this may leave too.")
        return data


class WithdrawForm(forms.Form):
    reason = LongField(label="Why", rows=3, help_text="Copies that were taken already are not reached.")
