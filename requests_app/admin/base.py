"""How every record is edited: seen through the gate, saved through the verbs, journalled."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from unfold.admin import ModelAdmin

from requests_app import clock
from requests_app.access import Power, may, may_see, visible
from requests_app.casework import records
from requests_app.casework.refreshing import refresh_after
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import Communication, RequestFact, User

# Days of what has happened; the verbs refuse a future one, so the admin does too.
HAPPENED = frozenset({"sent_on", "received_on", "withdrawn_on", "completed_on", "fulfilled_on"})
HOMES = ("matter", "request", "case")  # where a record belongs; its papers and dates are there too


class VisibleChoices:
    """Offers, of other records, only those the person may see."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", visible(request.user, db_field.related_model._default_manager.all()))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", visible(request.user, db_field.related_model._default_manager.all()))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


class RecordInline(VisibleChoices):
    """Rows edited inside their parent. The gate decides: Django's own permissions, which nobody has, would hide them.

    The parent has been looked up through the gate before any of these is asked.
    """

    extra = 0
    can_be_added = True
    can_be_removed = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]  # the other half is Django's
        return visible(request.user, rows)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, Power.CHANGE)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.can_be_added and may(request.user, Power.CHANGE)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, Power.CHANGE)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.can_be_removed and may(request.user, Power.ADMINISTER)


class RecordAdmin(VisibleChoices, ModelAdmin):
    """A record people may edit. Nothing is saved here but by a verb, which asks the gate and writes the journal."""

    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    warn_unsaved_form = True
    power_to_change = Power.CHANGE
    can_be_removed = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return visible(request.user, rows)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, Power.CHANGE) and (obj is None or may_see(request.user, obj))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, self.power_to_change)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request.user, self.power_to_change) and (obj is None or may_see(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return (
            self.can_be_removed
            and may(request.user, Power.ADMINISTER)
            and (obj is None or may_see(request.user, obj))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """A record on file stays where it belongs: what hangs from it would be left behind."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is None:
            return fields
        own = {field.name for field in self.model._meta.fields} - set(fields)
        return (*fields, *(name for name in HOMES if name in own))

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form; after a refusal by a verb, the same form with the verb's sentence above what was typed."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", "")
        if not refusal:
            return form

        class Refused(form):
            def clean(self) -> Any:
                cleaned = super().clean()
                self.add_error(None, refusal)
                return cleaned

        return Refused

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        by = person_of(request)
        noun = obj._meta.verbose_name
        _refuse_the_future(obj)
        if change:
            many = {field.name for field in obj._meta.many_to_many}
            values = {name: form.cleaned_data[name] for name in form.changed_data if name not in many}
            records.change(
                obj, by=by, verb="edit", summary=f"Edited {noun} “{obj}”.", power=self.power_to_change, **values
            )
        else:
            records.add(obj, by=by, verb="add", summary=f"Added {noun} “{obj}”.", power=self.power_to_change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        refresh_after(form.instance, by=person_of(request), on=clock.today())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Rows edited inside their parent go through the same verbs, one by one."""
        by = person_of(request)
        changed = {id(row): names for row, names in self._changed_rows(formset)}
        for row in formset.save(commit=False):
            noun = row._meta.verbose_name
            _refuse_the_future(row)
            if row.pk is None:
                records.add(row, by=by, verb="add", summary=f"Added {noun} “{row}”.", power=self.power_to_change)
            else:
                values = {name: getattr(row, name) for name in changed.get(id(row), ())}
                records.change(
                    row, by=by, verb="edit", summary=f"Edited {noun} “{row}”.", power=self.power_to_change, **values
                )
        for row in formset.deleted_objects:
            records.remove(row, by=by, summary=f"Removed {row._meta.verbose_name} “{row}”.")
        formset.save_m2m()

    @staticmethod
    def _changed_rows(formset: Any) -> list[tuple[Model, list[str]]]:
        return [(form.instance, form.changed_data) for form in formset.forms if form.has_changed()]

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        records.remove(obj, by=person_of(request), summary=f"Removed {obj._meta.verbose_name} “{obj}”.")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().changeform_view(request, *args, **kwargs)
        except TrackerError as error:  # nothing was saved: shown again, with everything typed
            request.refusal = str(error)  # type: ignore[attr-defined]
            response = super().changeform_view(request, *args, **kwargs)
        return response

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponseBase:
        """A record of somebody else's matter is as absent here as on the case pages."""
        raise Http404

    # The journal is the history; Django's own log would be a second, weaker one.
    def log_addition(self, *args: Any, **kwargs: Any) -> None:
        return None

    def log_change(self, *args: Any, **kwargs: Any) -> None:
        return None

    def log_deletions(self, *args: Any, **kwargs: Any) -> None:
        return None


class ReadOnlyAdmin(RecordAdmin):
    """A record that only verbs make: it can be looked at and searched, never edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _refuse_the_future(row: Model) -> None:
    names = HAPPENED | {"happened_on"} if isinstance(row, Communication | RequestFact) else HAPPENED
    for field in row._meta.fields:
        day = getattr(row, field.name) if field.name in names else None
        if day is not None and day > clock.today():
            label = str(field.verbose_name).capitalize()
            raise CaseworkError(f"{label}: {day:%a %-d %b %Y} is in the future; record it when it has happened.")


def person_of(request: HttpRequest) -> User:
    """Who is signed in."""
    assert isinstance(request.user, User)  # noqa: S101 - the site admits nobody else
    return request.user
