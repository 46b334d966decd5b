"""Turn rows into the facts the law engine counts from. Only days known to the day are counted from."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from requests_app import law
from requests_app.errors import RuleError
from requests_app.models import (
    Agency,
    Communication,
    CourtCase,
    Determination,
    DeterminationOutcome,
    Extension,
    Matter,
    Milestone,
    Precision,
    Production,
    RecordsRequest,
    RequestFact,
)

WITHHELD = (DeterminationOutcome.PART, DeterminationOutcome.NONE)


def facts_of_request(request: RecordsRequest) -> list[law.Fact]:
    """What the law counts from for one request; empty until the day of receipt is known."""
    received_on = request.clock_starts_on
    if received_on is None:
        return []
    facts = [law.Fact("request_received", received_on, f"request-{request.pk}")]
    for extension in Extension.objects.filter(communication__request=request).select_related("communication"):
        facts.extend(_extension(extension))
    determinations = Determination.objects.filter(communication__request=request)
    for determination in determinations.select_related("communication").prefetch_related("communication__claims"):
        facts.extend(_determination(determination))
    for production in request.productions.select_related("promised_in"):
        facts.extend(_production(production, received_on))
    facts.extend(
        law.Fact(row.fact_kind, row.happened_on, key_of_fact(row), None, row.particulars)
        for row in request.facts.all()
    )
    suits = Milestone.objects.standing().filter(case__requests=request, fact_kind="petition_filed")
    facts.extend(_suit(row) for row in suits if not row.no_clock_because)
    return facts


def _suit(petition: Milestone) -> law.Fact:
    """Of a petition a request knows only that the time to sue is kept; the court's own clocks are its case's."""
    particulars = {"rule": "CPRA-SOL"}
    return law.Fact("act_done", petition.happened_on, f"milestone-{petition.pk}", None, particulars)


def key_of_fact(row: RequestFact) -> str:
    """The engine's name for a fact that no paper carries."""
    return f"fact-{row.pk}"


def key_of(paper: Communication) -> str:
    """The engine's name for the fact this paper is."""
    return f"communication-{paper.pk}"


def record_key(fact_key: str) -> str:
    """The key of the record behind a fact that a record only implies: a notice given, a promise kept."""
    return fact_key.removesuffix("-notice").removesuffix("-kept")


def _extension(extension: Extension) -> Iterator[law.Fact]:
    paper = extension.communication
    if paper.happened_precision == Precision.DAY:
        particulars: dict[str, Any] = {"written": extension.in_writing}
        if extension.extended_until:
            particulars["until"] = extension.extended_until
        if extension.ground or extension.ground_words:
            particulars["ground"] = extension.ground or extension.ground_words
        yield law.Fact("extension_notice", paper.happened_on, key_of(paper), None, particulars)


def fact_of_denial(determination: Determination) -> law.Fact | None:
    """The denial as the engine reads it; None where nothing was withheld or its day is not known to the day."""
    paper = determination.communication
    if determination.outcome not in WITHHELD or paper.happened_precision != Precision.DAY:
        return None
    particulars: dict[str, Any] = {
        "written": determination.in_writing,
        "names_given": bool(paper.signed_by_name),
        "titles_given": bool(paper.signed_by_title),
        "sections": ", ".join(claim.cited_as for claim in paper.claims.all()),
        "segregation_addressed": determination.segregation_addressed,
    }
    return law.Fact("denial", paper.happened_on, key_of(paper), None, particulars)


def _determination(determination: Determination) -> Iterator[law.Fact]:
    paper = determination.communication
    if paper.happened_precision != Precision.DAY:
        return
    yield fact_of_denial(determination) or law.Fact("determination", paper.happened_on, key_of(paper))
    if determination.in_writing:  # the paper that tells us is the notice
        yield law.Fact("determination_notified", paper.happened_on, f"{key_of(paper)}-notice")
    available_on = determination.available_on
    if available_on and available_on >= paper.happened_on:
        yield law.Fact(
            "estimated_availability", paper.happened_on, key_of(paper), None, {"available_on": available_on}
        )
        came = paper.request.productions.filter(received_on__gte=paper.happened_on).order_by("received_on").first()
        if came and came.received_on:
            yield _promise_kept(key_of(paper), came.received_on)


def _production(production: Production, received_on: date) -> Iterator[law.Fact]:
    key = f"production-{production.pk}"
    if production.promised_on and production.promised_in:
        promised = max(production.promised_in.happened_on, received_on)
        yield law.Fact("estimated_availability", promised, key, None, {"available_on": production.promised_on})
        if production.received_on:
            yield _promise_kept(key, production.received_on)
    if production.received_on and production.is_last:
        yield law.Fact("production", production.received_on, key)


def _promise_kept(key: str, on: date) -> law.Fact:
    """The instalment that was promised came; other promises still stand."""
    return law.Fact("act_done", on, f"{key}-kept", None, {"rule": "CPRA-EST", "trigger": key})


def chain_of(case: CourtCase) -> list[CourtCase]:
    """The case with those it came from and went to, trial court first."""
    first = case
    seen = {case.pk}
    while first.came_from is not None and first.came_from_id not in seen:
        first = first.came_from
        seen.add(first.pk)
    chain: list[CourtCase] = []
    level = [first]
    while level:
        chain += level
        level = list(
            CourtCase.objects.filter(came_from__in=level)
            .exclude(pk__in=[c.pk for c in chain])
            .select_related("court")
        )
    return chain


def facts_of_chain(cases: list[CourtCase], *considered: Milestone) -> list[law.Fact]:
    """What the law counts from in a whole chain of cases: one court's decision is the next one's trigger.

    `considered`: milestones not on record yet. What means nothing without a fact that is on record but cannot be
    counted from is left out with it.
    """
    standing = Milestone.objects.standing().filter(case__in=cases).exclude(fact_kind="")
    milestones = [*standing, *considered]
    facts = [fact_of(milestone) for milestone in milestones if not milestone.no_clock_because]
    left_out = {milestone.fact_kind for milestone in milestones} - {fact.kind for fact in facts}
    return [fact for fact in facts if left_out.isdisjoint(law.FACT_KINDS[fact.kind].needs)]


def fact_of(milestone: Milestone) -> law.Fact:
    """The milestone as the engine reads it.

    Raises: RuleError when the engine cannot take it: an unknown kind, a particular that does not fit.
    """
    kind = law.FACT_KINDS.get(milestone.fact_kind)
    if kind is None:
        raise RuleError(f"“{milestone.fact_kind}” is not a fact that the law counts from.")
    service = law.Service(milestone.service) if milestone.service and kind.served else None
    particulars = {
        name: _value(kind.particulars[name], value) if name in kind.particulars else value
        for name, value in milestone.particulars.items()
        if value not in (None, "")
    }
    return law.Fact(kind.kind, milestone.happened_on, f"milestone-{milestone.pk or 'new'}", service, particulars)


def _value(particular: Any, value: Any) -> Any:
    if particular.type == law.ValueType.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise RuleError(f"{particular.title}: “{value}” is not a date.") from error
    return value


def closures_of(agency: Agency) -> law.Closures | None:
    """The agency's own list of closed days; None where it has given none."""
    days = {closure.closed_on: closure.name for closure in agency.closures.all()}
    if not days:
        return None
    return law.Closures(
        agency=agency.short_name,
        days=days,
        first_on=date(min(days).year, 1, 1),
        last_on=date(max(days).year, 12, 31),
    )


def readings_of(matter: Matter) -> dict[str, str]:
    """The readings of open questions that the matter's organisation chose."""
    return dict(matter.organisation.readings)
