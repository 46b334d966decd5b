"""Records that only verbs make: documents, datasets, deadlines, reminders, the journal. Looked at, never edited."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import TabularInline

from requests_app.admin.base import ReadOnlyAdmin, RecordInline
from requests_app.models import (
    Bundle,
    Campaign,
    CampaignEntry,
    CourtClosure,
    DataAgreement,
    Dataset,
    Deadline,
    Document,
    DocumentFinding,
    Inspection,
    JournalEntry,
    LineCorrection,
    MeasureAnswer,
    Release,
    Reminder,
    RuleInForce,
    Upload,
)


class DeadlineAdmin(ReadOnlyAdmin):
    list_display = ("title", "due_on", "status", "rule_id", "severity", "matter")
    list_filter = ("status", "kind", "severity", "rule_id")
    search_fields = ("title", "rule_id", "authority", "request__subject", "case__number")
    date_hierarchy = "due_on"
    list_select_related = ("matter",)


class FindingInline(RecordInline, TabularInline):
    """What a reader of the file should know."""

    model = DocumentFinding
    fields = ("kind", "page", "sentence")
    can_be_added = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class InspectionAdmin(ReadOnlyAdmin):
    list_display = ("document", "state", "read_page_count", "finding_count", "attempt_count", "read_at")
    list_filter = ("state",)
    search_fields = ("document__title", "document__file_name", "failure")
    list_select_related = ("document",)


class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("title", "file_name", "media_type", "size_bytes", "page_count", "kept_at", "matter")
    list_filter = ("media_type", "is_issued")
    search_fields = ("title", "file_name", "sha256")
    list_select_related = ("matter",)
    inlines = (FindingInline,)


class DatasetAdmin(ReadOnlyAdmin):
    list_display = ("title", "state", "accepted_count", "quarantined_count", "received_on", "matter")
    list_filter = ("state",)
    search_fields = ("title", "note")
    list_select_related = ("matter",)


class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ("title", "dataset", "form", "state", "epsilon", "prepared_by", "decided_by", "key_destroyed_at")
    list_filter = ("state", "form")
    search_fields = ("title", "purpose", "key_id", "dataset__title")
    list_select_related = ("dataset", "prepared_by", "decided_by")


class MeasureAnswerAdmin(ReadOnlyAdmin):
    list_display = ("measure", "dataset", "since_on", "until_on", "state", "row_count", "engine", "answered_at")
    list_filter = ("state", "measure", "engine")
    search_fields = ("dataset__title", "measure", "failure")
    list_select_related = ("dataset",)
    exclude = ("rows",)


class DataAgreementAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "since_on", "until_on", "row_count", "claimed_row_count", "matter")
    search_fields = ("source", "devices")
    date_hierarchy = "since_on"
    list_select_related = ("matter", "dataset", "settlement_term", "production__request")


class LineCorrectionAdmin(ReadOnlyAdmin):
    exclude = ("cells",)  # rows as agencies handed them over, which are shown on their own page alone
    list_display = ("dataset", "line", "reason", "why", "made_by", "made_at", "withdrawn_at")
    list_filter = ("reason",)
    search_fields = ("dataset__title", "why")
    list_select_related = ("dataset", "made_by")


class UploadAdmin(ReadOnlyAdmin):
    """Each person sees their own."""

    list_display = ("file_name", "size_bytes", "received_bytes", "begun_at", "touched_at")
    search_fields = ("file_name",)


class ReminderAdmin(ReadOnlyAdmin):
    list_display = ("deadline", "recipient", "channel", "send_on", "offset_days", "state", "sent_at", "attempt_count")
    list_filter = ("state", "channel")
    search_fields = ("deadline__title", "recipient__email", "failure")
    list_select_related = ("deadline", "recipient")


class BundleAdmin(ReadOnlyAdmin):
    """Each person sees their own."""

    list_display = ("title", "state", "paper_count", "page_count", "asked_at", "expires_on", "attempt_count")
    list_filter = ("state",)
    search_fields = ("title", "failure", "pdf_sha256", "zip_sha256")


class JournalAdmin(ReadOnlyAdmin):
    list_display = ("written_at", "by", "verb", "summary", "matter")
    list_filter = ("verb", "by")
    search_fields = ("summary", "verb")
    date_hierarchy = "written_at"
    list_select_related = ("by", "matter")


class CourtClosureAdmin(ReadOnlyAdmin):
    """Added on the page of the law, which first shows what would move."""

    list_display = ("closed_on", "name", "source")
    search_fields = ("name", "source")


class RuleInForceAdmin(ReadOnlyAdmin):
    """As court closures."""

    list_display = ("rule_id", "in_force_from", "source")
    search_fields = ("rule_id", "source")


class EntryInline(RecordInline, TabularInline):
    """Each agency of a campaign, as its worker left it."""

    model = CampaignEntry
    fields = ("agency", "state", "request", "failure", "attempt_count")
    can_be_added = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CampaignAdmin(ReadOnlyAdmin):
    list_display = ("title", "matter", "handled_by", "started_at", "cancelled_at")
    list_filter = ("issues_letters",)
    search_fields = ("title", "subject", "records_sought")
    list_select_related = ("matter", "handled_by")
    inlines = (EntryInline,)


REGISTER = {
    Bundle: BundleAdmin,
    Campaign: CampaignAdmin,
    Deadline: DeadlineAdmin,
    Document: DocumentAdmin,
    Inspection: InspectionAdmin,
    Dataset: DatasetAdmin,
    Release: ReleaseAdmin,
    MeasureAnswer: MeasureAnswerAdmin,
    DataAgreement: DataAgreementAdmin,
    LineCorrection: LineCorrectionAdmin,
    Upload: UploadAdmin,
    Reminder: ReminderAdmin,
    JournalEntry: JournalAdmin,
    CourtClosure: CourtClosureAdmin,
    RuleInForce: RuleInForceAdmin,
}
