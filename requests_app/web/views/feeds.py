"""Calendar feeds: a person's secret addresses, and what they answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from requests_app.access import visible
from requests_app.casework import feeds
from requests_app.errors import TrackerError
from requests_app.models import CalendarFeed, CourtCase, Matter
from requests_app.web.doors import SignedInRequest, find, signed_in


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    """The person's addresses; a new one is shown once, here."""
    mine = visible(request.user, CalendarFeed.objects.filter(revoked_at__isnull=True))
    context = {
        "feeds": mine.select_related("owner", "matter", "case__court"),
        "their_matters": visible(request.user, Matter.objects.filter(closed_on__isnull=True)),
        "their_cases": visible(request.user, CourtCase.objects.select_related("court", "matter")),
        "address": request.session.pop("feed_address", ""),
    }
    return render(request, "web/reminders/feeds.html", context)


@require_POST
@signed_in
def new(request: SignedInRequest) -> HttpResponseBase:
    """Make an address for oneself, a matter ("matter-1") or a case ("case-1")."""
    kind, _, number = request.POST.get("of", "").partition("-")
    of: Matter | CourtCase | None = None
    if number.isdecimal() and kind == "matter":
        of = find(request, Matter.objects.all(), pk=number)
    elif number.isdecimal() and kind == "case":
        of = find(request, CourtCase.objects.select_related("matter"), pk=number)
    _, secret = feeds.make_feed(of=of, by=request.user)
    request.session["feed_address"] = request.build_absolute_uri(reverse("feed", args=[secret]))
    return redirect("feeds")


@require_POST
@signed_in
def revoke(request: SignedInRequest, pk: int) -> HttpResponseBase:
    feed = find(request, CalendarFeed.objects.all(), pk=pk)
    try:
        feeds.revoke_feed(feed=feed, by=request.user)
        messages.success(request, "Revoked: the address answers no more.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect("feeds")


@require_GET
def calendar(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001
    """The calendar itself, for whoever knows the secret: what its owner may see now."""
    feed = feeds.find_feed(secret)
    if feed is None:
        raise Http404
    response = HttpResponse(feeds.calendar_of(feed), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="daylight.ics"'
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
