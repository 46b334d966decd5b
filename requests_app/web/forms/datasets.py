"""Receiving a dataset, and confirming how its columns are read."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app import datasets
from requests_app.models import Matter, RecordsRequest, SettlementTerm
from requests_app.web.forms.fields import AsideForm, DayField, LongField


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


class MappingForm(AsideForm):
    """Which column feeds which field, and the answers to what the bytes do not settle."""

    aside_title = "How it is written: times, zone, blanks"
    aside_names: tuple[str, ...] = ("time_formats", "zone", "blanks")

    def __init__(self, *args: Any, proposal: datasets.Proposal, begun: Mapping[str, Any], **kwargs: Any) -> None:
        """`begun` is a mapping as JSON, complete or not: what was proposed, or what was confirmed before."""
        super().__init__(*args, **kwargs)
        self.proposal, self.begun = proposal, dict(begun)
        self.shape = datasets.SHAPES[begun["shape"]]
        columns = [("", "no column"), *((name, name) for name in proposal.columns)]
        for known in self.shape.fields:
            chosen = list(begun["fields"].get(known.name, ()))
            self.fields[f"field_{known.name}"] = forms.ChoiceField(
                label=known.title, choices=columns, required=known.required, initial=chosen[0] if chosen else ""
            )
            if known.kind is datasets.Kind.TIME:
                self.fields[f"also_{known.name}"] = forms.ChoiceField(
                    label=f"{known.title}: the rest of it",
                    choices=columns,
                    required=False,
                    initial=chosen[1] if len(chosen) > 1 else "",
                    help_text="Only where the date and the time stand in two columns.",
                )
        for number, question in enumerate(proposal.questions):
            values = [choice.value for choice in question.choices]
            self.fields[f"question_{number}"] = forms.ChoiceField(
                label=question.sentence,
                choices=[(str(at), choice.sentence) for at, choice in enumerate(question.choices)],
                widget=forms.RadioSelect,
                initial=str(values.index(question.proposed)) if question.proposed else None,
            )
        self._add_the_rest(begun)

    def _add_the_rest(self, begun: Mapping[str, Any]) -> None:
        asked = {question.about for question in self.proposal.questions}
        if "time_formats" not in asked:
            self.fields["time_formats"] = LongField(
                label="How times are written",
                rows=2,
                initial="\n".join(begun["time_formats"]),
                help_text="One way to a line, tried in order: %Y year, %m month, %d day, %H:%M:%S time, %I %p "
                "twelve-hour clock.",
            )
        if "zone" not in asked:
            self.fields["zone"] = forms.CharField(
                label="Time zone of times written without one", initial=begun["zone"]
            )
        self.fields["blanks"] = forms.CharField(
            label="Words that mean nothing was given",
            required=False,
            initial=", ".join(word for word in begun["blanks"] if word),
        )

    def mapping(self) -> datasets.Mapping:
        """The choice as the reader takes it.

        Raises: IngestError, with a sentence about what cannot be.
        """
        data = self.cleaned_data
        fields = {}
        for known in self.shape.fields:
            sources = [data.get(f"{prefix}_{known.name}") for prefix in ("field", "also")]
            if any(sources):
                fields[known.name] = [source for source in sources if source]
        formats = [line.strip() for line in data.get("time_formats", "").splitlines() if line.strip()]
        blanks = ["", *(word.strip() for word in data["blanks"].split(",") if word.strip())]
        mapping = datasets.Mapping.from_json(
            self.begun
            | {
                "fields": fields,
                "time_formats": formats or self.begun["time_formats"],
                "zone": data.get("zone") or self.begun["zone"],
                "blanks": blanks,
            }
        )
        for number, question in enumerate(self.proposal.questions):
            mapping = question.answered(mapping, question.choices[int(data[f"question_{number}"])].value)
        return mapping
