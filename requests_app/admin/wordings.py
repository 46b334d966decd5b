"""The wordings of letters: a new version is added, an earlier one is looked at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from requests_app import letters
from requests_app.access import visible
from requests_app.admin.base import RecordAdmin, person_of
from requests_app.casework.wordings import keep_wording, organisations_of, wording_in_force
from requests_app.letters.palette import FACTS, LAW, MARKS
from requests_app.models import Language, LetterWording, Organisation, RecordsRequest

CHOICES_SHOWN = 200  # requests offered to look at a text with
OFFERED = {"data-facts": "facts-list", "spellcheck": "true"}  # while one types, by the editor's own script
CHOICES = [(kind.key, kind.title) for kind in letters.KINDS.values()]


class WordingForm(forms.ModelForm):  # type: ignore[type-arg]
    kind = forms.ChoiceField(choices=CHOICES, widget=UnfoldAdminSelectWidget)
    subject = forms.CharField(label="Subject line", max_length=200, widget=UnfoldAdminTextInputWidget(attrs=OFFERED))
    body = forms.CharField(
        label="Text",
        max_length=20_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 30, **OFFERED}),
        help_text=MARKS,
    )

    class Meta:
        model = LetterWording
        fields = ("kind", "organisation", "language", "subject", "body", "why")


class WordingAdmin(RecordAdmin):
    """Nothing is overwritten: saving adds a version, after the same check as in the editor."""

    form = WordingForm
    compressed_fields = False  # the label above the field: the text has the width of its column
    change_form_after_template = "admin/wording_look.html"
    list_display = ("title", "organisation", "language", "number", "why", "written_by", "written_at", "editor")
    list_filter = ("organisation", "language")
    search_fields = ("kind", "subject", "body", "why")
    list_select_related = ("organisation", "written_by")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The text in force, for the kind and the organisation the address names."""
        kind = request.GET.get("kind", "")
        if kind not in letters.KINDS:
            return {}
        number = request.GET.get("organisation", "")
        row = organisations_of(person_of(request)).filter(pk=int(number) if number.isdecimal() else 0).first()
        language = request.GET.get("language", "")
        language = language if language in Language.values else Language.ENGLISH
        text = wording_in_force(kind, row, language)
        begun = {"kind": kind, "organisation": row, "language": language}
        return begun | {"subject": text.subject, "body": text.body}

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """With what a new text may use, and the requests it can be looked at with, beside it."""
        if kwargs.get("add"):
            requests = visible(request.user, RecordsRequest.objects.select_related("agency"))
            context |= {"look_at": requests[:CHOICES_SHOWN], "facts": FACTS, "law": LAW}
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        organisation: Organisation | None = form.cleaned_data["organisation"]
        words = {name: form.cleaned_data[name] for name in ("kind", "language", "subject", "body", "why")}
        obj.pk = keep_wording(organisation=organisation, by=person_of(request), **words).pk
        obj.refresh_from_db()

    @admin.display(description="Letter")
    def title(self, row: LetterWording) -> str:
        return letters.kind_of(row.kind).title

    @admin.display(description="Editor")
    def editor(self, row: LetterWording) -> SafeString:
        """Where the text is written beside its page on a real request."""
        return format_html('<a href="{}">Write beside its page</a>', row.get_absolute_url())


REGISTER = {LetterWording: WordingAdmin}
