"""Terms of a settlement: who owes what by when, each step with its evidence, and the data received under it."""

from datetime import date
from typing import Any

from django.db import transaction

from requests_app import clock
from requests_app.casework import records
from requests_app.casework.agreements import record_agreement
from requests_app.casework.deadlines import refresh_deadlines
from requests_app.errors import CaseworkError
from requests_app.models import CourtCase, DataAgreement, Dataset, Document, SettlementTerm, TermState, TermStep, User

# What a term may say of the data it promises, as its agreement keeps it.
PROMISED = (
    "since_on", "until_on", "day_count", "row_count", "rows_within_percent", "devices", "agencies", "fields",
)  # fmt: skip


def record_settlement_term(
    *,
    case: CourtCase,
    what: str,
    obliged: str,
    by: User | None,
    on: date,
    due_on: date | None = None,
    source: str = "",
    confidence: str = "",
    **promised: Any,
) -> SettlementTerm:
    """One thing the settlement obliges somebody to do; `promised` are fields of PROMISED, where it is data.

    Raises: as `record_agreement`.
    """
    with transaction.atomic():
        term = records.add(
            SettlementTerm(
                case=case, what=what, obliged=obliged, due_on=due_on, source=source, confidence=confidence
            ),
            by=by,
            verb="record_settlement_term",
            summary=f"Settlement: {obliged} — {what}",
        )
        _promise(term, promised, by=by)
        refresh_deadlines(case, by=by, on=on)
    return term


def correct_term(*, term: SettlementTerm, by: User | None, on: date, **values: Any) -> SettlementTerm:
    """Set what is known of the term better now. Another day that was agreed on is put off to, not corrected."""
    promised = {name: values.pop(name) for name in PROMISED if name in values}
    with transaction.atomic():
        records.change(
            term, by=by, verb="correct_term", summary=f"Corrected the term: {term.obliged} — {term.what}", **values
        )
        _promise(term, promised, by=by)
        refresh_deadlines(term.case, by=by, on=on)
    return term


def put_off_term(
    *,
    term: SettlementTerm,
    due_on: date,
    words: str,
    happened_on: date,
    by: User | None,
    on: date,
    document: Document | None = None,
) -> SettlementTerm:
    """It is owed by another day now, as agreed or ordered; the old day stays among its steps.

    Raises: CaseworkError when it is owed no more, or by that day already.
    """
    if term.state != TermState.OPEN:
        raise CaseworkError(f"The term is {term.get_state_display().lower()}; only an open one is put off.")
    if due_on == term.due_on:
        raise CaseworkError("It is due by that day already.")
    before = f"from {term.due_on:%a %-d %b %Y} " if term.due_on else ""
    said = f"Put off {before}to {due_on:%a %-d %b %Y}: {words}"
    return _step(term, TermState.OPEN, happened_on, said, document, by=by, on=on, due_on=due_on)


def record_term_outcome(
    *,
    term: SettlementTerm,
    state: str,
    happened_on: date,
    words: str,
    by: User | None,
    on: date,
    document: Document | None = None,
) -> SettlementTerm:
    """The term was met, waived or breached, or is open again; the evidence is named, and kept where there is a paper.

    Raises: CaseworkError without evidence, for a day to come, or when it stands so already.
    """
    if state == term.state:
        raise CaseworkError(f"The term is {term.get_state_display().lower()} already.")
    return _step(term, state, happened_on, words, document, by=by, on=on, due_on=term.due_on)


def _step(
    term: SettlementTerm,
    state: str,
    happened_on: date,
    words: str,
    document: Document | None,
    *,
    by: User | None,
    on: date,
    due_on: date | None,
) -> SettlementTerm:
    if happened_on > on:
        raise CaseworkError(f"{happened_on:%a %-d %b %Y} is in the future; record it when it has happened.")
    if not words.strip():
        raise CaseworkError("Name the evidence, the agreement or the order.")
    if document is not None and document.matter_id != term.case.matter_id:
        raise CaseworkError("The paper that proves it belongs to another matter.")
    label = TermState(state).label.lower()
    summary = f"{term.obliged}: {label}, {happened_on:%a %-d %b %Y}. {words}"
    with transaction.atomic():
        records.add(
            TermStep(
                term=term,
                state=state,
                happened_on=happened_on,
                words=words,
                due_on=due_on,
                document=document,
                recorded_by=by,
                recorded_at=clock.now(),
            ),
            by=by,
            verb="add_term_step",
            summary=summary,
        )
        is_met = state == TermState.MET
        records.change(
            term,
            by=by,
            verb="record_term_outcome",
            summary=summary,
            state=state,
            due_on=due_on,
            fulfilled_on=happened_on if is_met else None,
            evidence=words if is_met else "",
        )
        refresh_deadlines(term.case, by=by, on=on)
        return term


def tie_dataset(*, term: SettlementTerm, dataset: Dataset, by: User | None) -> Dataset:
    """This dataset was received under this term.

    Raises: CaseworkError when it belongs to another matter.
    """
    return records.change(
        dataset,
        by=by,
        verb="tie_dataset",
        summary=f"“{dataset.title}” was received under the term: {term.what}",
        settlement_term=term,
    )


def _promise(term: SettlementTerm, promised: dict[str, Any], *, by: User | None) -> None:
    """Keep what the term promises of data with its agreement; one that promised nothing and does not now has none."""
    if unknown := set(promised) - set(PROMISED):
        raise CaseworkError(f"These are not facts of promised data: {', '.join(sorted(unknown))}.")
    if any(promised.values()) or (promised and DataAgreement.objects.filter(settlement_term=term).exists()):
        record_agreement(about=term, by=by, **promised)
