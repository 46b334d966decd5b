"""How openly a mail or a calendar names a date, as the organisation chose, and the key calendars know it by."""

from dataclasses import dataclass

from django.db.models import Model

from requests_app.models import SETTLEMENT, CourtCase, Deadline, Hearing, Openness, RecordsRequest


@dataclass(frozen=True, slots=True)
class Named:
    """A date in words for somebody's mailbox or calendar."""

    title: str
    about: str
    reasons: tuple[str, ...] = ()
    authority: str = ""


def name_deadline(deadline: Deadline) -> Named:
    """The deadline as openly as its organisation allows."""
    openness = deadline.matter.organisation.reminders_say
    if openness == Openness.CLOSED:
        return Named("A date on your desk", "sign in to see which")
    if openness == Openness.NUMBER:
        title = "A day set by a settlement" if deadline.rule_id == SETTLEMENT else deadline.title
        return Named(title, number_of(deadline.subject))
    reasons = (deadline.override_sentence, *deadline.reasons)
    return Named(deadline.title, str(deadline.subject), tuple(filter(None, reasons)), deadline.authority)


def name_hearing(hearing: Hearing) -> Named:
    """The hearing as openly as its organisation allows; what is heard may name the parties."""
    case = hearing.milestone.case
    openness = case.matter.organisation.reminders_say
    if openness == Openness.CLOSED:
        return Named("A date on your desk", "sign in to see which")
    if openness == Openness.NUMBER:
        return Named("Hearing", number_of(case))
    return Named(hearing.milestone.title, str(case), (str(case.court),))


def number_of(subject: Model) -> str:
    """Our own number, which tells a stranger nothing."""
    if isinstance(subject, RecordsRequest):
        return subject.number
    what = "case" if isinstance(subject, CourtCase) else str(subject._meta.verbose_name)
    return f"{what.capitalize()} {subject.pk}"


def calendar_key(deadline: Deadline) -> str:
    """What stays the same when the date moves: whose clock it is, by which rule, from which fact."""
    whose = f"request-{deadline.request_id}" if deadline.request_id else f"case-{deadline.case_id}"
    return ".".join(part for part in (whose, deadline.rule_id, deadline.leg, deadline.trigger_key) if part)
