"""Our answer to a claim of exemption, what the index says of it, and how the claim ended."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.casework.exemptions import DESCRIBED
from requests_app.models import ClaimStatus, Document, ExemptionClaim
from requests_app.web.forms.fields import DayField, LongField

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
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]


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
