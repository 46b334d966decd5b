"""Exhibit sets, their exhibits and boxes, edited through the verbs; binders looked at."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import TabularInline

from requests_app.admin.base import ReadOnlyAdmin, RecordAdmin, RecordInline
from requests_app.models import Binder, Exhibit, ExhibitSet, RedactionBox


class ExhibitInline(RecordInline, TabularInline):
    """In order; documents are chosen on the page of the set."""

    model = Exhibit
    can_be_added = False
    fields = ("position", "label", "title", "description", "page_ranges")
    readonly_fields = ("page_ranges",)


class ExhibitSetAdmin(RecordAdmin):
    """Begun on the page of its case, where its numbers are checked and counsel's sets are closed to others."""

    list_display = ("title", "case", "labels", "bates_prefix", "counsel_only", "made_at")
    list_filter = ("labels",)
    search_fields = ("title", "case__number", "case__caption")
    readonly_fields = ("bates_prefix", "bates_digits", "first_number", "counsel_only", "made_by", "made_at")
    list_select_related = ("case",)
    inlines = (ExhibitInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class BoxInline(RecordInline, TabularInline):
    """As drawn on the page of the exhibit, which looks whether they are on the paper."""

    model = RedactionBox
    fields = ("page", "left", "top", "width", "height", "code")
    can_be_added = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ExhibitAdmin(RecordAdmin):
    list_display = ("title", "exhibit_set", "position", "label", "page_ranges")
    search_fields = ("title", "description", "exhibit_set__title")
    readonly_fields = ("exhibit_set", "document", "page_ranges")
    list_select_related = ("exhibit_set",)
    inlines = (BoxInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class BinderAdmin(ReadOnlyAdmin):
    list_display = ("exhibit_set", "state", "first_bates", "last_bates", "page_count", "asked_at", "attempt_count")
    list_filter = ("state",)
    search_fields = ("exhibit_set__title", "first_bates", "last_bates", "sha256", "failure")
    list_select_related = ("exhibit_set",)


REGISTER = {ExhibitSet: ExhibitSetAdmin, Exhibit: ExhibitAdmin, Binder: BinderAdmin}
