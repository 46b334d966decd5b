"""Letterheads: edited by administrators; the logo is checked by its bytes."""

from typing import Any

from django import forms
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanWidget

from requests_app.access import Power
from requests_app.admin.base import RecordAdmin, person_of
from requests_app.casework.letterheads import keep_letterhead
from requests_app.errors import LetterError
from requests_app.letters.logos import MOST_BYTES, check_logo
from requests_app.models import Letterhead

WORDS = (
    "organisation",
    "language",
    "name",
    "address",
    "contact",
    "logo_shows",
    "signature_block",
    "signer_name",
    "signer_title",
)


class LetterheadForm(forms.ModelForm):  # type: ignore[type-arg]
    logo = forms.FileField(
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=f"A PNG or JPEG picture of at most {MOST_BYTES // 1000:,} KB. It stands at most 0.6 inches high.",
    )
    take_logo_away = forms.BooleanField(required=False, widget=UnfoldBooleanWidget)

    class Meta:
        model = Letterhead
        fields = WORDS

    def clean_logo(self) -> bytes | None:
        file = self.cleaned_data["logo"]
        if file is None:
            return None
        data = bytes(file.read(MOST_BYTES + 1))
        try:
            check_logo(data)
        except LetterError as error:
            raise forms.ValidationError(str(error)) from error
        return data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("take_logo_away"):
            cleaned["logo"] = b""
        return cleaned


class LetterheadAdmin(RecordAdmin):
    form = LetterheadForm
    power_to_change = Power.ADMINISTER
    list_display = ("name", "organisation", "language", "signer_name")
    list_filter = ("organisation", "language")
    search_fields = ("name", "address", "signer_name")
    list_select_related = ("organisation",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        words = {name: form.cleaned_data[name] for name in WORDS}
        keep_letterhead(letterhead=obj, logo=form.cleaned_data.get("logo"), by=person_of(request), **words)


REGISTER = {Letterhead: LetterheadAdmin}
