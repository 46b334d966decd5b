"""A wording in its editor, and the request it is looked at with."""

from typing import Any

from django import forms

from requests_app.letters.palette import MARKS
from requests_app.models import Language, RecordsRequest
from requests_app.web.forms.fields import LongField, offer


class WordingForm(forms.Form):
    subject = forms.CharField(label="Subject line", max_length=200)
    body = LongField(
        label="Text",
        rows=30,
        max_length=20_000,
        help_text=MARKS,
    )
    why = forms.CharField(label="What you changed, and why", max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs |= {"data-facts": "facts-list", "spellcheck": "true", "class": "code"}
        self.fields["subject"].widget.attrs |= {"data-facts": "facts-list"}


class SketchForm(forms.Form):
    """The words as they stand in the editor, on a request one may see."""

    subject = forms.CharField(max_length=200)
    body = forms.CharField(max_length=20_000)
    language = forms.ChoiceField(choices=Language, required=False)
    request = forms.ModelChoiceField(RecordsRequest.objects.none())
    form = forms.ChoiceField(choices=[("page", "page"), ("pdf", "PDF")], required=False)

    def __init__(self, *args: Any, requests: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, request=requests)
