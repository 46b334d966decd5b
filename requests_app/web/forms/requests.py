"""Opening a request, and the days it went out and arrived."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import Agency, Matter, SendingMethod, User
from requests_app.web.forms.fields import DayField, LongField, PrecisionForm, offer


class RequestForm(forms.Form):
    matter = forms.ModelChoiceField(Matter.objects.none())
    agency = forms.ModelChoiceField(Agency.objects.all())
    subject = forms.CharField(max_length=200, help_text="A line the agency will recognise.")
    records_sought = LongField(
        label="Records sought",
        rows=8,
        help_text="As the letter will say it: kinds of records, years, units. One kind to a line reads best.",
    )
    handled_by = forms.ModelChoiceField(
        User.objects.none(), label="Who has it", required=False, empty_label="I have it"
    )
    drafted_on = DayField(
        label="Drafted on",
        required=False,
        help_text="Blank: today. An earlier day for a request that went out before it is recorded here.",
    )

    def __init__(self, *args: Any, matters: QuerySet[Matter], people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, matter=matters, handled_by=people)


class SendingForm(forms.Form):
    sent_on = DayField(label="Sent on")
    method = forms.ChoiceField(label="How it went", choices=SendingMethod)


class ReceiptForm(PrecisionForm):
    """The day the agency received it, and how that is known."""

    received_on = DayField(
        label="Received by the agency on",
        help_text="Day 0 of the clock: the day it arrived, not the day it was sent.",
    )
    method = forms.ChoiceField(label="How it went", choices=SendingMethod)
    proof = forms.CharField(
        label="How the receipt is known",
        required=False,
        max_length=200,
        help_text="For example: the portal's confirmation, a return receipt, their acknowledgement.",
    )


class SureForm(forms.Form):
    """Nothing to fill in: only the button."""
