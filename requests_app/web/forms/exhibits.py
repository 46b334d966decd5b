"""Exhibit sets: how they are marked, what each exhibit is called, and boxes on a page."""

from typing import Any

from django import forms

from requests_app.access import Power, may
from requests_app.exhibits.shapes import Box
from requests_app.models import Exhibit, ExhibitSet, LabelKind, User
from requests_app.web.forms.fields import AsideForm, LongField


class SetForm(AsideForm):
    """A set of exhibits, and how its binder is made."""

    aside_title = "Sheets, text and declaration"
    aside_names = ("has_covers", "has_index", "recognises_text", "declaration", "counsel_only")

    title = forms.CharField(
        max_length=200, help_text="As the binder is titled: Exhibits to the Declaration of A. Diaz."
    )
    labels = forms.ChoiceField(label="Labels", choices=LabelKind, initial=LabelKind.LETTERS)
    bates_prefix = forms.CharField(
        label="Bates prefix", max_length=20, required=False, help_text="What each number begins with: DL."
    )
    bates_digits = forms.IntegerField(label="Digits of a Bates number", min_value=1, max_value=12, initial=6)
    first_number = forms.IntegerField(
        label="First Bates number",
        min_value=1,
        initial=1,
        help_text="Or the next that is free in the matter, if that is later.",
    )
    has_covers = forms.BooleanField(label="A cover sheet before each exhibit", required=False, initial=True)
    has_index = forms.BooleanField(label="An index of exhibits", required=False, initial=True)
    recognises_text = forms.BooleanField(
        label="Make scanned pages searchable",
        required=False,
        initial=True,
        help_text="A second or two for each page.",
    )
    declaration = LongField(
        label="Declaration of the custodian of records",
        required=False,
        rows=8,
        help_text="In the custodian’s words, behind the index; an empty line begins a paragraph.",
    )
    counsel_only = forms.BooleanField(
        label="Counsel’s alone",
        required=False,
        help_text="Nobody but counsel sees the set and its binders; only such a set may hold privileged documents.",
    )

    def __init__(self, *args: Any, person: User, made: ExhibitSet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may(person, Power.CONFIDE) or (made is not None and not made.counsel_only):
            del self.fields["counsel_only"]


class ExhibitForm(forms.Form):
    """What one exhibit is called, and which of its pages are taken."""

    title = forms.CharField(max_length=200, help_text="As the index and the cover sheet name it.")
    description = LongField(required=False, rows=2, help_text="A sentence for the index.")
    page_ranges = forms.CharField(
        label="Pages", max_length=200, required=False, help_text="Such as 1-3, 7, 10-. Blank: all of them."
    )
    label = forms.CharField(
        max_length=12, required=False, help_text="In place of the letter or number that its order gives."
    )


class BoxForm(forms.Form):
    """A rectangle in points from the top left corner of the page; a row left blank, or cleared, is no box."""

    left = forms.FloatField(required=False)
    top = forms.FloatField(required=False)
    width = forms.FloatField(required=False)
    height = forms.FloatField(required=False)
    code = forms.CharField(label="Printed on it", max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("left", "top", "width", "height"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [cleaned.get(name) is not None for name in ("left", "top", "width", "height")]
        if any(given) and not all(given) and not self.errors:
            raise forms.ValidationError("A box needs all four numbers; clear them all to take the box away.")
        return cleaned

    def box(self, page: int) -> Box | None:
        """The box, or None for a blank row."""
        row = self.cleaned_data
        if row.get("left") is None:
            return None
        return Box(page, row["left"], row["top"], row["width"], row["height"], row["code"].strip())


BoxFormSet = forms.formset_factory(BoxForm, extra=3, max_num=200, absolute_max=200)


def given_of(exhibit: Exhibit) -> dict[str, object]:
    """What is on record of an exhibit, for its form."""
    return {name: getattr(exhibit, name) for name in ExhibitForm.base_fields}
