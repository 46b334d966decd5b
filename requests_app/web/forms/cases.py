"""Opening a case, its milestones as the law engine knows them, its terms and its end."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app import law
from requests_app.models import (
    Agency,
    CaseState,
    Court,
    CourtCase,
    DeliveryMethod,
    EntryKind,
    Matter,
    Milestone,
    RecordsRequest,
    User,
)
from requests_app.web.forms.fields import DayField, LongField, SourceForm, offer

COURT_HOMES = (law.Home.COURT_CASE, law.Home.EITHER)


class CaseForm(SourceForm):
    """A case over requests of one matter."""

    aside_title = "If the source is weak"
    aside_names: tuple[str, ...] = ("source", "confidence", "accounts_differ")

    court = forms.ModelChoiceField(Court.objects.all())
    number = forms.CharField(label="Case number", max_length=40)
    caption = forms.CharField(
        max_length=250, help_text="For example: American Civil Liberties Union v. Superior Court."
    )
    requests = forms.ModelMultipleChoiceField(
        RecordsRequest.objects.none(),
        label="Over these requests",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.all(), label="Agencies at issue", required=False, help_text="Whose records it is over."
    )
    came_from = forms.ModelChoiceField(
        CourtCase.objects.none(), label="The case below", required=False, empty_label="none: it begins here"
    )
    judge = forms.CharField(required=False, max_length=120)
    department = forms.CharField(required=False, max_length=40)
    lead = forms.ModelChoiceField(
        User.objects.none(), label="Who has it", required=False, empty_label="the lead of the matter"
    )

    def __init__(self, *args: Any, matter: Matter, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["precision"]
        offer(self, requests=matter.requests.select_related("agency"), came_from=matter.cases.all(), lead=people)


class CorrectCaseForm(CaseForm):
    """What is known of a case better now. Its court stays, and the judge has a page."""

    def __init__(self, *args: Any, case: CourtCase, people: QuerySet[User], **kwargs: Any) -> None:
        names = ("number", "caption", "came_from", "lead", "source", "confidence", "accounts_differ")
        given = {name: getattr(case, name) for name in names}
        many = {"requests": case.requests.all(), "agencies": case.agencies.all()}
        super().__init__(*args, matter=case.matter, people=people, initial={**given, **many}, **kwargs)
        for name in ("court", "judge", "department"):
            del self.fields[name]
        offer(self, came_from=case.matter.cases.exclude(pk=case.pk))


class ChooseMatterForm(forms.Form):
    matter = forms.ModelChoiceField(Matter.objects.none())

    def __init__(self, *args: Any, matters: QuerySet[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, matter=matters)


def fact_choices() -> list[tuple[str, str]]:
    """What can happen in a case, in the order of a case's life; first what starts no clock."""
    kinds = [(kind.kind, kind.title) for kind in law.FACT_KINDS.values() if kind.home in COURT_HOMES]
    return [("", "Something that starts no clock"), *kinds]


class MilestoneForm(SourceForm):
    """One milestone of the chosen kind, with the particulars the law asks of it."""

    file = forms.FileField(label="The paper", required=False, help_text="Kept byte for byte under its SHA-256.")
    title = forms.CharField(label="What happened", max_length=200)
    happened_on = DayField(label="Day", help_text="For a hearing: the day it is set for.")
    entry_kind = forms.ChoiceField(
        label="Kind of entry", choices=[("", "as usual"), *EntryKind.choices], required=False
    )
    filed_by = forms.CharField(label="Filed by", max_length=200, required=False, help_text="The party, or the court.")
    outcome = LongField(required=False, rows=2, help_text="What became of it: granted, denied, heard and submitted.")
    note = LongField(required=False, rows=2)

    def __init__(self, *args: Any, kind: law.FactKind | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind is None:
            return
        self.fields["title"].initial = kind.title
        if kind.served:
            self.fields["service"] = forms.ChoiceField(
                label="How it was served", choices=[("", "not said"), *DeliveryMethod.choices], required=False
            )
        for name, particular in kind.particulars.items():
            self.fields[f"of_{name}"] = field_for(particular)

    def particulars(self) -> dict[str, Any]:
        """What was said of the fact, as plain values; what was left blank is left out."""
        return particulars_of(self.kind, self.cleaned_data) if self.kind else {}

    def entry(self) -> dict[str, Any]:
        """What the verbs take of it, by name."""
        data = self.cleaned_data
        plain = ("title", "happened_on", "entry_kind", "filed_by", "outcome", "note")
        return {
            **{name: data[name] for name in plain},
            "service": data.get("service", ""),
            "particulars": self.particulars(),
            **self.sources(),
        }


class CorrectEntryForm(MilestoneForm):
    """An entry as it is known better now. What an order was about stays."""

    FIXED = ("rule", "leg", "trigger")

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        kind = law.FACT_KINDS.get(milestone.fact_kind)
        names = ("title", "happened_on", "entry_kind", "filed_by", "outcome", "note", "service")
        given = {name: getattr(milestone, name) for name in (*names, "source", "confidence", "accounts_differ")}
        for name, value in milestone.particulars.items():
            given[f"of_{name}"] = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        given["precision"] = milestone.happened_precision
        super().__init__(*args, kind=kind, initial=given, **kwargs)
        self.fixed = {name: value for name, value in milestone.particulars.items() if name in self.FIXED}
        for name in ("file", *(f"of_{name}" for name in self.FIXED)):
            self.fields.pop(name, None)

    def entry(self) -> dict[str, Any]:
        found = super().entry()
        particulars = {**found["particulars"], **self.fixed}
        return {**found, "particulars": particulars, "happened_precision": self.cleaned_data["precision"]}


def particulars_of(kind: law.FactKind, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a form said of a fact, as plain values; what was left blank is left out."""
    given = {name: data.get(f"of_{name}") for name in kind.particulars}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in given.items()
        if value not in (None, "")
    }


def field_for(particular: law.Particular) -> forms.Field:
    """The field a person answers one particular in, named of_<particular> on the form."""
    label, required = particular.title, particular.required
    initial = particular.default
    match particular.type:
        case law.ValueType.DATE:
            return DayField(label=label, required=required, initial=initial)
        case law.ValueType.COUNT:
            return forms.IntegerField(label=label, required=required, min_value=1, initial=initial)
        case law.ValueType.YES_NO:
            return forms.TypedChoiceField(
                label=label,
                required=required,
                choices=[("", "not said"), ("yes", "Yes"), ("no", "No")],
                coerce=lambda value: value == "yes",
                empty_value=None,
                initial={True: "yes", False: "no"}.get(initial) if isinstance(initial, bool) else "",
            )
        case law.ValueType.CHOICE:
            choices = [("", "not said"), *particular.choices.items()]
            return forms.ChoiceField(label=label, required=required, choices=choices, initial=initial)
    return forms.CharField(label=label, required=required, initial=initial)


class CloseForm(forms.Form):
    state = forms.ChoiceField(
        label="How it stands",
        choices=[(state.value, state.label) for state in (CaseState.DECIDED, CaseState.CLOSED)],
        help_text="Decided here, and perhaps going on in another court; or closed for good.",
    )
    outcome = LongField(label="Outcome", rows=3)
