"""What an organisation asks of a release: rows that administrators change."""

from requests_app.access import Power
from requests_app.admin.base import RecordAdmin
from requests_app.models import ReleasePolicy


class ReleasePolicyAdmin(RecordAdmin):
    """Where an organisation has none, the strict defaults count."""

    power_to_change = Power.ADMINISTER
    list_display = ("organisation", "least_plates", "most_small_cells_percent", "most_unique_percent", "most_epsilon")
    list_select_related = ("organisation",)


REGISTER = {ReleasePolicy: ReleasePolicyAdmin}
