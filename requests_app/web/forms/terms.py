"""Terms of a settlement: what is owed, what becomes of it, and the data received under it."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import DataAgreement, Dataset, SettlementTerm, TermState
from requests_app.web.forms.agreements import PromiseForm
from requests_app.web.forms.fields import AsideForm, DayField, LongField, offer


class TermForm(PromiseForm, AsideForm):
    """One thing somebody owes; folded away, what is promised where it is data."""

    aside_title = "If it is data: what a received dataset is held against"
    aside_names = tuple(PromiseForm.base_fields)
    field_order = ("obliged", "what", "due_on", "remind_on", "source")

    obliged = forms.CharField(label="Who must do it", max_length=120)
    what = LongField(label="What", rows=3)
    due_on = DayField(label="By", required=False, help_text="As the settlement says; blank where it does not.")
    remind_on = DayField(label="Remind me on", required=False, help_text="A mail to you on that day.")
    source = forms.CharField(required=False, help_text="The paper this rests on.")


class CorrectTermForm(TermForm):
    """A term as it is known better now; another day is put off to."""

    def __init__(self, data: Any = None, *, term: SettlementTerm, promise: DataAgreement | None) -> None:
        given = {name: getattr(term, name) for name in ("obliged", "what", "due_on", "source")}
        if promise is not None:
            given |= {name: getattr(promise, name) for name in PromiseForm.base_fields if hasattr(promise, name)}
            given["fields_agreed"] = promise.fields
        super().__init__(data, initial=given)
        del self.fields["remind_on"]


class TermOutcomeForm(forms.Form):
    """What became of a term, and what shows it."""

    state = forms.ChoiceField(label="What became of it")
    happened_on = DayField(label="On")
    words = LongField(label="The evidence, in words", rows=2)
    file = forms.FileField(label="The paper", required=False, help_text="Kept byte for byte under its SHA-256.")

    def __init__(self, *args: Any, term: SettlementTerm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = (TermState.MET, TermState.BREACHED, TermState.WAIVED, TermState.OPEN)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (state.value, "Open again" if state == TermState.OPEN else state.label)
            for state in order
            if state != term.state
        ]


class PutOffForm(forms.Form):
    """Another day for a term."""

    due_on = DayField(label="By")
    happened_on = DayField(label="Agreed or ordered on")
    words = LongField(label="By whose agreement or order, and why", rows=2)
    file = forms.FileField(label="The paper", required=False, help_text="Kept byte for byte under its SHA-256.")


class TermDatasetForm(forms.Form):
    """Which dataset was received under a term."""

    dataset = forms.ModelChoiceField(Dataset.objects.none())

    def __init__(self, *args: Any, datasets: QuerySet[Dataset], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, dataset=datasets)
