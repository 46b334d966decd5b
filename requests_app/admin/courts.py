"""Court cases, who is in them, milestones and settlements."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import StackedInline, TabularInline

from requests_app import clock
from requests_app.admin.base import ReadOnlyAdmin, RecordAdmin, RecordInline, person_of
from requests_app.admin.requests import SOURCED
from requests_app.casework.courts import set_agencies, set_requests
from requests_app.casework.hearings import keep_hearings
from requests_app.casework.parties import assign_judge, restate_judge
from requests_app.casework.rulings import follow_entries
from requests_app.models import (
    Continuance,
    Counsel,
    CourtCase,
    DocketImport,
    Hearing,
    JudgeAssignment,
    Milestone,
    Party,
    ServiceOfPaper,
    SettlementTerm,
    TermStep,
)


class MilestoneInline(RecordInline, TabularInline):
    model = Milestone
    fields = ("happened_on", "title", "fact_kind", "service", "source", "confidence")
    show_change_link = True


class TermInline(RecordInline, TabularInline):
    model = SettlementTerm
    fields = ("what", "obliged", "due_on", "state", "fulfilled_on")
    readonly_fields = ("state", "fulfilled_on")
    show_change_link = True


class PartyInline(RecordInline, TabularInline):
    model = Party
    fields = ("name", "role", "agency", "joined_on", "left_on", "source", "confidence")
    show_change_link = True


class JudgeInline(RecordInline, TabularInline):
    """The history, to be corrected; a new judge is assigned on a page of its own, which ends the one before."""

    model = JudgeAssignment
    can_be_added = False
    fields = ("judge", "department", "from_on", "until_on", "precision", "source", "confidence")


class CounselInline(RecordInline, TabularInline):
    model = Counsel
    fields = ("name", "office", "role", "user", "appeared_on", "withdrew_on", "source", "confidence")


class PartyAdmin(RecordAdmin):
    list_display = ("name", "role", "case", "joined_on", "left_on")
    list_filter = ("role",)
    search_fields = ("name", "case__number", "case__caption")
    autocomplete_fields = ("case", "agency")
    list_select_related = ("case",)
    inlines = (CounselInline,)


class CounselAdmin(RecordAdmin):
    list_display = ("name", "office", "role", "party", "appeared_on", "withdrew_on")
    list_filter = ("role",)
    search_fields = ("name", "office", "party__name", "party__case__number")
    autocomplete_fields = ("party", "user")
    list_select_related = ("party",)


class JudgeAdmin(RecordAdmin):
    list_display = ("judge", "department", "case", "from_on", "until_on")
    search_fields = ("judge", "case__number", "case__caption")
    autocomplete_fields = ("case",)
    list_select_related = ("case",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new judge ends the assignment before; a corrected one shows on the case."""
        if change:
            super().save_model(request, obj, form, change)
            restate_judge(case=obj.case, by=person_of(request))
        else:
            made = assign_judge(**form.cleaned_data, by=person_of(request))
            obj.pk = made.pk


class CaseAdmin(RecordAdmin):
    list_display = ("number", "caption", "court", "state", "judge", "matter")
    list_filter = ("state", "court")
    search_fields = ("number", "caption", "judge")
    autocomplete_fields = ("matter", "court", "came_from", "lead", "requests", "agencies")
    readonly_fields = ("judge", "department")
    inlines = (PartyInline, JudgeInline, MilestoneInline, TermInline)
    list_select_related = ("court", "matter")
    fieldsets = (
        (None, {"fields": ("matter", "court", "number", "caption", "judge", "department", "lead")}),
        ("Chain", {"fields": ("came_from", "requests", "agencies", "state", "outcome")}),
        SOURCED,
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        requests = form.cleaned_data.pop("requests", None)  # chosen by the verb, not by the form
        if requests is not None:
            set_requests(case=form.instance, requests=requests, by=person_of(request), on=clock.today())
        agencies = form.cleaned_data.pop("agencies", None)
        if agencies is not None:
            set_agencies(case=form.instance, agencies=agencies, by=person_of(request))
        super().save_related(request, form, formsets, change)
        restate_judge(case=form.instance, by=person_of(request))
        keep_hearings(case=form.instance, by=person_of(request))
        follow_entries(case=form.instance, by=person_of(request))


class HearingInline(RecordInline, StackedInline):
    model = Hearing


class ServiceInline(RecordInline, TabularInline):
    model = ServiceOfPaper


class MilestoneAdmin(RecordAdmin):
    """An entry that is a hearing gets its row with time and place, as on the case's page."""

    list_display = ("happened_on", "title", "case", "entry_kind", "fact_kind", "filed_by", "confidence")
    list_filter = ("entry_kind", "fact_kind", "confidence")
    readonly_fields = ("no_clock_because",)
    inlines = (HearingInline, ServiceInline)
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
                    "no_clock_because",
                    "entry_kind",
                    "filed_by",
                    "service",
                    "particulars",
                    "outcome",
                    "note",
                    "vacated_on",
                    "vacated_why",
                )
            },
        ),
        SOURCED,
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        keep_hearings(case=form.instance.case, by=person_of(request))
        follow_entries(case=form.instance.case, by=person_of(request))


class HearingAdmin(RecordAdmin):
    """Its day is that of the docket entry; another day is a continuance, on the case's page."""

    list_display = ("milestone", "starts_at", "department", "place")
    search_fields = ("milestone__title", "milestone__case__number", "place")
    autocomplete_fields = ("milestone",)
    list_select_related = ("milestone",)


class ContinuanceAdmin(ReadOnlyAdmin):
    list_display = ("hearing", "from_on", "to_on", "why")
    search_fields = ("hearing__milestone__title", "why")
    list_select_related = ("hearing__milestone",)


class ServiceAdmin(RecordAdmin):
    list_display = ("milestone", "served_by", "served_on_whom", "method", "served_on")
    list_filter = ("method",)
    search_fields = ("milestone__title", "served_by", "served_on_whom")
    autocomplete_fields = ("milestone", "proof")
    list_select_related = ("milestone",)


class DocketImportAdmin(ReadOnlyAdmin):
    list_display = ("case", "taken_over_at", "taken_over_by", "added_count", "known_count", "left_out_count")
    search_fields = ("case__number", "case__caption")
    list_select_related = ("case", "taken_over_by")


class TermStepInline(RecordInline, TabularInline):
    """What became of a term, and what proves it: made by verbs, never edited."""

    model = TermStep
    fields = ("happened_on", "state", "words", "due_on", "document")
    can_be_added = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TermAdmin(RecordAdmin):
    list_display = ("what", "obliged", "due_on", "state", "fulfilled_on", "case")
    list_filter = ("state",)
    readonly_fields = ("state", "fulfilled_on", "evidence")
    inlines = (TermStepInline,)
    search_fields = ("what", "obliged", "case__number")
    autocomplete_fields = ("case",)


REGISTER = {
    CourtCase: CaseAdmin,
    Party: PartyAdmin,
    Counsel: CounselAdmin,
    JudgeAssignment: JudgeAdmin,
    Milestone: MilestoneAdmin,
    Hearing: HearingAdmin,
    Continuance: ContinuanceAdmin,
    ServiceOfPaper: ServiceAdmin,
    DocketImport: DocketImportAdmin,
    SettlementTerm: TermAdmin,
}
