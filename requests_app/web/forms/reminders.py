"""When to be reminded, of what, and how."""

from datetime import time
from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import User
from requests_app.web.forms.fields import DayField, offer


class RemindForm(forms.Form):
    words = forms.CharField(label="What to remember", max_length=200)
    send_on = DayField(label="On this day", help_text="The mail comes on that day, whatever happens until then.")


class SnoozeForm(forms.Form):
    until = DayField(label="Remind me again on")


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label="Hand over to")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, to=people)


class PreferenceForm(forms.Form):
    zone = forms.CharField(
        label="Time zone", initial="America/Los_Angeles", max_length=60, help_text="For example America/Los_Angeles."
    )
    quiet_from = forms.TimeField(
        label="Quiet from",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="Between these two hours no mail comes. Leave both empty for none.",
    )
    quiet_until = forms.TimeField(
        label="Quiet until", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    on_weekends = forms.BooleanField(
        label="Mails on weekends",
        required=False,
        initial=True,
        help_text="A mail is never held beyond noon of the day it warns of.",
    )
    as_digest = forms.BooleanField(
        label="One mail a day", required=False, help_text="Dates up to the next court day still come at once."
    )
    digest_at = forms.TimeField(
        label="At", initial=time(8), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
