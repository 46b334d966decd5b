"""Rows that are the queue: taken by one worker alone, kept while it lives, given back with the outcome."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import F, Q, QuerySet

from requests_app import clock
from requests_app.errors import CaseworkError
from requests_app.models import Queued

M = TypeVar("M", bound=Queued)
T = TypeVar("T")

LEASE = timedelta(seconds=60)  # a worker that says nothing for so long is taken for dead
HEARTBEAT_SECONDS = 1.0
LOOKED_AT = 50  # rows looked at for one that no other worker has taken
MOST_OF_THE_QUICK = 5  # attempts where work lasts a moment: its worker was mostly stopped for another reason
LET_GO: dict[str, Any] = {"claimed_at": None, "claim_token": ""}
AFRESH: dict[str, Any] = {**LET_GO, "attempt_count": 0, "failure": ""}  # of what is asked for once more
TIMES = ("never", "once", "twice", "three times", "four times", "five times")


class NotMineError(Exception):
    """Somebody stopped the work, or another worker took it over; this one ends without a word."""


@dataclass(frozen=True)
class Queue(Generic[M]):
    """One kind of row that workers take.

    `waiting` is the state of what waits and `working` of what a worker has; one state, where nobody need tell them
    apart. `work` ends the sentence “The worker stopped three times while …”.
    """

    rows: QuerySet[M]
    waiting: str
    working: str
    work: str
    lease: timedelta = LEASE
    most_attempts: int = 3  # a row that ends its worker so often is not tried again by itself
    order: tuple[str, ...] = ("pk",)

    def free(self, at: datetime) -> Q:
        """What no living worker has."""
        nobody = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - self.lease)
        return Q(state__in={self.waiting, self.working}) & nobody

    def claim(self, *, at: datetime, among: Q | None = None, **begun: Any) -> M | None:
        """Take one row that waits, or whose worker died, for this process alone; None when there is none.

        `among` narrows the choice; `begun` are columns to set with the claim.
        """
        free = self.free(at) & (among or Q())
        waiting = self.rows.filter(free).order_by(*self.order)
        everything = self.rows.model._default_manager
        while looked_at := list(waiting.values_list("pk", "claim_token")[:LOOKED_AT]):
            for pk, seen in looked_at:
                claimed = everything.filter(free, pk=pk, claim_token=seen).update(
                    state=self.working,
                    claimed_at=at,
                    claim_token=secrets.token_hex(16),
                    attempt_count=F("attempt_count") + 1,
                    **begun,
                )
                if claimed:
                    row = self.rows.get(pk=pk)
                    row.was_dropped = bool(seen)
                    return row
        return None

    def held(self, row: M) -> QuerySet[M]:
        """The claimed row, or nothing where this process has it no longer."""
        return self.rows.model._default_manager.filter(pk=row.pk, claim_token=row.claim_token, state=self.working)

    def lock(self, row: M) -> M | None:
        """The row as it is on file, until the transaction ends; None where this process has it no longer."""
        return self.held(row).select_for_update().first()

    def refuse_worn_out(self, row: M) -> None:
        """Raises: CaseworkError for a claimed row that has ended its worker too often."""
        if row.attempt_count > self.most_attempts:
            times = TIMES[self.most_attempts]
            raise CaseworkError(
                f"The worker stopped {times} while {self.work}. It is not tried again unless a person asks for it."
            )

    def finish(self, row: M, **outcome: Any) -> bool:
        """Write the outcome and let go of the row; False where this process has it no longer."""
        if not self.held(row).update(**{**LET_GO, **outcome}):
            return False
        row.refresh_from_db()
        return True


class Heartbeat(Generic[M]):
    """Says on a claimed row that its worker lives and how far it is, and hears whether to stop; once a second."""

    def __init__(self, queue: Queue[M], row: M) -> None:
        self._mine = queue.held(row)
        self._said_at = self._asked_at = -HEARTBEAT_SECONDS
        self.is_stopped = False  # as it was last heard

    def say(self, *, at_once: bool = False, **progress: Any) -> None:
        """Raises: NotMineError, once this process has the row no longer."""
        if at_once or time.monotonic() - self._said_at >= HEARTBEAT_SECONDS:
            self._said_at = time.monotonic()
            if not self._mine.update(claimed_at=clock.now(), **progress):
                raise NotMineError

    def at(self, stage: str, part: float) -> None:
        """As `say`: what is being done, in words, and how much of all is done, 0 to 1."""
        self.say(stage=stage, progress_percent=round(100 * part))

    def is_cancelled(self) -> bool:
        """Whether a person asked for the work to stop; of rows that have such a column."""
        if time.monotonic() - self._asked_at >= HEARTBEAT_SECONDS:
            self._asked_at = time.monotonic()
            self.is_stopped = self._mine.filter(cancel_asked=True).exists()
        return self.is_stopped


def attend(work: Callable[[], T], beat: Callable[[], None], stop: Callable[[], None]) -> T:
    """Do what touches no database in a thread, while this one calls `beat` every second, however long a step is.

    What `beat` raises is raised once the work, told by `stop`, has ended. Raises: what the work raises.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        doing = pool.submit(work)
        try:
            while not wait_for([doing], timeout=HEARTBEAT_SECONDS).done:
                beat()
        except BaseException:
            stop()
            raise
    return doing.result()
