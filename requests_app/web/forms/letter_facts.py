"""The short form of a letter: the facts it needs that no other page collects."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from requests_app import letters
from requests_app.models import ExemptionClaim
from requests_app.web.forms.fields import DayField, LongField


class LinesField(LongField):
    """Sentences or points, one on each line; cleaned to a tuple."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        return letters.lines(super().clean(value))


class MoneyField(forms.DecimalField):
    """Dollars as people type them; cleaned to cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=10, decimal_places=2, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return Decimal(value) / 100 if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        dollars = super().clean(value)
        return None if dollars is None else int(dollars * 100)


FIELDS: dict[str, Any] = {
    "purpose": (
        LongField,
        {"rows": 2, "help_text": "It limits nothing, and may help the agency to find the records."},
    ),
    "electronic_format": (forms.CharField, {"max_length": 120, "help_text": "For example CSV with a header line."}),
    "fee_limit_cents": (MoneyField, {"help_text": "In dollars. Leave it empty to be asked before any cost."}),
    "fee_estimated_on": (DayField, {}),
    "fee_estimate_cents": (MoneyField, {"help_text": "In dollars."}),
    "fee_basis": (LongField, {"rows": 3, "help_text": "In the agency's own words where you can."}),
    "failed_conditions": (LinesField, {"rows": 5, "help_text": "One sentence on each line."}),
    "records_withheld": (LongField, {"rows": 3}),
    "promised_on": (DayField, {}),
    "promise_made_on": (DayField, {}),
    "promise_words": (LongField, {"rows": 2, "help_text": "Quoted."}),
    "met_on": (DayField, {}),
    "legal_steps": (LinesField, {"rows": 5, "help_text": "One sentence on each line."}),
    "received_description": (LongField, {"rows": 2, "help_text": "For example 340 pages of contracts."}),
    "respond_by": (DayField, {"help_text": "The letter says how many days after its date that is."}),
}


class LetterFactsForm(forms.Form):
    """One field for each fact the kind asks for, filled with what is on record, and one for each claim to answer."""

    def __init__(
        self, data: Any, *, kind: letters.LetterKind, facts: letters.Facts, claims: Sequence[ExemptionClaim]
    ) -> None:
        super().__init__(data)
        self._kind, self._claims = kind, claims
        for name in kind.asks:
            make, options = FIELDS[name]
            word = name.removesuffix("_cents")
            caption = letters.CAPTIONS[word]
            self.fields[name] = make(
                label=caption[0].upper() + caption[1:],
                required=word in kind.needs,
                initial=getattr(facts, name),
                **options,
            )
        for claim in claims:
            self.fields[self._name(claim)] = LongField(
                rows=5,
                label=f"Our answer to {claim.cited_as}",
                initial=claim.our_answer or claim.exemption.answer,
                help_text=f"They say: {claim.justification}" if claim.justification else "",
            )

    @staticmethod
    def _name(claim: ExemptionClaim) -> str:
        return f"answer_{claim.pk}"

    @property
    def told(self) -> Mapping[str, Any]:
        """What was told, by the fields of `letters.Facts`."""
        return {name: self.cleaned_data[name] for name in self._kind.asks}

    @property
    def answers(self) -> dict[ExemptionClaim, str]:
        return {claim: self.cleaned_data[self._name(claim)] for claim in self._claims}
