"""Putting requests in order: tags, follow-up dates and who has them, for one or for a selection."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.casework.sorting import Sorting, tags_of
from requests_app.models import User
from requests_app.web.forms.fields import DayField, offer


class SortingForm(forms.Form):
    """What to change on every request of a selection; an empty field changes nothing."""

    handled_by = forms.ModelChoiceField(
        User.objects.none(), label="Hand them to", required=False, empty_label="leave them where they are"
    )
    add_tags = forms.CharField(label="Add tags", required=False, help_text="With commas between them.")
    remove_tags = forms.CharField(label="Take tags off", required=False, help_text="With commas between them.")
    follow_up_on = DayField(label="Follow up on", required=False)
    follow_up_note = forms.CharField(label="What to look at then", required=False, max_length=200)
    ends_follow_up = forms.BooleanField(label="End the follow-up", required=False)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, handled_by=people)

    def sorting(self) -> Sorting:
        """The change as the verb takes it."""
        data = dict(self.cleaned_data)
        return Sorting(**{**data, "add_tags": tags_of(data["add_tags"]), "remove_tags": tags_of(data["remove_tags"])})


class TagsForm(forms.Form):
    """The tags of one request, and when to look at it again."""

    tags = forms.CharField(label="Tags", required=False, help_text="With commas between them.")
    follow_up_on = DayField(
        label="Follow up on", required=False, help_text="It stands on Today from then on, whatever its state."
    )
    follow_up_note = forms.CharField(label="What to look at then", required=False, max_length=200)
