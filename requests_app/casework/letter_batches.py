"""Issue many letters at once: followed while workers make them, and stopped where none has begun."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import queue, records
from requests_app.casework.letters import LETTERS, issue_letter
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import Letter, LetterState, User

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Batch:
    """How far the letters issued at one moment are, as far as the person may see them."""

    key: int
    letters: QuerySet[Letter]
    made_count: int
    failed_count: int
    total_count: int

    @property
    def is_done(self) -> bool:
        return self.made_count + self.failed_count >= self.total_count

    @property
    def percent(self) -> int:
        return 100 * (self.made_count + self.failed_count) // max(self.total_count, 1)


def issue_letters(drafts: Iterable[Letter], *, by: User) -> tuple[int, list[str]]:
    """Issue each of these at one moment; gives the batch's key and a sentence for each that was refused."""
    at, refused = clock.now(), []
    for letter in drafts:
        try:
            issue_letter(letter=letter, by=by, at=at)
        except TrackerError as error:
            refused.append(f"{letter}: {error}")
    return _key(at), refused


def batch_of(key: int, *, person: User) -> Batch:
    """The batch with this key.

    Raises: CaseworkError when the person may see nothing of it.
    """
    at = _FIRST + timedelta(microseconds=key)
    rows = visible(person, Letter.objects.filter(issued_at=at)).select_related("request__agency", "document")
    total = rows.count()
    if not total:
        raise CaseworkError("There is no such batch of letters.")
    failed = rows.filter(state=LetterState.FAILED).count()
    waiting = rows.filter(state=LetterState.ISSUING).count()
    return Batch(key, rows, total - failed - waiting, failed, total)


def cancel_batch(key: int, *, by: User) -> int:
    """Make drafts again of the letters that no worker has begun; returns how many. The others are finished."""
    at = _FIRST + timedelta(microseconds=key)
    free = LETTERS.free(clock.now())
    waiting = visible(by, Letter.objects.filter(free, issued_at=at))
    count = 0
    for pk in list(waiting.values_list("pk", flat=True)):
        with transaction.atomic():
            letter = Letter.objects.select_for_update().filter(free, pk=pk).first()
            if letter is None:
                continue  # a worker was quicker
            records.change(
                letter,
                by=by,
                verb="cancel_issue",
                summary=f"“{letter.subject}” is a draft again.",
                state=LetterState.DRAFT,
                issued_by=None,
                issued_at=None,
                **queue.AFRESH,
            )
            count += 1
    return count


def _key(at: datetime) -> int:
    return (at - _FIRST) // timedelta(microseconds=1)
