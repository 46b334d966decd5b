"""The fields forms are made of: a day, a long text, how sure a fact is."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from requests_app.models import Confidence, Precision


class DayField(forms.DateField):
    """One day, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=kwargs.pop("widget", widget), **kwargs)


class LongField(forms.CharField):
    """Words in several lines."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def offer(form: forms.BaseForm, **rows: QuerySet[Any] | None) -> None:
    """Let each of these fields be chosen from these rows; a field without rows is left out of the form."""
    for name, among in rows.items():
        if among is None:
            del form.fields[name]
        else:
            form.fields[name].queryset = among  # type: ignore[attr-defined]


class AsideForm(forms.Form):
    """A form whose rarer fields, `aside_names`, are shown folded away."""

    aside_title = "More"
    aside_names: tuple[str, ...] = ()

    def main_fields(self) -> list[forms.BoundField]:
        """Every field that is not folded away, the hidden ones among them: what they hold must come back."""
        return [field for field in self if field.name not in self.aside_names]

    def aside_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.aside_names if name in self.fields]

    def aside_is_used(self) -> bool:
        """Whether something was changed or is wrong in the folded part, so that it must be open."""
        return self.is_bound and any(field.errors or field.name in self.changed_data for field in self.aside_fields())


class PrecisionForm(AsideForm):
    """How exactly the day is known."""

    aside_title = "If the day is uncertain"
    aside_names: tuple[str, ...] = ("precision",)

    precision = forms.ChoiceField(label="The day is known", choices=Precision, required=False, initial=Precision.DAY)

    def clean_precision(self) -> str:
        return self.cleaned_data["precision"] or Precision.DAY


class SourceForm(PrecisionForm):
    """Where the fact comes from, when it is not the paper itself."""

    aside_title = "If the day or the source is uncertain"
    aside_names: tuple[str, ...] = ("precision", "source", "confidence", "accounts_differ")

    source = forms.CharField(label="Source", required=False, help_text="The paper or report this rests on.")
    confidence = forms.ChoiceField(
        label="How far it is verified", choices=[("", "not said"), *Confidence.choices], required=False
    )
    accounts_differ = LongField(
        label="Accounts differ",
        required=False,
        rows=2,
        help_text="What other sources say, and why they are not followed.",
    )

    def sources(self) -> dict[str, str]:
        """What verbs take of it, apart from the precision."""
        return {name: self.cleaned_data[name] for name in ("source", "confidence", "accounts_differ")}
