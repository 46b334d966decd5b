"""Time, what of it is not charged, rates, and costs with their receipts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import CostCategory, CourtCase, Matter, Phase, TaskCode, User
from requests_app.web.forms.fields import DayField, LongField, offer


class HoursField(forms.DecimalField):
    """Hours with one decimal; its value is whole tenths."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "In tenths: 1.5 is an hour and a half.")
        super().__init__(max_digits=4, decimal_places=1, min_value=Decimal(0), max_value=Decimal(24), **kwargs)

    def clean(self, value: Any) -> Any:
        hours = super().clean(value)
        return None if hours is None else int(hours * 10)

    def prepare_value(self, value: Any) -> Any:
        return Decimal(value) / 10 if isinstance(value, int) else value


class DollarsField(forms.DecimalField):
    """Dollars and cents; its value is whole cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=9, decimal_places=2, min_value=Decimal("0.01"), **kwargs)

    def clean(self, value: Any) -> Any:
        dollars = super().clean(value)
        return None if dollars is None else int(dollars * 100)

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else value


class PlaceForm(forms.Form):
    """Where time or money belongs."""

    matter = forms.ModelChoiceField(Matter.objects.none())
    case = forms.ModelChoiceField(CourtCase.objects.none(), required=False, empty_label="no case, or before suit")

    def __init__(
        self, *args: Any, matters: QuerySet[Matter] | None, cases: QuerySet[CourtCase], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, matter=matters, case=cases)  # what is on record stays in its matter

    def clean(self) -> dict[str, Any] | None:
        matter, case = self.cleaned_data.get("matter"), self.cleaned_data.get("case")
        if matter and case and case.matter_id != matter.pk:
            self.add_error("case", "This case is of another matter.")
        return self.cleaned_data


class TimerForm(PlaceForm):
    """What the timer is started for."""

    task_code = forms.ChoiceField(label="Task", choices=TaskCode)
    phase = forms.ChoiceField(choices=Phase)
    narrative = LongField(
        label="What the work is",
        required=False,
        rows=4,
        help_text="Put what is privileged in [[double brackets]]: it stays here when the rest is filed.",
    )
    issue = forms.CharField(
        required=False, max_length=60, help_text="What the work is about, where fees are divided by issue."
    )


class TimeForm(TimerForm):
    """Work that is done."""

    field_order = ("matter", "case", "person", "worked_on", "tenths", "task_code", "phase", "narrative", "issue")

    worked_on = DayField(label="Day")
    tenths = HoursField(label="Hours")
    person = forms.ModelChoiceField(User.objects.none(), label="Whose time", required=False, empty_label="mine")

    def __init__(self, *args: Any, people: QuerySet[User] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, person=people)


class WriteOffForm(forms.Form):
    tenths = HoursField(label="Hours not charged", help_text="All of them is no charge; 0 charges the whole again.")
    reason = forms.CharField(required=False, max_length=200, help_text="For example: training, duplication.")


class RateForm(forms.Form):
    person = forms.ModelChoiceField(User.objects.none())
    year = forms.IntegerField(min_value=1990, max_value=2100)
    hour_cents = DollarsField(label="Dollars an hour", help_text="In steps of ten cents.")
    position = forms.CharField(max_length=100, help_text="As printed: “Attorney, admitted 2009”, “Paralegal”.")
    source = forms.CharField(
        label="What supports it", max_length=250, help_text="A declaration, a survey, an earlier award."
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, person=people)


class CostForm(PlaceForm):
    """Money spent."""

    incurred_on = DayField(label="Day")
    category = forms.ChoiceField(choices=CostCategory)
    description = forms.CharField(
        label="What for",
        max_length=250,
        help_text="Put what is privileged in [[double brackets]]: it stays here when the rest is filed.",
    )
    amount_cents = DollarsField(label="Dollars")
    receipt = forms.FileField(
        required=False, help_text="Kept byte for byte under its SHA-256, for counsel and for you."
    )
    not_claimed_reason = forms.CharField(
        label="Not asked for, because", required=False, max_length=200, help_text="Blank: it is asked for."
    )
