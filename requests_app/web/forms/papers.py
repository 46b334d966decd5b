"""What came: the paper itself, and what an acknowledgement, extension, determination or production adds to it."""

from datetime import date
from typing import Any, Self

from django import forms
from django.db.models import QuerySet

from requests_app import law
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.paper_words import tidy
from requests_app.models import (
    Communication,
    CommunicationKind,
    DeterminationOutcome,
    Direction,
    Exemption,
    SendingMethod,
)
from requests_app.web.forms.fields import DayField, LongField, SourceForm


class CameForm(forms.Form):
    """A paper nobody has read yet: its file, or its words."""

    file = forms.FileField(label="The file", required=False, help_text="The letter or mail as it came.")
    body = LongField(label="Or its words, pasted", required=False, rows=12)


class PaperForm(SourceForm):
    """One paper from the agency."""

    field_order: tuple[str, ...] = ("file", "happened_on", "method")

    file = forms.FileField(
        label="The file",
        required=False,
        help_text="The letter or mail as it came; kept byte for byte under its SHA-256. "
        "After “Show what it would move” without scripts, choose it again.",
    )
    happened_on = DayField(label="Day it came")
    method = forms.ChoiceField(label="How it came", choices=SendingMethod)
    body = LongField(label="The words that matter", required=False, help_text="Quoted from the paper.")
    kept = forms.CharField(required=False, widget=forms.HiddenInput)  # the file already read, signed
    signed_by_name = forms.CharField(label="Signed by", required=False, max_length=120)
    signed_by_title = forms.CharField(label="Title or position", required=False, max_length=120)
    agency_number = forms.CharField(
        label="The agency's number",
        required=False,
        max_length=60,
        help_text="If it gives the request one of its own.",
    )
    filed = forms.ModelChoiceField(Communication.objects.none(), required=False, widget=forms.HiddenInput)

    def of(self, papers: QuerySet[Communication]) -> Self:
        """The same form, which may be about one of these papers that are filed already."""
        field = self.fields["filed"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = papers
        return self

    def clean_body(self) -> str:
        return tidy(self.cleaned_data["body"])

    def paper(self) -> Paper:
        """The paper as the verbs take it."""
        data = self.cleaned_data
        return Paper(
            happened_on=data["happened_on"],
            subject=data.get("subject", ""),
            body=data["body"],
            method=data["method"],
            precision=data["precision"],
            signed_by_name=data["signed_by_name"],
            signed_by_title=data["signed_by_title"],
            agency_number=data["agency_number"],
            filed=data["filed"],
            **self.sources(),
        )


class AcknowledgementForm(PaperForm):
    """The agency says that it has the request."""


class ExtensionForm(PaperForm):
    """The notice of more time; the grounds are those in force on the day of the notice."""

    extended_until = DayField(
        label="Extended until", required=False, help_text="The day the notice states for the determination."
    )
    ground = forms.ChoiceField(label="Ground it names", required=False)
    ground_words = LongField(label="The ground in its own words", required=False, rows=3)
    in_writing = forms.BooleanField(label="The notice is in writing", required=False, initial=True)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(ground.id, ground.title) for ground in law.unusual_circumstances(on)]
        self.fields["ground"].choices = [("", "none, or none of the list"), *grounds]  # type: ignore[attr-defined]


class DeterminationForm(PaperForm):
    outcome = forms.ChoiceField(
        label="What it says", choices=DeterminationOutcome, widget=forms.RadioSelect, initial="part"
    )
    available_on = DayField(label="Estimated day of availability", required=False, help_text="If it states one.")
    in_writing = forms.BooleanField(label="The answer is in writing", required=False, initial=True)
    segregation_addressed = forms.BooleanField(label="It says what can be separated and released", required=False)


class ClaimForm(forms.Form):
    """One exemption the paper claims. A row without an exemption counts for nothing."""

    exemption = forms.ModelChoiceField(Exemption.objects.all(), required=False, label="Exemption", empty_label="none")
    cited_as = forms.CharField(
        label="As the letter cites it", required=False, max_length=120, help_text="Blank: as in the catalogue."
    )
    records_withheld = LongField(label="Records withheld", required=False, rows=2)
    justification = LongField(label="The agency's words", required=False, rows=2)
    page_count = forms.IntegerField(label="Pages withheld", required=False, min_value=0)
    found = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)  # the citation as printed
    found_at = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data.get("exemption") and any(data.get(name) for name in ("cited_as", "justification")):
            self.add_error("exemption", "Choose the exemption that is claimed, or empty this row.")
        return data

    def claim(self, body: str) -> Claim | None:
        """The claim as the verb takes it, with its place in the words of the paper; None for an empty row."""
        data = self.cleaned_data
        exemption = data.get("exemption")
        if exemption is None:
            return None
        return Claim(
            exemption=exemption,
            cited_as=data["cited_as"] or exemption.citation,
            records_withheld=data["records_withheld"],
            justification=data["justification"],
            page_count=data["page_count"],
            place=_place(body, data.get("found", ""), data.get("found_at") or 0),
        )


def _place(body: str, found: str, at: int) -> tuple[int, int] | None:
    """Where the citation stands now: where it was found, or elsewhere if the words were edited since."""
    found = found.replace("\r\n", "\n")
    start = at if found and body.startswith(found, at) else body.find(found) if found else -1
    return (start, start + len(found)) if start >= 0 else None


class ProductionForm(PaperForm):
    instalment = forms.IntegerField(label="Instalment", required=False, min_value=1, help_text="Blank: the next one.")
    description = forms.CharField(label="What came", required=False, max_length=200)
    page_count = forms.IntegerField(label="Pages", required=False, min_value=0)
    is_last = forms.BooleanField(label="The agency says that nothing more will come", required=False)
    next_promised_on = DayField(label="Next instalment promised for", required=False)


class PromiseRowForm(forms.Form):
    """A day that the paper itself promises. A row without a day counts for nothing."""

    instalment = forms.IntegerField(label="Instalment", required=False, min_value=1, help_text="Blank: the next one.")
    promised_on = DayField(label="Promised for", required=False)
    description = forms.CharField(label="What is promised", required=False, max_length=200)


class PromiseForm(forms.Form):
    """A day promised for an instalment, in a paper already on record."""

    communication = forms.ModelChoiceField(
        Communication.objects.none(), label="Promised in", help_text="The paper that says so; record it first."
    )
    instalment = forms.IntegerField(label="Instalment", min_value=1)
    promised_on = DayField(label="Promised for")
    description = forms.CharField(label="What is promised", required=False, max_length=200)


class NoteForm(PaperForm):
    """A call, a letter or anything else that starts no clock."""

    field_order = ("file", "direction", "kind", "happened_on", "method", "subject")

    direction = forms.ChoiceField(label="Direction", choices=Direction, widget=forms.RadioSelect, initial="in")
    kind = forms.ChoiceField(
        label="What it was",
        choices=[
            (kind.value, kind.label)
            for kind in (CommunicationKind.OTHER, CommunicationKind.LETTER, CommunicationKind.ACKNOWLEDGEMENT)
        ],
    )
    subject = forms.CharField(label="About", max_length=200)
