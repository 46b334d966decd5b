"""The day of a settlement term as a deadline: no rule gives it, and it is reminded of and fed to calendars alike."""

from collections.abc import Iterable, Iterator

from requests_app import law
from requests_app.models import SETTLEMENT, CourtCase, Deadline, DeadlineStatus, SettlementTerm, TermState

ENDED = {
    TermState.WAIVED: "The term was waived.",
    TermState.BREACHED: "The term was breached; what follows from that is on its page.",
}


def days_of_terms(cases: Iterable[CourtCase]) -> Iterator[Deadline]:
    """The deadline each term of these cases should have, unsaved; none for a term without a day. A case that is
    closed ends no term: most are due after it."""
    terms = SettlementTerm.objects.filter(case__in=list(cases), due_on__isnull=False)
    for term in terms.select_related("case__matter").prefetch_related("steps").order_by("pk"):
        yield _deadline(term)


def _deadline(term: SettlementTerm) -> Deadline:
    key = f"term-{term.pk}"
    is_met = term.state == TermState.MET
    ended = ENDED.get(TermState(term.state), "")
    status = DeadlineStatus.MET if is_met else DeadlineStatus.CANCELLED if ended else DeadlineStatus.OPEN
    put_off = [step.words for step in term.steps.all() if step.words.startswith("Put off ")][-1:]
    return Deadline(
        matter=term.case.matter,
        case=term.case,
        rule_id=SETTLEMENT,
        trigger_key=key,
        title=" ".join(f"Settlement, {term.obliged}: {term.what}".split())[:200],
        due_on=term.due_on,
        kind=law.Kind.ACT.value,
        severity=law.Severity.DEADLINE.value,
        authority=" ".join(f"The settlement. {term.source}".split())[:200],
        reasons=[f"The settlement obliges {term.obliged} by this day: {term.what}", *put_off],
        status=status,
        status_reason=ended,
        met_on=term.fulfilled_on if is_met else None,
        met_by=key if is_met else "",
    )
