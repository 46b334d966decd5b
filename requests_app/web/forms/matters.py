"""Opening a matter, and letting people into it."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import Organisation, User
from requests_app.web.forms.fields import LongField, offer


class MatterForm(forms.Form):
    title = forms.CharField(max_length=200)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), help_text="Whose letterhead the letters carry.")
    lead = forms.ModelChoiceField(
        User.objects.filter(is_active=True), help_text="Told about deadlines when nobody else is."
    )
    summary = LongField(required=False, rows=3)


class MemberForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), label="Person")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, user=people)
