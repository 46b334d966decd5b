"""When people are away."""

from requests_app.access import Power
from requests_app.admin.base import RecordAdmin
from requests_app.models import DaysAway


class DaysAwayAdmin(RecordAdmin):
    """Administrators keep everyone's; people their own on the calendar."""

    power_to_change = Power.ADMINISTER
    list_display = ("person", "first_on", "last_on", "why")
    search_fields = ("person__first_name", "person__last_name", "why")
    autocomplete_fields = ("person",)
    list_select_related = ("person",)


REGISTER = {DaysAway: DaysAwayAdmin}
