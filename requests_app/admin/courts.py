"""Court cases, milestones and settlements."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import TabularInline

from requests_app import clock
from requests_app.admin.base import RecordAdmin, RecordInline, person_of
from requests_app.admin.requests import SOURCED
from requests_app.casework.courts import set_requests
from requests_app.models import CourtCase, Milestone, SettlementTerm


class MilestoneInline(RecordInline, TabularInline):
    model = Milestone
    fields = ("happened_on", "title", "fact_kind", "service", "source", "confidence")
    show_change_link = True


class TermInline(RecordInline, TabularInline):
    model = SettlementTerm
    fields = ("what", "obliged", "due_on", "fulfilled_on", "evidence")


class CaseAdmin(RecordAdmin):
    list_display = ("number", "caption", "court", "state", "judge", "matter")
    list_filter = ("state", "court")
    search_fields = ("number", "caption", "judge")
    autocomplete_fields = ("matter", "court", "came_from", "lead", "requests")
    inlines = (MilestoneInline, TermInline)
    list_select_related = ("court", "matter")
    fieldsets = (
        (None, {"fields": ("matter", "court", "number", "caption", "judge", "department", "lead")}),
        ("Chain", {"fields": ("came_from", "requests", "state", "outcome")}),
        SOURCED,
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        requests = form.cleaned_data.pop("requests", None)  # chosen by the verb, not by the form
        if requests is not None:
            set_requests(case=form.instance, requests=requests, by=person_of(request), on=clock.today())
        super().save_related(request, form, formsets, change)


class MilestoneAdmin(RecordAdmin):
    list_display = ("happened_on", "title", "case", "fact_kind", "service", "confidence")
    list_filter = ("fact_kind", "confidence")
    search_fields = ("title", "note", "case__number", "case__caption")
    autocomplete_fields = ("case",)
    list_select_related = ("case",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "case",
                    "title",
                    "fact_kind",
                    "happened_on",
                    "happened_precision",
                    "service",
                    "particulars",
                    "note",
                )
            },
        ),
        SOURCED,
    )


class TermAdmin(RecordAdmin):
    list_display = ("what", "obliged", "due_on", "fulfilled_on", "case")
    search_fields = ("what", "obliged", "case__number")
    autocomplete_fields = ("case",)


REGISTER = {CourtCase: CaseAdmin, Milestone: MilestoneAdmin, SettlementTerm: TermAdmin}
