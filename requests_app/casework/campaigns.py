"""Campaigns: one text to many agencies, each made by a worker into a request of its own with its letter."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from requests_app import clock
from requests_app.casework import queue, records
from requests_app.casework.letters import issue_letter, propose_letter
from requests_app.casework.requests import open_request
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import Agency, Campaign, CampaignEntry, EntryState, Matter, User

MOST_AGENCIES = 1000
ENTRIES = queue.Queue(
    rows=CampaignEntry.objects.select_related("campaign", "agency"),
    waiting=EntryState.WAITING,
    working=EntryState.WAITING,
    work="opening this request",
    lease=timedelta(seconds=settings.LETTER_LEASE_SECONDS),
    most_attempts=queue.MOST_OF_THE_QUICK,
)


def start_campaign(
    *,
    matter: Matter,
    title: str,
    subject: str,
    records_sought: str,
    agencies: Sequence[Agency],
    by: User,
    handled_by: User | None = None,
    issues_letters: bool = False,
) -> Campaign:
    """Put a row for each agency in the queue; workers make the requests.

    Raises: CaseworkError without agencies, or with more than MOST_AGENCIES.
    """
    chosen = list({agency.pk: agency for agency in agencies}.values())
    if not chosen:
        raise CaseworkError("Choose at least one agency.")
    if len(chosen) > MOST_AGENCIES:
        raise CaseworkError(f"A campaign goes to at most {MOST_AGENCIES:,} agencies; {len(chosen):,} were chosen.")
    with transaction.atomic():
        campaign = records.add(
            Campaign(
                matter=matter,
                title=title,
                subject=subject,
                records_sought=records_sought,
                issues_letters=issues_letters,
                handled_by=handled_by or by,
                started_by=by,
                started_at=clock.now(),
            ),
            by=by,
            verb="start_campaign",
            summary=f"Started the campaign “{title}” to {len(chosen)} agencies.",
        )
        CampaignEntry.objects.bulk_create([CampaignEntry(campaign=campaign, agency=agency) for agency in chosen])
    return campaign


def cancel_campaign(*, campaign: Campaign, by: User) -> int:
    """Stop what has not been made yet; what was made stays. Returns how many agencies were left out."""
    with transaction.atomic():
        records.change(
            campaign,
            by=by,
            verb="cancel_campaign",
            summary=f"Cancelled what was left of the campaign “{campaign.title}”.",
            cancelled_at=clock.now(),
        )
        return campaign.entries.filter(state=EntryState.WAITING).update(state=EntryState.CANCELLED)


def retry_campaign(*, campaign: Campaign, by: User) -> int:
    """Put failed and cancelled agencies in the queue again; returns how many."""
    with transaction.atomic():
        records.change(
            campaign,
            by=by,
            verb="retry_campaign",
            summary=f"Tried the rest of the campaign “{campaign.title}” again.",
            cancelled_at=None,
            started_at=clock.now(),
        )
        again = campaign.entries.filter(state__in=[EntryState.FAILED, EntryState.CANCELLED])
        return again.update(state=EntryState.WAITING, **queue.AFRESH)


def claim_entry(*, at: datetime) -> CampaignEntry | None:
    """Take one agency whose request waits to be made, or whose worker died; None when there is none."""
    return ENTRIES.claim(at=at)


def make_entry(entry: CampaignEntry, *, on: date) -> CampaignEntry:
    """Open the request of a claimed entry and draft its letter. Safe to repeat after a kill.

    The outcome is on the row: made, or failed with the reason.
    """
    try:
        ENTRIES.refuse_worn_out(entry)
        with transaction.atomic():
            mine = ENTRIES.lock(entry)
            if mine is not None:
                _make(mine, on=on)
    except TrackerError as error:
        ENTRIES.finish(entry, state=EntryState.FAILED, failure=str(error))
    entry.refresh_from_db()
    return entry


def _make(entry: CampaignEntry, *, on: date) -> None:
    campaign = entry.campaign
    by = campaign.started_by
    entry.request = open_request(
        matter=campaign.matter,
        agency=entry.agency,
        subject=campaign.subject,
        records_sought=campaign.records_sought,
        handled_by=campaign.handled_by,
        by=by,
        on=on,
    )
    entry.letter = propose_letter(request=entry.request, kind="request", by=by, on=on)
    if campaign.issues_letters:
        issue_letter(letter=entry.letter, by=by)
    entry.state = EntryState.MADE
    entry.failure = ""
    entry.claimed_at, entry.claim_token = None, ""
    entry.save()
