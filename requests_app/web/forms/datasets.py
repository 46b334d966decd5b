"""Receiving a dataset."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import Matter, RecordsRequest, SettlementTerm
from requests_app.web.forms.fields import DayField, LongField


class ReceiveForm(forms.Form):
    """What arrived, from whom and under what."""

    file = forms.FileField(label="The file", help_text="Kept byte for byte under its SHA-256. Nothing is read yet.")
    title = forms.CharField(max_length=200, required=False, help_text="Blank: the file's name.")
    request = forms.ModelChoiceField(
        RecordsRequest.objects.none(), label="Received under the request", required=False, empty_label="none"
    )
    settlement_term = forms.ModelChoiceField(
        SettlementTerm.objects.none(), label="Or under the settlement term", required=False, empty_label="none"
    )
    matter = forms.ModelChoiceField(
        Matter.objects.none(), required=False, empty_label="that of the request", help_text="If under neither."
    )
    received_on = DayField(label="Received on")
    note = LongField(required=False, rows=2)

    def __init__(
        self,
        *args: Any,
        requests: QuerySet[RecordsRequest],
        terms: QuerySet[SettlementTerm],
        matters: QuerySet[Matter],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request"].queryset = requests  # type: ignore[attr-defined]
        self.fields["settlement_term"].queryset = terms  # type: ignore[attr-defined]
        self.fields["matter"].queryset = matters  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        term = data.get("settlement_term")
        if not data.get("request") and not data.get("matter"):
            if term is not None:
                data["matter"] = term.case.matter
            else:
                self.add_error("request", "Choose the request, the term or the matter it was received under.")
        return data
