"""Starting a campaign: one text, many agencies."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import Agency, AgencyKind, Matter, User
from requests_app.web.forms.fields import LongField, offer


class CampaignForm(forms.Form):
    """One text, and the agencies it goes to: chosen one by one, by kind, or by county."""

    matter = forms.ModelChoiceField(Matter.objects.none())
    title = forms.CharField(label="Name of the campaign", max_length=120)
    subject = forms.CharField(max_length=200, help_text="A line every agency will recognise.")
    records_sought = LongField(label="Records sought", rows=8, help_text="As each letter will say it.")
    kinds = forms.MultipleChoiceField(
        label="Every agency of these kinds", choices=AgencyKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    county = forms.CharField(label="Of these kinds only in this county", required=False, max_length=60)
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.order_by("name"),
        label="And these agencies",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )
    handled_by = forms.ModelChoiceField(
        User.objects.none(), label="Who has them", required=False, empty_label="I have them"
    )
    issues_letters = forms.BooleanField(
        label="Issue every letter at once",
        required=False,
        help_text="Otherwise each stays a draft to revise and issue.",
    )

    def __init__(self, *args: Any, matters: QuerySet[Matter], people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, matter=matters, handled_by=people)

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        data = dict(self.cleaned_data)
        kinds, county = data.pop("kinds"), data.pop("county")
        wanted = list(data.pop("agencies"))
        if kinds:
            of_kinds = Agency.objects.filter(kind__in=kinds)
            wanted += of_kinds.filter(county__iexact=county) if county else of_kinds
        return {**data, "agencies": wanted}
