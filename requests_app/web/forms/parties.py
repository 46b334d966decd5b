"""Parties, their counsel, and the judge who has the case."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import Agency, CounselRole, CourtCase, Party, PartyRole, User
from requests_app.web.forms.fields import DayField, LongField, SourceForm, offer


class _SourcedForm(SourceForm):
    """What is known of somebody in the case, and from where."""

    aside_title = "If the source is weak"
    aside_names: tuple[str, ...] = ("source", "confidence", "accounts_differ")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "precision" not in self.aside_names:
            del self.fields["precision"]


class PartyForm(_SourcedForm):
    name = forms.CharField(max_length=200)
    role = forms.ChoiceField(choices=PartyRole.choices)
    agency = forms.ModelChoiceField(
        Agency.objects.all(), label="The agency on record", required=False, empty_label="none of them"
    )
    joined_on = DayField(label="In the case since", required=False, help_text="Blank: from the start.")
    left_on = DayField(label="Until", required=False, help_text="The day it was dismissed, or left otherwise.")
    note = LongField(required=False, rows=2)


class CounselForm(_SourcedForm):
    name = forms.CharField(
        max_length=120, help_text="The lawyer, or the office where no lawyer is named. No private addresses."
    )
    office = forms.CharField(max_length=160, required=False)
    role = forms.ChoiceField(choices=CounselRole.choices)
    user = forms.ModelChoiceField(
        User.objects.none(), label="One of the team", required=False, empty_label="none of them"
    )
    appeared_on = DayField(label="Appears since", required=False)
    withdrew_on = DayField(label="Until", required=False, help_text="The day of the withdrawal or substitution.")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, user=people)


class NewCounselForm(CounselForm):
    """Counsel who begins to appear, perhaps for several parties."""

    parties = forms.ModelMultipleChoiceField(Party.objects.none(), label="For", widget=forms.CheckboxSelectMultiple)
    field_order = ("parties",)

    def __init__(self, *args: Any, case: CourtCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, parties=case.parties.filter(left_on__isnull=True))


class JudgeForm(_SourcedForm):
    aside_title = "If the day or the source is uncertain"
    aside_names: tuple[str, ...] = ("precision", "source", "confidence", "accounts_differ")

    judge = forms.CharField(max_length=120)
    department = forms.CharField(max_length=40, required=False)
    from_on = DayField(label="Has the case since", required=False)
    until_on = DayField(
        label="Until", required=False, help_text="Blank: has it now. The one before had it until the day before."
    )
