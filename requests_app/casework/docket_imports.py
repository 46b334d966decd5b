"""Take a register of actions over into a docket: look at each line first, then record what a person chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from requests_app import clock, law
from requests_app.casework import records
from requests_app.casework.courts import record_milestone
from requests_app.casework.deadlines import refresh_deadlines
from requests_app.casework.documents import keep_document
from requests_app.casework.hearings import HEARING_FACTS, set_hearing
from requests_app.casework.registers import RegisterLine, plain_words, read_register
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import Confidence, CourtCase, DocketImport, EntryKind, Milestone, User

LEAVE_OUT = ""
SOURCE = "Register of actions"
_NOT_FROM_A_LINE = frozenset({"act_done", "date_set_by_order"})  # they name another date, which no line can say


@dataclass(frozen=True, slots=True)
class Proposed:
    """A line as it would be taken over. `known` is the entry it repeats, or None; `choice` what is proposed."""

    line: RegisterLine
    known: Milestone | None
    is_repeated: bool
    choice: str


def choices() -> list[tuple[str, str]]:
    """What a line can be: left out, an entry that starts no clock, or a fact the law counts from."""
    facts = [
        (f"fact:{kind.kind}", kind.title)
        for kind in law.FACT_KINDS.values()
        if kind.home != law.Home.REQUEST
        and kind.kind not in _NOT_FROM_A_LINE
        and not any(particular.required for particular in kind.particulars.values())
    ]
    return [(LEAVE_OUT, "Leave it out"), *((f"kind:{kind.value}", kind.label) for kind in EntryKind), *facts]


def propose(case: CourtCase, text: str) -> list[Proposed]:
    """Every line of the register with what it would become. Lines on the docket already, or twice here, are left out.

    Raises: CaseworkError when there is nothing to read.
    """
    on_docket = {(row.happened_on, plain_words(row.title)): row for row in case.milestones.all()}
    seen: set[tuple[date | None, str]] = set()
    proposed = []
    for line in read_register(text):
        key = (line.happened_on, plain_words(line.title))
        known = on_docket.get((line.happened_on, key[1])) if line.happened_on and not line.problem else None
        is_repeated = not line.problem and key in seen
        seen.add(key)
        leave_out = line.problem or known or is_repeated
        proposed.append(Proposed(line, known, is_repeated, LEAVE_OUT if leave_out else f"kind:{line.kind}"))
    return proposed


@transaction.atomic
def take_over(
    *,
    case: CourtCase,
    text: str,
    choices: Mapping[int, str],
    by: User | None,
    on: date,
    only_look: bool = False,
) -> DocketImport:
    """Record the lines chosen, by their numbers, each as what it was chosen to be; keep the register and the rest.

    All or nothing. `only_look` keeps no file, for a look at what would move.
    Raises: CaseworkError or RuleError naming the line that cannot stand.
    """
    added = known = left_out = 0
    unread = []
    for proposed in propose(case, text):
        line, choice = proposed.line, choices.get(proposed.line.number, LEAVE_OUT)
        if line.problem or line.happened_on is None:
            unread.append({"number": line.number, "text": line.text[:500], "why": line.problem})
        elif choice != LEAVE_OUT:
            _record(case, line, line.happened_on, choice, by=by, on=on)
            added += 1
        elif proposed.known:
            known += 1
        else:
            left_out += 1
    refresh_deadlines(case, by=by, on=on)
    made = DocketImport(
        case=case,
        taken_over_by=by,
        taken_over_at=clock.now(),
        added_count=added,
        known_count=known,
        left_out_count=left_out,
        unread=unread,
    )
    if only_look:
        return made
    made.document = keep_document(
        text.encode(),
        file_name=f"register-{case.pk}-{on.isoformat()}.txt",
        title=f"Register of actions, {case.number}",
        matter=case.matter,
        by=by,
    )
    summary = f"Took over {added} lines of the register of {case.number}; {len(unread)} could not be read."
    return records.add(made, by=by, verb="take_over_register", summary=summary)


def _record(case: CourtCase, line: RegisterLine, day: date, choice: str, *, by: User | None, on: date) -> None:
    sort, _, name = choice.partition(":")
    fact_kind = name if sort == "fact" else ""
    try:
        if (sort == "kind" and name == EntryKind.HEARING) or fact_kind in HEARING_FACTS[1:]:
            set_hearing(
                case=case,
                title=line.title,
                held_on=day,
                starts_at=line.starts_at,
                department=line.department,
                fact_kind=fact_kind,
                by=by,
                on=on,
                note=line.note,
                filed_by=line.filed_by,
                source=SOURCE,
                confidence=Confidence.PRIMARY,
            )
        else:
            record_milestone(
                case=case,
                title=line.title,
                happened_on=day,
                fact_kind=fact_kind,
                entry_kind="" if fact_kind else name,
                by=by,
                on=on,
                note=line.note,
                filed_by=line.filed_by,
                source=SOURCE,
                confidence=Confidence.PRIMARY,
            )
    except TrackerError as error:
        raise CaseworkError(f"Line {line.number}, “{line.title[:60]}”: {error}") from error
