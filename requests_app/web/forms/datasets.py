"""Receiving a dataset."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import Matter, RecordsRequest, SettlementTerm, Upload
from requests_app.web.forms.fields import DayField, LongField, offer


class ReceiveForm(forms.Form):
    """What arrived, from whom and under what."""

    file = forms.FileField(label="The file", help_text="Kept byte for byte under its SHA-256. Nothing is read yet.")
    upload = forms.ModelChoiceField(
        Upload.objects.none(), to_field_name="key", required=False, widget=forms.HiddenInput
    )
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
    sha256 = forms.CharField(
        label="SHA-256 the agency gave",
        required=False,
        max_length=100,
        help_text="If it gave one: the file is taken only if it is the same.",
    )
    note = LongField(required=False, rows=2)

    def __init__(
        self,
        *args: Any,
        requests: QuerySet[RecordsRequest],
        terms: QuerySet[SettlementTerm],
        matters: QuerySet[Matter],
        uploads: QuerySet[Upload],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, request=requests, settlement_term=terms, matter=matters, upload=uploads)
        self.fields["file"].required = not self.data.get("upload")

    def clean_sha256(self) -> str:
        given = "".join(self.cleaned_data["sha256"].lower().replace(":", "").split())
        if given and not re.fullmatch(r"[0-9a-f]{64}", given):
            raise forms.ValidationError("A SHA-256 has 64 hexadecimal digits.")
        return given

    def clean(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data.get("file") and not data.get("upload") and "file" not in self.errors:
            self.add_error("file", "What was sent of it is not here any more. Choose the file again.")
        term = data.get("settlement_term")
        if not data.get("request") and not data.get("matter"):
            if term is not None:
                data["matter"] = term.case.matter
            else:
                self.add_error("request", "Choose the request, the term or the matter it was received under.")
        return data
