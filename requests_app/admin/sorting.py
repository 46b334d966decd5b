"""The lists a person keeps by name; each sees only their own."""

from django.http import HttpRequest

from requests_app.admin.base import RecordAdmin
from requests_app.models import SavedFilter


class SavedFilterAdmin(RecordAdmin):
    list_display = ("name", "place", "query")
    list_filter = ("place",)
    search_fields = ("name", "query")
    fields = ("name", "place", "query")
    readonly_fields = ("place",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a list is kept on its own page, with the filters as they stand


REGISTER = {SavedFilter: SavedFilterAdmin}
