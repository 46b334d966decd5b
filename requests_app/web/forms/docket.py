"""Hearings, orders that set dates, services, and entries that count no more."""

from typing import Any

from django import forms

from requests_app import law
from requests_app.casework.hearings import HEARING_FACTS
from requests_app.casework.orders import SET_BY
from requests_app.models import CourtCase, Deadline, DeliveryMethod, Milestone
from requests_app.web.forms.fields import DayField, LongField, SourceForm

HEARD = (
    ("hearing_set/motion", "A noticed motion"),
    ("hearing_set/writ_application", "An application for a writ"),
    ("writ_trial_set/", "The petition itself: trial on the writ"),
    ("/", "Something else: status conference, argument, settlement conference"),
)


class TimeField(forms.TimeField):
    """A time of day as the court wrote it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, input_formats=["%H:%M", "%I:%M %p", "%I:%M%p"], **kwargs)


class PlaceForm(forms.Form):
    """Where a hearing is held."""

    department = forms.CharField(required=False, max_length=40)
    place = forms.CharField(required=False, max_length=200)
    link = forms.URLField(
        required=False, max_length=500, assume_scheme="https", help_text="Where it is attended by video."
    )


class HearingForm(SourceForm):
    """A hearing to be set."""

    aside_title = "If the source is weak"
    aside_names: tuple[str, ...] = ("source", "confidence", "accounts_differ")

    heard = forms.ChoiceField(label="What is heard", choices=HEARD)
    title = forms.CharField(label="Title", max_length=200, help_text="For example: Hearing on the motion to compel.")
    held_on = DayField(label="Day")
    starts_at = TimeField(label="Time", required=False, help_text="The court's local time.")
    department = PlaceForm.base_fields["department"]
    place = PlaceForm.base_fields["place"]
    link = PlaceForm.base_fields["link"]
    service = forms.ChoiceField(
        label="How the notice is served", choices=[("", "not said"), *DeliveryMethod.choices], required=False
    )
    note = LongField(required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["precision"]

    def hearing(self) -> dict[str, Any]:
        """What the verb takes of it, by name."""
        data = dict(self.cleaned_data)
        fact_kind, _, of = data.pop("heard").partition("/")
        particulars = {"of": of} if of else {}
        if not fact_kind or not law.FACT_KINDS[fact_kind].served:
            data["service"] = ""
        return {**data, "fact_kind": fact_kind, "particulars": particulars}


class ContinuanceForm(forms.Form):
    """Another day for a hearing."""

    held_on = DayField(label="New day")
    starts_at = TimeField(label="Time", required=False, help_text="The court's local time.")
    why = LongField(label="By whose order or stipulation, and why", rows=2)
    file = forms.FileField(
        label="The order, notice or stipulation", required=False, help_text="Kept byte for byte under its SHA-256."
    )


class VacateForm(forms.Form):
    """Why an entry counts no more."""

    vacated_on = DayField(label="Day", required=False, help_text="Blank where it is not known.")
    why = LongField(
        label="Why", rows=2, help_text="For example: vacated by minute order; withdrawn by the petitioners."
    )


class ServiceForm(forms.Form):
    """Who served a paper on whom."""

    served_by = forms.CharField(max_length=200, help_text="The party, the clerk, or the server.")
    served_on_whom = forms.CharField(label="Served on", max_length=200)
    method = forms.ChoiceField(label="How", choices=DeliveryMethod.choices)
    served_on = DayField(label="Day of service")
    file = forms.FileField(
        label="The proof of service", required=False, help_text="Kept byte for byte under its SHA-256."
    )
    note = LongField(required=False, rows=2)
    counts = forms.BooleanField(
        label="The clock counts from this service",
        required=False,
        help_text="Sets the day and the manner of service of the entry, and moves what is counted from it.",
    )

    def __init__(self, *args: Any, milestone: Milestone, is_served: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_served:
            del self.fields["counts"]
        names = ", ".join(milestone.case.parties.values_list("name", flat=True)[:8])
        if names:
            self.fields["served_on_whom"].help_text = f"In the case: {names}."


class OrderForm(forms.Form):
    """A date that something other than the rule sets."""

    deadline = forms.TypedChoiceField(label="Which date", coerce=int)
    set_by = forms.ChoiceField(label="What sets it", choices=list(SET_BY.items()))
    made_on = DayField(label="Day of the order, stipulation or extension")
    made_by = forms.CharField(
        label="Made by", required=False, max_length=200, help_text="The judge, or the parties to the stipulation."
    )
    due_on = DayField(label="Day it sets")
    file = forms.FileField(
        label="The paper that proves it",
        required=False,
        help_text="A stipulation or an extension needs it. Kept byte for byte under its SHA-256.",
    )
    note = LongField(required=False, rows=2)
    source = forms.CharField(required=False, help_text="The paper or report this rests on.")

    def __init__(self, *args: Any, case: CourtCase, dates: list[Deadline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates = {row.pk: row for row in dates}
        self.fields["deadline"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row.title}: {_day(row)}{'' if row.case_id == case.pk else f' ({row.case})'}") for row in dates
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        only_look = "check" in self.data  # which scripts ask without the file
        if data.get("set_by") in ("stipulation", "extension") and not data.get("file") and not only_look:
            self.add_error("file", "Add the paper: a stipulation or an extension counts only with its proof.")
        return data


def _day(row: Deadline) -> str:
    return f"{row.due_on:%a} {row.due_on.day} {row.due_on:%b %Y}" if row.due_on else row.limit or "no number of days"


def heard_for(kind: str) -> str:
    """The first choice of what is heard that is this fact of the law."""
    return next((key for key, _ in HEARD if kind in HEARING_FACTS and key.startswith(f"{kind}/")), HEARD[0][0])


class NothingToSay(forms.Form):
    """A button and nothing else."""
