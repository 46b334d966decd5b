"""Time, rates, costs and notes: behind the same wall as on their pages; only rates are edited here."""

from requests_app.access import Power
from requests_app.admin.base import ReadOnlyAdmin, RecordAdmin
from requests_app.models import Cost, HourlyRate, Note, TimeEntry


class TimeEntryAdmin(ReadOnlyAdmin):
    list_display = ("worked_on", "person", "task_code", "phase", "tenths", "written_off_tenths", "matter")
    list_filter = ("phase", "task_code")
    search_fields = ("narrative", "issue", "person__last_name")
    date_hierarchy = "worked_on"
    list_select_related = ("person", "matter")


class HourlyRateAdmin(RecordAdmin):
    power_to_change = Power.CONFIDE
    list_display = ("person", "year", "hour_cents", "position", "source")
    list_filter = ("year",)
    search_fields = ("person__last_name", "position", "source")
    autocomplete_fields = ("person",)
    list_select_related = ("person",)


class CostAdmin(ReadOnlyAdmin):
    list_display = ("incurred_on", "category", "description", "amount_cents", "matter")
    list_filter = ("category",)
    search_fields = ("description",)
    date_hierarchy = "incurred_on"
    list_select_related = ("matter",)


class NoteAdmin(ReadOnlyAdmin):
    list_display = ("words", "kind", "written_by", "written_at", "matter")
    list_filter = ("kind",)
    search_fields = ("words",)
    date_hierarchy = "written_at"
    list_select_related = ("matter", "written_by")


REGISTER = {TimeEntry: TimeEntryAdmin, HourlyRate: HourlyRateAdmin, Cost: CostAdmin, Note: NoteAdmin}
