"""Campaigns: one text to many agencies, the state of each, and the progress while they are made."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app.access import visible
from requests_app.casework import campaigns as verbs
from requests_app.models import Campaign, CampaignEntry, EntryState, Matter, RequestState
from requests_app.web.acts import Act, perform
from requests_app.web.context import current_matter
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.filters import CampaignFilter, EntryFilter
from requests_app.web.forms.campaigns import CampaignForm
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.views.requests import next_due, people_of

LISTING = Listing(
    title="Campaigns",
    lede="One text to many agencies; each has a request, a clock, a letter and a thread of its own.",
    noun="campaign",
    nouns="campaigns",
    row="web/campaigns/row.html",
    default_sort="-pk",
    empty="Ask many agencies the same: choose Start a campaign.",
    columns=(
        Column("Campaign", lambda row: row.title, "title"),
        Column("Subject", lambda row: row.subject, "subject"),
        Column("Matter", lambda row: row.matter, "matter__title"),
        Column("Agencies", lambda row: row.entry_count, "entry_count", number=True),
        Column("Made", lambda row: row.made_count, "made_count", number=True),
        Column("Received", lambda row: row.received_count, "received_count", number=True),
        Column("Failed", lambda row: row.failed_count, "failed_count", number=True),
        Column("Started", lambda row: row.started_at, "pk"),
    ),
)
ENTRIES = Listing(
    title="Agencies of the campaign",
    noun="agency",
    nouns="agencies",
    row="web/campaigns/entry.html",
    default_sort="agency__name",
    empty="",
    columns=(
        Column("Agency", lambda row: row.agency.name, "agency__name"),
        Column("Made", lambda row: row.get_state_display(), "state", shown=False),
        Column("Request", lambda row: row.request.number if row.request else "", "request"),
        Column("State", lambda row: row.request.get_state_display() if row.request else "", "request__state"),
        Column("Received", lambda row: row.request.received_on if row.request else None, "request__received_on"),
        Column("Next due", lambda row: row.next_due_on, "next_due_on"),
        Column("Letter", lambda row: row.letter.get_state_display() if row.letter else "", "letter__state"),
        Column("Failure", lambda row: row.failure, shown=False),
    ),
)


def _rows() -> QuerySet[Campaign]:
    return Campaign.objects.select_related("matter", "handled_by").annotate(
        entry_count=Count("entries"),
        waiting_count=Count("entries", filter=Q(entries__state=EntryState.WAITING)),
        made_count=Count("entries", filter=Q(entries__state=EntryState.MADE)),
        failed_count=Count("entries", filter=Q(entries__state=EntryState.FAILED)),
        cancelled_count=Count("entries", filter=Q(entries__state=EntryState.CANCELLED)),
        received_count=Count("entries", filter=Q(entries__request__received_on__isnull=False)),
    )


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    more = {"button": "Start a campaign", "button_url": reverse("campaign-new")}
    return show_list(request, LISTING, visible(request.user, _rows()), CampaignFilter, more)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    campaign = find(request, _rows(), pk=pk)
    entries = (
        CampaignEntry.objects.filter(campaign=campaign)
        .select_related("agency", "request__agency", "letter")
        .annotate(next_due_on=next_due("request"))
    )
    made = CampaignEntry.objects.filter(campaign=campaign, request__isnull=False).order_by()
    states = made.values("request__state").annotate(count=Count("pk")).order_by("request__state")
    labels = dict(RequestState.choices)
    return show_list(
        request,
        ENTRIES,
        entries,
        EntryFilter,
        {
            "campaign": campaign,
            "twin": campaign,
            "states": [(row["request__state"], labels[row["request__state"]], row["count"]) for row in states],
            **_progress(campaign),
        },
        template="web/campaigns/detail.html",
    )


def _progress(campaign: Campaign) -> dict[str, object]:
    """How far it is; for a row of `_rows`."""
    count = campaign.entry_count  # type: ignore[attr-defined]
    left = campaign.waiting_count  # type: ignore[attr-defined]
    return {
        "is_running": bool(left),
        "percent": round(100 * (count - left) / count) if count else 100,
        "words": f"{count - left} of {count} agencies done.",
    }


@signed_in
def status(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The progress bar alone, fetched while it runs."""
    campaign = find(request, _rows(), pk=pk)
    return render(request, "web/campaigns/status.html", {"campaign": campaign, **_progress(campaign)})


@changing
def new(request: SignedInRequest) -> HttpResponseBase:
    matters = visible(request.user, Matter.objects.filter(closed_on__isnull=True))
    form = CampaignForm(
        request.POST or None,
        matters=matters,
        people=people_of(matters),
        initial={"matter": current_matter(request)},
    )
    act = Act(
        title="Start a campaign",
        says="Every agency gets a request of its own with its letter; workers make them while you watch. Nothing is "
        "sent by this.",
        button="Start the campaign",
        done="The campaign has started.",
        crumbs=[("Campaigns", reverse("campaigns"))],
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.start_campaign(**form.values(), by=request.user),
        done=lambda made: made.get_absolute_url(),
    )


@require_POST
@changing
def cancel(request: SignedInRequest, pk: int) -> HttpResponseBase:
    campaign = find(request, Campaign.objects.all(), pk=pk)
    left = verbs.cancel_campaign(campaign=campaign, by=request.user)
    messages.success(request, f"{left} agencies are left out. What was made stays.")
    return redirect(campaign)


@require_POST
@changing
def retry(request: SignedInRequest, pk: int) -> HttpResponseBase:
    campaign = find(request, Campaign.objects.all(), pk=pk)
    again = verbs.retry_campaign(campaign=campaign, by=request.user)
    messages.success(request, f"{again} agencies are in the queue again.")
    return redirect(campaign)
