"""The forms of the mail tray: where a mail belongs, why it does not."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.casework.mail_tray import Dealing
from requests_app.models import RecordsRequest


class PlaceForm(forms.Form):
    """Which request a mail belongs to, chosen from a search; `requests` are those the person may see."""

    request = forms.ModelChoiceField(queryset=RecordsRequest.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, requests: QuerySet[RecordsRequest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["request"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = requests.select_related("agency", "matter")


class FindForm(forms.Form):
    """Words of a request to look for."""

    find = forms.CharField(
        label="Find the request",
        required=False,
        max_length=200,
        help_text="Its number, the agency, the agency's number, or words of its subject.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class DealForm(forms.Form):
    """What is done with each mail of a selection."""

    how = forms.ChoiceField(
        label="What to do with each",
        widget=forms.RadioSelect,
        choices=[
            (Dealing.PLACE, "Place it with the request that is guessed"),
            (Dealing.SET_ASIDE, "Set it aside as not ours"),
            (Dealing.PUT_BACK, "Put it back into the tray"),
            (Dealing.SETTLE, "A returned mail or an automatic reply: it is dealt with"),
        ],
    )
    reason = forms.CharField(
        label="Why it is not ours", max_length=300, required=False, help_text="Only for mail that is set aside."
    )

    def dealing(self) -> dict[str, Any]:
        """The act as the verb takes it."""
        return {"how": Dealing(self.cleaned_data["how"]), "reason": self.cleaned_data["reason"]}


class SetAsideForm(forms.Form):
    """Why a mail needs nothing."""

    reason = forms.CharField(label="Why it is not ours", max_length=300, required=False)
