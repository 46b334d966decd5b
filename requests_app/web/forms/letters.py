"""The words of a draft, and how an issued letter went out."""

from django import forms

from requests_app.models import DeliveryMethod
from requests_app.web.forms.fields import DayField, LongField


class DraftForm(forms.Form):
    dated_on = DayField(label="Date on the letter")
    subject = forms.CharField(max_length=200)
    body = LongField(label="Words", rows=26, help_text="Paragraphs are separated by a blank line.")


class SentForm(forms.Form):
    sent_on = DayField(label="Sent on")
    method = forms.ChoiceField(label="How it went", choices=DeliveryMethod)
