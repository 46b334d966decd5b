"""How an order decides claims of exemption: which entry it is, its paper, and a row for each claim."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app import law
from requests_app.casework.rulings import FACTS, OUTCOMES, UNDECIDED, ClaimRuling
from requests_app.models import Document, ExemptionClaim, Milestone
from requests_app.web.forms.fields import LongField, offer

NEW = "new"


def entry_choices(entries: QuerySet[Milestone]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be the ruling: an entry of the docket by its number, or a new one of a kind (`new`, `new-remand`)."""
    on_record = [(str(row.pk), f"{row.title}, {row.happened_on:%a %-d %b %Y}") for row in entries]
    kinds = [(NEW, "An order; the clock starts when notice of its entry is served")]
    kinds += [(f"{NEW}-{kind}", law.FACT_KINDS[kind].title) for kind in FACTS if kind]
    return [("On the docket", on_record), ("Not on the docket yet", kinds)]


class RulingPaperForm(forms.Form):
    """The paper of a ruling that is on the docket already."""

    document = forms.ModelChoiceField(
        Document.objects.none(), label="The paper", required=False, empty_label="as kept with the entry"
    )
    file = forms.FileField(label="Or its file", required=False, help_text="Kept byte for byte under its SHA-256.")

    def __init__(self, *args: Any, documents: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, document=documents)


class ClaimRulingForm(forms.Form):
    """What the ruling says of one claim."""

    status = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[("", "not decided by it"), *((status.value, status.label) for status in OUTCOMES)],
    )
    pages = forms.CharField(label="Pages and lines", required=False, max_length=80)
    words = LongField(
        label="Words of the ruling", required=False, rows=2, help_text="In quotation marks, or their sense."
    )

    def __init__(self, data: Any = None, *, claim: ExemptionClaim) -> None:
        super().__init__(data, prefix=f"claim-{claim.pk}")
        self.claim = claim
        self.is_open = claim.status in UNDECIDED

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("status") and (data.get("pages") or data.get("words")):
            self.add_error("status", "Say what became of this claim.")
        return data

    def ruling(self) -> ClaimRuling | None:
        """As the verb takes it; None for a claim the ruling leaves alone."""
        data = self.cleaned_data
        return ClaimRuling(self.claim, data["status"], data["pages"], data["words"]) if data["status"] else None
