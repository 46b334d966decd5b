"""The words of a draft, and how an issued letter went out."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import Letter, Letterhead, SendingMethod
from requests_app.web.forms.fields import DayField, LongField


class DraftForm(forms.Form):
    dated_on = DayField(label="Date on the letter")
    subject = forms.CharField(max_length=200)
    body = LongField(label="Words", rows=26, help_text="Paragraphs are separated by a blank line.")
    letterhead = forms.ModelChoiceField(Letterhead.objects.none(), required=False, empty_label="Our usual one")
    second_letterhead = forms.ModelChoiceField(
        Letterhead.objects.none(),
        label="Written and signed together with",
        required=False,
        empty_label="Nobody",
    )

    def __init__(self, data: Any = None, *, letter: Letter) -> None:
        names = ("dated_on", "subject", "body", "letterhead", "second_letterhead")
        super().__init__(data, initial={name: getattr(letter, name) for name in names})
        ours = {"organisation": letter.request.matter.organisation}
        self._offer("letterhead", Letterhead.objects.filter(**ours))
        self._offer("second_letterhead", Letterhead.objects.exclude(**ours).exclude(signer_name=""))

    def _offer(self, name: str, rows: QuerySet[Letterhead]) -> None:
        """A choice only where there is one."""
        if rows.exists():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        else:
            del self.fields[name]


class SentForm(forms.Form):
    sent_on = DayField(label="Sent on")
    method = forms.ChoiceField(label="How it went", choices=SendingMethod)
    tracking_number = forms.CharField(
        required=False, max_length=80, help_text="The post's or the portal's, where there is one."
    )
    proof = forms.FileField(
        label="Proof of delivery", required=False, help_text="For example the receipt stamped at the counter."
    )


class MailForm(forms.Form):
    to = forms.EmailField(label="To", help_text="The letter goes as a PDF beside a short cover.")


class ReceivedForm(forms.Form):
    received_on = DayField(label="Received on")
    proof = forms.CharField(
        label="How it is known", required=False, max_length=200, help_text="For example a portal's confirmation."
    )


class SendBackForm(forms.Form):
    note = LongField(label="What should change", rows=3)
