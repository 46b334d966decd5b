"""Our answer to a claim of exemption, and how the claim ended."""

from django import forms

from requests_app.models import ClaimStatus
from requests_app.web.forms.fields import DayField, LongField

OUTCOMES = [
    (status.value, status.label)
    for status in ClaimStatus
    if status not in (ClaimStatus.CLAIMED, ClaimStatus.CHALLENGED)
]


class AnswerForm(forms.Form):
    answer = LongField(label="Why it does not apply", rows=8)


class OutcomeForm(forms.Form):
    status = forms.ChoiceField(label="What became of it", choices=OUTCOMES)
    happened_on = DayField(label="On")
    proof = LongField(label="The paper or order that proves it", rows=2)
