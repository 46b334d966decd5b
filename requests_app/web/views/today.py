"""Today: what a person opens at nine in the morning; and the choice of the matter that is shown."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import watch
from requests_app.casework.board import today_board
from requests_app.models import Matter, RecordsRequest
from requests_app.web.context import SESSION_KEY, current_matter
from requests_app.web.doors import SignedInRequest, find, signed_in

SCOPES = (("mine", "My work"), ("member", "My matters"), ("all", "Everyone"))


@signed_in
def today(request: SignedInRequest) -> HttpResponseBase:
    scope = request.GET.get("show", "")
    if scope not in dict(SCOPES):
        scope = "member"
    matter = current_matter(request)
    matters = None
    if matter is not None:
        matters = Matter.objects.filter(pk=matter.pk)
    elif scope == "member":
        matters = Matter.objects.filter(memberships__user=request.user)
    board = today_board(request.user, on=clock.today(), matters=matters, mine=scope == "mine")
    return render(
        request,
        "web/today.html",
        {
            "board": board,
            "watch": watch.look(request.user, at=clock.now()),
            "scope": scope,
            "scopes": SCOPES,
            "has_requests": visible(request.user, RecordsRequest.objects.all()).exists(),
        },
    )


@require_POST
@signed_in
def choose_matter(request: SignedInRequest) -> HttpResponseBase:
    """Show one matter, or all; kept for this session."""
    chosen = request.POST.get("matter", "")
    if chosen.isdecimal():
        request.session[SESSION_KEY] = find(request, Matter.objects.all(), pk=chosen).pk
    else:
        request.session.pop(SESSION_KEY, None)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back.split("?")[0] if safe else "today")
