"""One act of casework in the browser: a form, a look at what it would move, the verb, and what it did move."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url

from requests_app import clock
from requests_app.casework import sent_forms
from requests_app.casework.facts import chain_of
from requests_app.errors import TrackerError
from requests_app.models import CourtCase, Deadline, DeadlineStatus, Hearing, Milestone, RecordsRequest
from requests_app.web.doors import SignedInRequest

Clocked = RecordsRequest | CourtCase | tuple[RecordsRequest, ...]
EVERYTHING: Literal["everything"] = "everything"  # the clocks of all matters, for administrators who change the law
Clocks = Clocked | Literal["everything"]
NOT_YET = frozenset({"again", "read"})  # buttons that only show the form once more


@dataclass(frozen=True, slots=True)
class Move:
    """What an act does to one deadline, in words."""

    verb: str
    words: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """What the page of an act says, and says once it is `done`, unless that is "".

    `clocks`: whose deadlines it may move.
    """

    title: str
    says: str
    button: str
    crumbs: Sequence[tuple[str, str]]
    done: str = "Recorded."
    clocks: Clocks | None = None
    action: str = ""  # where the form goes, when not to the address it is shown at
    template: str = "web/act.html"
    extra: Mapping[str, object] = field(default_factory=dict)


def perform(
    request: SignedInRequest,
    act: Act,
    form: BaseForm,
    save: Callable[[], Any],
    *,
    done: str | Callable[[Any], str],
    also_valid: Callable[[], bool] = lambda: True,
) -> HttpResponseBase:
    """Show the form; on its button run `save` and say which deadlines moved; on "check" only say which would.

    A refusal of a verb is shown above the form, and everything typed stays. `done` is where to go afterwards.
    """
    refusal = ""
    preview: list[Move] | None = None
    if request.method == "POST" and _all_valid(form, also_valid) and not NOT_YET & set(request.POST):
        try:
            if "check" in request.POST:
                preview = rehearse(act.clocks, save)
            else:
                before = deadlines_of(act.clocks)
                went_to, is_done = once(request, save, done=done)
                if not is_done:
                    return redirect(went_to)
                for move in moves(before, deadlines_of(act.clocks)):
                    messages.info(request, f"{move.verb}: {move.words}.")
                if act.done:
                    messages.success(request, act.done)
                return redirect(went_to)
        except TrackerError as error:
            refusal = str(error)
    context = {"act": act, "form": form, "refusal": refusal, "preview": preview, **act.extra}
    return render(request, act.template, context)


def once(request: SignedInRequest, save: Callable[[], Any], *, done: str | Callable[[Any], str]) -> tuple[str, bool]:
    """Where to go, and whether `save` was run now: a form sent twice is acted on once, and says so.

    A form without a key of the right shape counts as a new one. Raises: what the verb raises.
    """
    key = request.POST.get("once", "")
    key = key if len(key) == 32 and key.isalnum() else uuid4().hex
    with transaction.atomic():
        sent, is_first = sent_forms.claim_form(key=key, by=request.user, at=clock.now())
        if not is_first:
            messages.info(request, "This form had been sent already. It was acted on once.")
            return sent.went_to, False
        result = save()
        went_to = resolve_url(done(result) if callable(done) else done)
        sent_forms.settle_form(form=sent, went_to=went_to)
    return went_to, True


def _all_valid(form: BaseForm, also_valid: Callable[[], bool]) -> bool:
    one, other = form.is_valid(), also_valid()
    return one and other


def rehearse(record: Clocks | None, save: Callable[[], Any]) -> list[Move]:
    """What `save` would move: it is carried out, looked at, and undone.

    Raises: what the verb raises.
    """
    before = deadlines_of(record)
    with transaction.atomic():
        made = save()
        found = [*moves(before, deadlines_of(record)), *_stands_still(made)]
        transaction.set_rollback(True)
    if record is not None and record != EVERYTHING:
        for row in record if isinstance(record, tuple) else (record,):
            row.refresh_from_db()
    return found


Running = dict[tuple[str, str, str, int | None, int | None], Deadline]


def deadlines_of(record: Clocks | None) -> Running:
    """The open deadlines of requests, of the whole chain of a case, or of all, by what they are and count from."""
    if record is None:
        return {}
    rows = Deadline.objects.current().filter(status=DeadlineStatus.OPEN)
    if isinstance(record, RecordsRequest):
        rows = rows.filter(request=record)
    elif isinstance(record, tuple):
        rows = rows.filter(request__in=record)
    elif isinstance(record, CourtCase):
        chain = chain_of(record)
        sued_over = RecordsRequest.objects.filter(cases__in=chain).values("pk")
        rows = rows.filter(Q(case__in=chain) | Q(request__in=sued_over))
    rows = rows.select_related("request__agency", "case")
    return {(row.rule_id, row.leg, row.trigger_key, row.case_id, row.request_id): row for row in rows}


def moves(before: Running, after: Running) -> list[Move]:
    """What started, moved and ended between two looks, in that order; of which record, where there are several."""
    several = len({row.subject for row in (*before.values(), *after.values())}) > 1
    started = [
        Move("Starts", _due(row, several=several), tuple(row.reasons))
        for key, row in after.items()
        if key not in before
    ]
    moved = [
        Move("Moves", f"{_whose(row, several=several)}, from {_day(before[key])} to {_day(row)}", tuple(row.reasons))
        for key, row in after.items()
        if key in before and before[key].due_on != row.due_on
    ]
    ended = [Move("Ends", _due(row, several=several)) for key, row in before.items() if key not in after]
    return started + moved + ended


def _stands_still(made: object) -> list[Move]:
    """What is said of a record that no clock can count from."""
    record = made.milestone if isinstance(made, Hearing) else made
    because = record.no_clock_because if isinstance(record, Milestone | RecordsRequest) else ""
    return [Move("Counts nothing", because.rstrip("."))] if because else []


def _whose(row: Deadline, *, several: bool) -> str:
    return f"{row.subject}: {row.title}" if several else row.title


def _due(row: Deadline, *, several: bool) -> str:
    stop = ", due" if row.due_on else ":"
    return f"{_whose(row, several=several)}{stop} {_day(row)}"


def _day(row: Deadline) -> str:
    return f"{row.due_on:%a %-d %b %Y}" if row.due_on else row.limit or "promptly"
