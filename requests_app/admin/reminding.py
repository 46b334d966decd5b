"""Who is told of which dates, and when: rows that administrators change."""

from requests_app.access import Power
from requests_app.admin.base import RecordAdmin
from requests_app.models import ReminderPolicy


class ReminderPolicyAdmin(RecordAdmin):
    """The row that fits a date most closely counts; what missing it costs weighs most."""

    power_to_change = Power.ADMINISTER
    list_display = ("__str__", "offsets", "tells_two", "escalates_after_days")


REGISTER = {ReminderPolicy: ReminderPolicyAdmin}
