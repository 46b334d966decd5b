"""What a calendar shows, and the days on which somebody is away."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.casework.agenda import KINDS
from requests_app.models import Court, Matter, User
from requests_app.web.forms.fields import DayField, offer


class CalendarForm(forms.Form):
    """The filter of the calendar; it keeps itself in the address."""

    matter = forms.ModelChoiceField(Matter.objects.none(), required=False, empty_label="Any")
    person = forms.ModelChoiceField(User.objects.none(), label="Who", required=False, empty_label="Anyone")
    court = forms.ModelChoiceField(Court.objects.none(), required=False, empty_label="Any")
    kind = forms.ChoiceField(label="What", required=False, choices=[("", "Everything"), *KINDS.items()])

    def __init__(
        self,
        data: Any,
        *,
        matters: QuerySet[Matter],
        people: QuerySet[User],
        courts: QuerySet[Court],
    ) -> None:
        super().__init__(data)
        for name, rows in (("matter", matters), ("person", people), ("court", courts)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.is_valid()  # a choice that does not exist is left out


class AwayForm(forms.Form):
    """Days on which a person is away."""

    person = forms.ModelChoiceField(User.objects.none(), label="Who")
    first_on = DayField(label="First day")
    last_on = DayField(label="Last day", required=False, help_text="Blank for one day.")
    why = forms.CharField(label="Why", required=False, max_length=120, help_text="Everyone on the team sees it.")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, person=people)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["last_on"] = data.get("last_on") or data.get("first_on")
        return data
