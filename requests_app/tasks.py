"""What happens by itself. Each tick takes rows until none is left; nothing is carried in a message."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from celery import shared_task
from django.conf import settings

from requests_app import clock
from requests_app.casework import (
    arrivals,
    binders,
    bundles,
    campaigns,
    datasets,
    inspections,
    letter_mail,
    letters,
    mail_fetch,
    measure_answers,
    refreshing,
    releases,
    reminders,
    search_index,
    sent_forms,
    uploads,
    watch,
)

M = TypeVar("M", covariant=True)

# A tick that works through rows ends long before the lease of its last one does, so that other work has its turn.
LETTERS_FOR = timedelta(seconds=settings.LETTER_LEASE_SECONDS / 3)
DOCUMENTS_FOR = timedelta(seconds=5)
QUESTIONS_FOR = timedelta(seconds=5)
MAILS_FOR = timedelta(seconds=min(settings.REMINDERS_EVERY_SECONDS, settings.MAIL_LEASE_SECONDS / 3))


class _Take(Protocol[M]):
    """How one row is taken for this process alone."""

    def __call__(self, *, at: datetime) -> M | None:
        """None when none waits."""


def _work(claim: _Take[M], do: Callable[[M], object], *, during: timedelta = timedelta()) -> int:
    """Take rows and do what they ask until none waits or the time is over, one at least; returns how many."""
    count, until = 0, clock.now() + during
    while (not count or clock.now() < until) and (row := claim(at=clock.now())) is not None:
        do(row)
        count += 1
    return count


@shared_task(time_limit=settings.LETTER_LEASE_SECONDS)
def render_issued_letters() -> int:
    """Make issued letters that wait for their PDF, for some seconds; returns how many."""
    return _work(letters.claim_letter, letters.make_letter, during=LETTERS_FOR)


@shared_task(time_limit=settings.LETTER_LEASE_SECONDS)
def make_campaign_requests() -> int:
    """Make the requests of campaigns that wait, for some seconds; returns how many."""
    return _work(
        campaigns.claim_entry, lambda entry: campaigns.make_entry(entry, on=clock.today()), during=LETTERS_FOR
    )


@shared_task
def keep_received_uploads() -> int:
    """Keep one large file that a browser sent, if one waits; the next tick takes the next. Returns how many."""
    return _work(arrivals.claim_arrival, arrivals.keep_arrival)


@shared_task
def ingest_received_datasets() -> int:
    """Read one confirmed dataset, if one waits; the next tick takes the next. Returns how many were read."""
    return _work(datasets.claim_dataset, datasets.ingest_dataset)


@shared_task
def prepare_releases() -> int:
    """Prepare one release, if one waits; the next tick takes the next. Returns how many were prepared."""
    return _work(releases.claim_release, releases.make_release)


@shared_task
def answer_measures() -> int:
    """Answer questions asked of datasets, for some seconds; a long one is asked to its end. Returns how many."""
    return _work(measure_answers.claim_answer, measure_answers.answer_question, during=QUESTIONS_FOR)


@shared_task
def read_kept_documents() -> int:
    """Read documents that wait, for some seconds; a long one is read to its end. Returns how many were read."""
    return _work(inspections.claim_inspection, inspections.inspect_document, during=DOCUMENTS_FOR)


@shared_task
def make_bundles() -> int:
    """Make one bundle, if one waits; the next tick takes the next. Returns how many were made."""
    return _work(bundles.claim_bundle, bundles.make_bundle)


@shared_task
def make_binders() -> int:
    """Make one binder of exhibits, if one waits; the next tick takes the next. Returns how many were made."""
    return _work(binders.claim_binder, binders.make_binder)


@shared_task
def expire_bundles() -> int:
    """Delete the files of bundles whose days are over; returns how many."""
    return bundles.expire_bundles(on=clock.today())


@shared_task(time_limit=settings.MAIL_LEASE_SECONDS)
def send_due_reminders() -> dict[str, int]:
    """Plan today's reminders and send those that are due until the next tick; safe to run as often as one likes."""
    watch.beat(watch.REMINDERS, at=clock.now())
    return reminders.send_due_reminders(on=clock.today(), until=clock.now() + MAILS_FOR).counts


@shared_task(time_limit=settings.MAIL_LEASE_SECONDS)
def mail_waiting_letters() -> dict[str, int]:
    """Send issued letters that wait to go out by e-mail."""
    return letter_mail.mail_waiting_letters(on=clock.today(), until=clock.now() + MAILS_FOR).counts


@shared_task(time_limit=settings.MAIL_LEASE_SECONDS)
def fetch_mail() -> int:
    """Fetch the mail that came in, where a mailbox is set up; returns how many were kept."""
    report = mail_fetch.fetch_mail(at=clock.now())
    return report.kept_count if report else 0


@shared_task
def forget_sent_forms() -> int:
    """Forget which forms were acted on long ago; returns how many."""
    return sent_forms.forget_sent_forms(at=clock.now())


@shared_task
def forget_uploads() -> int:
    """Forget uploads that nobody went on with; returns how many."""
    return uploads.forget_uploads(at=clock.now())


@shared_task
def refresh_all_deadlines() -> int:
    """Recompute every open clock, as a new day or a new list of holidays may ask; returns how many subjects."""
    return refreshing.refresh_all(on=clock.today())


@shared_task
def refresh_search_index() -> int:
    """Make the index of words equal to the records, whatever changed them; returns how many there are."""
    return search_index.refresh_search_index()
