"""A note, and who may read it."""

from django import forms

from requests_app.models import NoteKind
from requests_app.web.forms.fields import LongField


class NoteForm(forms.Form):
    words = LongField(label="Note", rows=6)
    kind = forms.ChoiceField(
        label="Who may read it",
        choices=NoteKind,
        initial=NoteKind.NOTE,
        widget=forms.RadioSelect,
        help_text="Strategy is read by counsel on this matter, and by you; nobody else finds it anywhere.",
    )


class NoteWordsForm(forms.Form):
    words = LongField(label="Note", rows=6)
