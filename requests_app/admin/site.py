"""The admin site: same sign-in as the case pages, and the only place with a relaxed content policy."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from unfold.sites import UnfoldAdminSite

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

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Signing in is the same page for everyone."""
        if request.user.is_authenticated:
            return redirect("today")
        return redirect(f"{settings.LOGIN_URL}?next={request.GET.get('next', request.path)}")


EDITORS = (Role.ADMINISTRATOR, Role.STAFF, Role.COUNSEL)
site = DeskAdminSite(name="admin")
