"""Our answer to a claim of exemption, what the index says of it, and how the claim ended."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.casework.exemptions import DESCRIBED, Ruling
from requests_app.models import ClaimStatus, Document, ExemptionClaim
from requests_app.web.forms.fields import DayField, LongField, offer

OUTCOMES = [
    (status.value, status.label)
    for status in ClaimStatus
    if status not in (ClaimStatus.CLAIMED, ClaimStatus.CHALLENGED)
]


class AnswerForm(forms.Form):
    answer = LongField(label="Why it does not apply", rows=8)


class OutcomeForm(forms.Form):
    """How the claim moved on, with the paper that proves it: one on record, a new file, or words."""

    status = forms.ChoiceField(label="What became of it", choices=OUTCOMES)
    happened_on = DayField(label="On")
    document = forms.ModelChoiceField(
        Document.objects.none(), label="The paper that proves it", required=False, empty_label="not on record yet"
    )
    file = forms.FileField(label="Or its file", required=False, help_text="Kept byte for byte under its SHA-256.")
    proof = LongField(label="In words", required=False, rows=2, help_text="Page and line, or the paper’s name.")

    def __init__(self, *args: Any, documents: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, document=documents)


# The columns of the exemption index that a person fills in.
DescriptionForm = forms.modelform_factory(
    ExemptionClaim,
    fields=DESCRIBED,
    labels={
        "records_withheld": "Description of the records",
        "bates": "Bates range",
        "records_dated": "Date of the records",
        "author_and_recipient": "Author and recipient",
        "page_count": "Pages withheld",
        "withheld_where": "Withheld or redacted where",
        "justification": "Factual basis, in the agency’s words",
        "segregable": "Can the rest be separated?",
        "segregation_words": "What is said of separating",
        "declarant": "Agency’s declarant",
    },
)


class LogRowForm(DescriptionForm):  # type: ignore[valid-type, misc]  # made by a factory
    """One row of the exemption log edited in its place: its description, our response, a ruling if one came."""

    answer = LongField(label="Our response", required=False, rows=4)
    status = forms.ChoiceField(
        label="New ruling", required=False, choices=[("", "none to record"), *OUTCOMES], help_text="If one came."
    )
    happened_on = DayField(label="Ruled on", required=False)
    proof = forms.CharField(label="The paper that proves it", required=False, help_text="Page and line, in words.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("records_withheld", "justification", "segregation_words", "answer"):
            self.fields[name].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("status") and not data.get("happened_on"):
            self.add_error("happened_on", "Say on which day.")
        if (data.get("happened_on") or data.get("proof")) and not data.get("status"):
            self.add_error("status", "Say what the ruling was.")
        return data

    def facts(self) -> dict[str, Any]:
        """What `revise_row` takes."""
        data = dict(self.cleaned_data)
        status, happened_on, proof = (data.pop(name) for name in ("status", "happened_on", "proof"))
        return {**data, "ruling": Ruling(status, happened_on, proof) if status else None}
