"""Records that only verbs make: documents, datasets, deadlines, reminders, the journal. Looked at, never edited."""

from requests_app.admin.base import ReadOnlyAdmin
from requests_app.models import Dataset, Deadline, Document, JournalEntry, Reminder


class DeadlineAdmin(ReadOnlyAdmin):
    list_display = ("title", "due_on", "status", "rule_id", "severity", "matter")
    list_filter = ("status", "kind", "severity", "rule_id")
    search_fields = ("title", "rule_id", "authority", "request__subject", "case__number")
    date_hierarchy = "due_on"
    list_select_related = ("matter",)


class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("title", "file_name", "media_type", "size_bytes", "page_count", "kept_at", "matter")
    list_filter = ("media_type", "is_issued")
    search_fields = ("title", "file_name", "sha256")
    list_select_related = ("matter",)


class DatasetAdmin(ReadOnlyAdmin):
    list_display = ("title", "state", "accepted_count", "quarantined_count", "received_on", "matter")
    list_filter = ("state",)
    search_fields = ("title", "note")
    list_select_related = ("matter",)


class ReminderAdmin(ReadOnlyAdmin):
    list_display = ("deadline", "recipient", "send_on", "offset_days", "state", "sent_at", "attempt_count")
    list_filter = ("state",)
    search_fields = ("deadline__title", "recipient__email", "failure")
    list_select_related = ("deadline", "recipient")


class JournalAdmin(ReadOnlyAdmin):
    list_display = ("written_at", "by", "verb", "summary", "matter")
    list_filter = ("verb", "by")
    search_fields = ("summary", "verb")
    date_hierarchy = "written_at"
    list_select_related = ("by", "matter")


REGISTER = {
    Deadline: DeadlineAdmin,
    Document: DocumentAdmin,
    Dataset: DatasetAdmin,
    Reminder: ReminderAdmin,
    JournalEntry: JournalAdmin,
}
