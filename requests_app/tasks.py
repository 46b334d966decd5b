"""What happens by itself. Each tick takes rows until none is left; nothing is carried in a message."""

from celery import shared_task

from requests_app import clock
from requests_app.casework import datasets, letters, refreshing, reminders


@shared_task
def render_issued_letters() -> int:
    """Make every issued letter that waits for its PDF; returns how many."""
    count = 0
    while letter := letters.claim_letter(at=clock.now()):
        letters.make_letter(letter)
        count += 1
    return count


@shared_task
def ingest_received_datasets() -> int:
    """Read one confirmed dataset, if one waits; the next tick takes the next. Returns how many were read."""
    dataset = datasets.claim_dataset(at=clock.now())
    if dataset is None:
        return 0
    datasets.ingest_dataset(dataset)
    return 1


@shared_task
def send_due_reminders() -> dict[str, int]:
    """Plan today's reminders and send those that are due; safe to run as often as one likes."""
    return reminders.send_due_reminders(on=clock.today()).counts


@shared_task
def refresh_all_deadlines() -> int:
    """Recompute every open clock, as a new day or a new list of holidays may ask; returns how many subjects."""
    return refreshing.refresh_all(on=clock.today())
