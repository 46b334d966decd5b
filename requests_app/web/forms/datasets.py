"""Receiving a dataset, and confirming how its columns are read."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app import datasets
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


class MappingForm(forms.Form):
    """Which column feeds which field, and how times are written; begun from what was found in the file."""

    def __init__(self, *args: Any, proposed: datasets.Mapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed
        columns = [("", "no column"), *((name, name) for name in proposed.columns)]
        for known in proposed.known_shape.fields:
            chosen = proposed.fields.get(known.name, ())
            self.fields[f"field_{known.name}"] = forms.ChoiceField(
                label=known.title,
                choices=columns,
                required=known.required,
                initial=chosen[0] if chosen else "",
            )
            if known.kind is datasets.Kind.TIME:
                self.fields[f"also_{known.name}"] = forms.ChoiceField(
                    label=f"{known.title}: the rest of it",
                    choices=columns,
                    required=False,
                    initial=chosen[1] if len(chosen) > 1 else "",
                    help_text="Only where the date and the time stand in two columns.",
                )
        self.fields["time_formats"] = LongField(
            label="How times are written",
            rows=2,
            initial="\n".join(proposed.time_formats),
            help_text="One way to a line, tried in order: %Y year, %m month, %d day, %H:%M:%S time, %I %p "
            "twelve-hour clock.",
        )
        self.fields["zone"] = forms.CharField(label="Time zone of times written without one", initial=proposed.zone)
        self.fields["blanks"] = forms.CharField(
            label="Words that mean nothing was given",
            required=False,
            initial=", ".join(word for word in proposed.blanks if word),
        )

    def mapping(self) -> datasets.Mapping:
        """The choice as the reader takes it.

        Raises: IngestError, with a sentence about what cannot be.
        """
        data = self.cleaned_data
        fields = {}
        for known in self.proposed.known_shape.fields:
            sources = [data.get(f"{prefix}_{known.name}") for prefix in ("field", "also")]
            if any(sources):
                fields[known.name] = [source for source in sources if source]
        blanks = [word.strip() for word in data["blanks"].split(",") if word.strip()]
        return datasets.Mapping.from_json(
            self.proposed.to_json()
            | {
                "fields": fields,
                "time_formats": [line.strip() for line in data["time_formats"].splitlines() if line.strip()],
                "zone": data["zone"],
                "blanks": ["", *blanks],
            }
        )
