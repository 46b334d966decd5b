"""One fact of a request that no paper of it carries, with the particulars the law asks of it."""

from typing import Any

from django import forms

from requests_app import law
from requests_app.web.forms.cases import field_for, particulars_of
from requests_app.web.forms.fields import DayField, LongField, SourceForm


class RequestFactForm(SourceForm):
    """The fact, of a kind chosen before."""

    aside_title = "If the source is weak"
    aside_names: tuple[str, ...] = ("source", "confidence", "accounts_differ")

    happened_on = DayField(label="Day")
    note = LongField(required=False, rows=2)

    def __init__(self, *args: Any, kind: law.FactKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        del self.fields["precision"]
        for name, particular in kind.particulars.items():
            self.fields[f"of_{name}"] = field_for(particular)
        self.order_fields(["happened_on", *(f"of_{name}" for name in kind.particulars)])

    def fact(self) -> dict[str, Any]:
        """What the verb takes of it, by name."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("happened_on", "note")}
        return {**plain, "particulars": particulars_of(self.kind, data), **self.sources()}


class TakeBackForm(forms.Form):
    why = LongField(label="Why", rows=2, help_text="For example: the video shows no critical incident.")
