"""Changes of the law, and an agency's own list of closed days."""

from django import forms

from requests_app import law
from requests_app.web.forms.fields import DayField


class CourtClosureForm(forms.Form):
    closed_on = DayField(label="Day the courts are closed")
    name = forms.CharField(max_length=120, help_text="As reasons will name it, for example an emergency order.")
    source = forms.CharField(max_length=200, help_text="The order or statute that closes the courts.")


class InForceForm(forms.Form):
    rule_id = forms.ChoiceField(
        label="Rule", choices=lambda: [(rule.id, f"{rule.id}: {rule.title}") for rule in law.PENDING_RULES.values()]
    )
    in_force_from = DayField(label="First day it governs")
    source = forms.CharField(max_length=200, help_text="Where you read that it was enacted.")


class ClosuresForm(forms.Form):
    file = forms.FileField(help_text="A calendar (.ics), or a table (.csv) with a date YYYY-MM-DD and a name.")
