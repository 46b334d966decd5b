"""The admin site: same sign-in as the case pages, and the only place with a relaxed content policy."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from unfold.sites import UnfoldAdminSite

from requests_app.access import visible
from requests_app.models import Role


class DeskAdminSite(UnfoldAdminSite):
    """Open to administrators, staff and counsel."""

    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and getattr(user, "role", None) in EDITORS)

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Callable[..., Any]:
        relaxed = csp(settings.ADMIN_CONTENT_SECURITY_POLICY)
        wrapped: Callable[..., Any] = relaxed(super().admin_view(view, cacheable))
        return wrapped

    def get_urls(self) -> list[Any]:
        """Django's own address "r/", which leads to a record's page, would tell whether a record exists."""
        others = [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]
        return [
            path("r/<int:content_type_id>/<int:object_id>/", self.admin_view(on_the_desk), name="view_on_site"),
            *others,
        ]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Signing in is the same page for everyone."""
        if request.user.is_authenticated:
            return redirect("today")
        return redirect(f"{settings.LOGIN_URL}?next={request.GET.get('next', request.path)}")


def on_the_desk(request: HttpRequest, content_type_id: int, object_id: int) -> HttpResponseBase:
    """The page of a record on the desk, for who may see it; everything else is not found alike."""
    kind = ContentType.objects.filter(pk=content_type_id).first()
    model = kind.model_class() if kind else None
    if model is None or not site.is_registered(model):
        raise Http404
    row = visible(request.user, model._default_manager.all()).filter(pk=object_id).first()
    if row is None or not hasattr(row, "get_absolute_url"):
        raise Http404
    return redirect(row)


EDITORS = (Role.ADMINISTRATOR, Role.STAFF, Role.COUNSEL)
site = DeskAdminSite(name="admin")
