"""Make the work of a drill in an empty database: python -m tests.drills.rows REMINDERS LETTERS."""

import os
import sys
from datetime import time, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from requests_app import clock  # noqa: E402 - Django must be set up first
from requests_app.casework import letters, preferences  # noqa: E402
from requests_app.models import Deadline, Letter, LetterState, RecordsRequest, RequestState  # noqa: E402
from tests import factories  # noqa: E402

PER_REQUEST = 25
ONE_IN_DIGEST = 6  # requests of which one belongs to somebody who wants one mail a day
DAYS_AHEAD = 7  # the first offset at which people are reminded


def make_reminders(people: factories.Team, count: int) -> None:
    """So many open deadlines a week ahead, each of one person; one of the three wants one mail a day."""
    today, agency = clock.today(), factories.agency()
    preferences.prefer(
        by=people.admin, zone="America/Los_Angeles", quiet_from=None, quiet_until=None, on_weekends=True,
        as_digest=True, digest_at=time(0),
    )  # fmt: skip
    requests = RecordsRequest.objects.bulk_create(
        RecordsRequest(
            matter=people.matter,
            agency=agency,
            subject=f"Drill {number}",
            records_sought="All of it.",
            handled_by=people.admin if number % ONE_IN_DIGEST == 5 else (people.staff, people.counsel)[number % 2],
            drafted_on=today,
            state=RequestState.COMPLETED,  # so that the nightly refresh leaves these invented deadlines alone
        )
        for number in range(-(-count // PER_REQUEST))
    )
    Deadline.objects.bulk_create(
        Deadline(
            matter=people.matter,
            request=requests[number // PER_REQUEST],
            rule_id="DRILL",
            title=f"Drill {number}",
            trigger_key=f"fact-{number}",
            due_on=today + timedelta(days=DAYS_AHEAD),
            kind="act",
            severity="deadline",
            must_act="requester",
            authority="A drill",
            reasons=["It is a drill."],
            computed_at=clock.now(),
        )
        for number in range(count)
    )


def make_letters(people: factories.Team, count: int) -> None:
    """So many letters, issued and waiting for their PDF."""
    request = factories.draft_request(people, on=clock.today(), agency=factories.agency("Drill County"))
    draft = letters.draft_letter(request=request, kind="request", by=people.staff, on=clock.today())
    Letter.objects.bulk_create(
        Letter(
            request=request,
            kind=draft.kind,
            subject=f"{draft.subject} {number}",
            body=draft.body,
            signed_by=people.staff,
            dated_on=draft.dated_on,
            state=LetterState.ISSUING,
            issued_by=people.staff,
            issued_at=clock.now(),
        )
        for number in range(count)
    )


if __name__ == "__main__":
    team = factories.team()
    make_reminders(team, int(sys.argv[1]))
    make_letters(team, int(sys.argv[2]))
