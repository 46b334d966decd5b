"""Requests and everything that came in answer to them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedFieldListFilter
from django.http import HttpRequest
from unfold.admin import StackedInline, TabularInline

from requests_app.access import visible
from requests_app.admin.base import RecordAdmin, RecordInline
from requests_app.casework.letter_paper import enclosures_of
from requests_app.models import (
    ClaimStep,
    Communication,
    Determination,
    ExemptionClaim,
    Extension,
    Letter,
    LetterState,
    Matter,
    Production,
    RecordsRequest,
    RequestFact,
    RequestTag,
)

SOURCED = ("Source", {"classes": ("collapse",), "fields": ("source", "confidence", "accounts_differ")})


class VisibleMatters(RelatedFieldListFilter):
    """The matters the person may see; Django's own filter would name all of them."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return [(matter.pk, str(matter)) for matter in visible(request.user, Matter.objects.all())]


class ProductionInline(RecordInline, TabularInline):
    model = Production
    fields = ("instalment", "description", "promised_on", "received_on", "page_count", "is_last")
    show_change_link = True


class ClaimInline(RecordInline, TabularInline):
    model = ExemptionClaim
    fields = ("exemption", "cited_as", "records_withheld", "status", "status_on")
    autocomplete_fields = ("exemption",)
    show_change_link = True
    can_be_added = False  # a claim belongs to the paper that makes it


class TagInline(RecordInline, TabularInline):
    model = RequestTag
    fields = ("name",)
    can_be_removed = True


class FactInline(RecordInline, TabularInline):
    model = RequestFact
    fields = ("fact_kind", "happened_on", "particulars", "note", "source", "confidence")


class RequestFactAdmin(RecordAdmin):
    list_display = ("fact_kind", "request", "happened_on", "confidence")
    list_filter = ("fact_kind",)
    search_fields = ("request__subject", "note")
    autocomplete_fields = ("request",)
    list_select_related = ("request__agency",)


class RequestAdmin(RecordAdmin):
    list_display = ("__str__", "matter", "state", "handled_by", "received_on")
    list_filter = ("state", "agency", ("matter", VisibleMatters))
    search_fields = ("subject", "records_sought", "agency_number", "agency__name")
    autocomplete_fields = ("matter", "agency", "handled_by")
    readonly_fields = ("state",)
    inlines = (FactInline, ProductionInline, ClaimInline, TagInline)
    list_select_related = ("agency", "matter", "handled_by")
    fieldsets = (
        (None, {"fields": ("matter", "agency", "subject", "records_sought", "handled_by", "agency_number", "state")}),
        (
            "Days",
            {
                "fields": (
                    "drafted_on",
                    "sent_on",
                    "sent_by_method",
                    "received_on",
                    "received_precision",
                    "receipt_proof",
                    "withdrawn_on",
                    "completed_on",
                ),
                "description": "Due dates follow from these days by themselves.",
            },
        ),
        ("Follow-up", {"fields": ("follow_up_on", "follow_up_note")}),
        SOURCED,
    )


class ExtensionInline(RecordInline, StackedInline):
    model = Extension
    can_be_added = False  # it is recorded with its paper


class DeterminationInline(RecordInline, StackedInline):
    model = Determination
    can_be_added = False


class CommunicationAdmin(RecordAdmin):
    list_display = ("__str__", "request", "direction", "kind", "happened_on", "method")
    list_filter = ("direction", "kind", "method")
    search_fields = ("subject", "body", "request__subject", "request__agency__name")
    autocomplete_fields = ("request",)
    exclude = ("recorded_by", "recorded_at")
    inlines = (ExtensionInline, DeterminationInline)
    list_select_related = ("request__agency",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # what came is recorded on the request's page, where its effect shows


class ProductionAdmin(RecordAdmin):
    list_display = ("request", "instalment", "promised_on", "received_on", "page_count", "is_last")
    list_filter = ("is_last",)
    search_fields = ("request__subject", "description")
    autocomplete_fields = ("request", "communication", "promised_in")
    list_select_related = ("request__agency",)


class StepInline(RecordInline, TabularInline):
    """What became of a claim, and what proves it: made by verbs, never edited."""

    model = ClaimStep
    fields = ("happened_on", "status", "ruling", "pages", "proof", "document")
    can_be_added = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ClaimAdmin(RecordAdmin):
    list_display = ("cited_as", "request", "status", "status_on", "page_count")
    list_filter = ("status", "exemption")
    search_fields = ("cited_as", "records_withheld", "justification", "our_answer", "request__subject")
    autocomplete_fields = ("request", "communication", "exemption")
    readonly_fields = ("text_start", "text_end", "status", "status_on", "status_reason")
    inlines = (StepInline,)
    list_select_related = ("request__agency",)


class LetterAdmin(RecordAdmin):
    """Drafts can be edited; an issued letter is frozen. What it encloses is chosen on its page."""

    list_display = ("subject", "request", "kind", "state", "dated_on", "sent_on")
    list_filter = ("state", "kind")
    search_fields = ("subject", "body", "request__subject")
    fields = ("request", "kind", "subject", "body", "dated_on", "signed_by", "state", "enclosed")
    readonly_fields = ("request", "kind", "state", "enclosed")
    autocomplete_fields = ("signed_by",)
    list_select_related = ("request__agency",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        frozen = obj is not None and obj.state != LetterState.DRAFT
        return not frozen and super().has_change_permission(request, obj)

    @admin.display(description="Enclosed")
    def enclosed(self, row: Letter) -> str:
        return "; ".join(f"{one.title} (SHA-256 {one.sha256[:12]}…)" for one in enclosures_of(row)) or "nothing"


REGISTER = {
    RecordsRequest: RequestAdmin,
    RequestFact: RequestFactAdmin,
    Communication: CommunicationAdmin,
    Production: ProductionAdmin,
    ExemptionClaim: ClaimAdmin,
    Letter: LetterAdmin,
}
