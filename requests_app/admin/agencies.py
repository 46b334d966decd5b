"""Agencies, their closed days, courts, and the catalogue of exemptions."""

from unfold.admin import TabularInline

from requests_app.admin.base import RecordAdmin, RecordInline
from requests_app.models import Agency, AgencyClosure, Court, Exemption


class ClosureInline(RecordInline, TabularInline):
    model = AgencyClosure
    can_be_removed = True


class AgencyAdmin(RecordAdmin):
    list_display = ("name", "short_name", "kind", "county", "email")
    list_filter = ("kind", "county")
    search_fields = ("name", "short_name", "county")
    inlines = (ClosureInline,)


class CourtAdmin(RecordAdmin):
    list_display = ("name", "level", "county", "district", "division")
    list_filter = ("level", "district")
    search_fields = ("name", "county")


class ExemptionAdmin(RecordAdmin):
    list_display = ("citation", "former_citation", "title", "verified", "verified_by", "verified_on")
    list_filter = ("verified",)
    search_fields = ("citation", "former_citation", "title", "agency_argument", "answer")
    autocomplete_fields = ("verified_by",)


REGISTER = {Agency: AgencyAdmin, Court: CourtAdmin, Exemption: ExemptionAdmin}
