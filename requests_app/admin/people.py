"""People and memberships."""

from typing import Any

from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from requests_app.access import Power, may
from requests_app.admin.base import RecordAdmin, RecordInline, person_of
from requests_app.casework.matters import add_member
from requests_app.models import Matter, Membership, Organisation, User


class UserAdmin(RecordAdmin, DjangoUserAdmin):  # type: ignore[misc,type-arg]
    """Administrators say who signs in and with which role."""

    power_to_change = Power.ADMINISTER
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "first_name", "last_name", "role", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("username", "email", "first_name", "last_name")
    ordering = ("last_name", "first_name")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "title")}),
        ("Access", {"fields": ("role", "is_active")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "email",
                    "first_name",
                    "last_name",
                    "role",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )
    filter_horizontal = ()


class MembershipInline(RecordInline, TabularInline):
    """Members are added here, and removed on the matter's page, where its lead cannot be."""

    model = Membership
    autocomplete_fields = ("user",)


class MatterAdmin(RecordAdmin):
    list_display = ("title", "organisation", "lead", "opened_on", "closed_on")
    list_filter = ("organisation",)
    search_fields = ("title", "summary")
    autocomplete_fields = ("lead", "organisation")
    inlines = (MembershipInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a matter is opened on its page, which makes its first members

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The lead says who sees the matter, so only administrators say who leads it."""
        fields = super().get_readonly_fields(request, obj)
        return fields if may(request.user, Power.ADMINISTER) else (*fields, "lead")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        add_member(matter=obj, user=obj.lead, by=person_of(request))

    def get_inlines(self, request: Any, obj: Any) -> Any:
        """Only administrators edit who may see a matter."""
        return self.inlines if may(request.user, Power.ADMINISTER) else ()


class OrganisationAdmin(RecordAdmin):
    power_to_change = Power.ADMINISTER
    list_display = ("name", "email", "telephone")
    search_fields = ("name",)


REGISTER = {User: UserAdmin, Matter: MatterAdmin, Organisation: OrganisationAdmin}
