"""The whole rulebook as one document that a lawyer can review line by line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from requests_app.law.calendar import HOLIDAYS, LIST_VERSION
from requests_app.law.citation import Citation
from requests_app.law.counting import Direction
from requests_app.law.explain import counted, long_date
from requests_app.law.kinds import FACT_KINDS, FactKind, Home, Particular
from requests_app.law.readings import READINGS
from requests_app.law.rulebook import CLOCKS, PENDING_RULES
from requests_app.law.rulebook.exemptions import EXEMPTIONS
from requests_app.law.rulebook.shapes import Basis, Forum, Rule, When
from requests_app.law.service import (
    AFTER_SERVICE,
    MOVING_PAPERS,
    WRIT_UNDER_THE_ACT,
    Extension,
    OpenExtension,
    Service,
)
from requests_app.law.unusual import UNUSUAL_CIRCUMSTANCES

Case = Mapping[str, Any]
"""A worked case: rule, leg, facts, readings, due_on or undated or absent, and why."""

_OPENING = """# The law the engine knows

This document is written by `manage.py law_document` from the rulebook in `requests_app/law/`; a test holds the two
equal. Correct the rulebook, not this page. It is not legal advice.

How far each authority was verified: **P** its primary text was read; **S** a secondary source was read; **K** it is
held from memory and nobody has checked it; **V** the current section or the leading case was read with matching
content; **UNSETTLED** the law leaves a choice. Whatever is K or unsettled says so wherever its date is shown.
"""

_COUNTING = """## How days are counted

- The day of the trigger is day 0 and is not counted; the last day is (Code Civ. Proc. § 12; Gov. Code § 6800).
- A last day on which the courts are closed moves to the next open day, for acts only (§ 12a; Cal. Rules of Court,
  rule 1.10). A state of the case, such as finality, a court's own time and an agency's promise stay where they fall.
- Days before a hearing are counted back from it, the hearing not counted, and a closed day moves further back; days
  for service are counted further back too (§ 12c).
- Days for service are added before the last day moves.
- A month is a calendar month (Gov. Code § 6804); 29 February and the day before it are one day in a year (§ 6803).
- An agency's own list of closed days gives a second date, shown beside the first and never instead of it.
- A day outside the list of holidays is refused, never guessed.
"""


def law_document(cases: Sequence[Case]) -> str:
    """The rulebook, its open questions and its worked cases, in Markdown."""
    by_clock: dict[str, list[Case]] = {}
    for case in cases:
        clock = f"{case['rule']}/{case['leg']}" if "leg" in case else case["rule"]
        by_clock.setdefault(clock, []).append(case)
    parts = [
        _OPENING,
        _COUNTING,
        *_questions(),
        *_service(),
        *_circumstances(),
        *_rules(by_clock),
        *_pending(),
        *_exemptions(),
        *_facts(),
        *_holidays(),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines) + "\n"


def _questions() -> Iterator[str]:
    yield (
        "## Open questions\n\nWhere the sources leave a choice, each side is a named reading. An organisation "
        "chooses. The default is the earliest date for an act of our own, and the latest before an agency is called "
        "late."
    )
    for reading in READINGS.values():
        sides = "\n".join(
            f"- `{side}`: {meaning}.{' **Default.**' if side == reading.default else ''}"
            for side, meaning in reading.choices.items()
        )
        yield f"### {reading.id} · {reading.title}\n\n{reading.question}\n\n{sides}\n\n{reading.sources}"


def _service() -> Iterator[str]:
    yield "## What service adds\n\nOnly rules that name one of these three columns are extended by service at all."
    effects = (AFTER_SERVICE, MOVING_PAPERS, WRIT_UNDER_THE_ACT)
    yield _table(
        ("Served", *(effect.name for effect in effects)),
        ((service.words, *(_added(effect.adds.get(service)) for effect in effects)) for service in Service),
    )


def _added(extension: Extension | OpenExtension | None) -> str:
    if isinstance(extension, OpenExtension):
        sides = "; ".join(f"`{side}`: {_added(days)}" for side, days in extension.sides.items())
        return f"{extension.reading}, {sides}"
    return "nothing" if extension is None else f"{counted(extension.days, extension.unit)} ({extension.authority})"


def _circumstances() -> Iterator[str]:
    yield "## Unusual circumstances\n\nGov. Code § 7922.535(c), former § 6253(c): the closed list of grounds."
    yield _table(
        ("Paragraph", "Ground", "In force"),
        ((f"({ground.number})", ground.words, _in_force(ground)) for ground in UNUSUAL_CIRCUMSTANCES),
    )


def _in_force(thing: Any) -> str:
    since = f"since {thing.in_force_from.isoformat()}" if thing.in_force_from else ""
    until = f"until before {thing.in_force_to.isoformat()}" if thing.in_force_to else ""
    return " ".join(filter(None, (since, until))) or "throughout"


def _rules(cases: Mapping[str, Sequence[Case]]) -> Iterator[str]:
    yield "## Rules"
    for forum in Forum:
        yield f"### {forum}"
        for rule in CLOCKS:
            if rule.forum is forum:
                yield _rule(rule, cases.get(rule.clock, ()))


def _pending() -> Iterator[str]:
    yield "## Not in force\n\nThese wait until a person sets the day they begin; no code changes then."
    for rule in PENDING_RULES.values():
        yield _rule(rule, ())


def _rule(rule: Rule, cases: Sequence[Case]) -> str:
    facts = {
        "Runs from": f"{_runs_from(rule)}: {rule.trigger}",
        "Time": _time(rule),
        "Last day closed": rule.roll.value if rule.count is not None else "",
        "Service": rule.service.name if rule.service.adds else rule.service.why_none,
        "Kind": f"{rule.kind}; {rule.severity}; {rule.must_act} must act",
        "Authority": _authority(rule.authority),
        "Former": rule.authority.former_text,
        "Verified": _verified(rule.authority),
        "In force": _in_force(rule),
        "Begins anew on": ", ".join(f"`{name}`" for name in rule.restarts),
        "Not after": ", ".join(_when(when) for when in rule.barred_by),
        "Ended by": ", ".join(_when(when) for when in rule.ended_by),
        "Replaced by": rule.replaced_by,
        "Earliest counts, with": ", ".join(_rivals(rule)),
        "Order of the court": "may set another date" if rule.court_may_set else "",
        "Look again": "; ".join(f"{counted(count, unit)}: {title}" for count, unit, title in rule.checkpoints),
    }
    lines = [f"- {name}: {value}" for name, value in facts.items() if value]
    lines += [f"- {note}" for note in rule.notes]
    lines += [f"- *Case.* {_case(case)}" for case in cases]
    return f"#### {rule.clock} · {rule.title}\n\n" + "\n".join(lines)


def _runs_from(rule: Rule) -> str:
    kinds = [*(_when(when) for when in rule.starts), *(f"the date of {clock}" for clock in rule.follows)]
    last = "the last " if rule.last_only else ""
    basis = "" if rule.basis is Basis.TRIGGER else f", counted from {rule.basis}"
    return f"{last}{' or '.join(kinds)}{basis}"


def _when(when: When) -> str:
    where = ", ".join(
        f"{name} {' or '.join('not stated' if value is None else _plain(value) for value in values)}"
        for name, values in when.where.items()
    )
    return f"`{when.kind}`{f' ({where})' if where else ''}"


def _time(rule: Rule) -> str:
    if rule.open_count is not None:
        sides = ", ".join(f"{counted(count, rule.unit)} (`{side}`)" for side, count in rule.open_count.sides.items())
        return f"{rule.open_count.reading}: {sides}"
    if rule.count is None:
        return rule.limit or f"the day stated (`{rule.stated_in}`)"
    if rule.count == 0:
        return "at once"
    back = " before" if rule.direction is Direction.BACKWARD else ""
    return f"{'at most ' if rule.basis is Basis.EXTENSION else ''}{counted(rule.count, rule.unit)}{back}"


def _authority(citation: Citation) -> str:
    return f"{citation.text}: “{citation.quoted}”" if citation.quoted else citation.text


def _verified(citation: Citation) -> str:
    by = f", {citation.verified_by}, {citation.verified_on}" if citation.verified_on else ""
    return f"**{citation.verified}**{by}. {citation.unverified_note}".rstrip()


def _rivals(rule: Rule) -> Iterator[str]:
    for other in CLOCKS:
        if rule.earliest_with and other.earliest_with == rule.earliest_with and other is not rule:
            yield other.id


def _case(case: Case) -> str:
    facts = "; ".join(_stated(fact) for fact in case["facts"])
    readings = "".join(f", {question} {side}" for question, side in case.get("readings", {}).items())
    if case.get("absent"):
        outcome = "it does not run"
    elif case.get("undated"):
        outcome = "no number of days"
    else:
        outcome = long_date(case["due_on"])
    return f"{facts}{readings}: **{outcome}**. {case['why']}"


def _stated(fact: Mapping[str, Any]) -> str:
    more = ", ".join(f"{name} {_plain(value)}" for name, value in fact.items() if name not in ("kind", "on"))
    return f"`{fact['kind']}` {fact['on'].isoformat()}{f' ({more})' if more else ''}"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _exemptions() -> Iterator[str]:
    yield (
        "## Exemptions\n\nEach is read narrowly (Cal. Const., art. I, § 3(b)(2)); the agency bears the burden; what "
        "can be separated must be released (Gov. Code § 7922.525(b))."
    )
    for exemption in EXEMPTIONS.values():
        facts = {
            "Does": exemption.kind.value,
            "Section": _authority(exemption.citation),
            "Former": exemption.citation.former_text,
            "Verified": _verified(exemption.citation),
            "Agencies say": exemption.claim,
            "Answer": exemption.answer,
            "To be shown": "; ".join(exemption.elements),
            "Ends when": exemption.ends_when,
            "Cases": "; ".join(exemption.cases),
        }
        lines = "\n".join(f"- {name}: {value}" for name, value in facts.items() if value)
        yield f"### {exemption.title}\n\n{lines}"


def _facts() -> Iterator[str]:
    yield "## Facts\n\nWhat the engine counts from. A particular in **bold** must be given."
    for home in Home:
        yield f"### Of a {home}" if home is not Home.EITHER else "### Of either"
        yield _table(
            ("Kind", "What it is", "Particulars"),
            (_kind(kind) for kind in FACT_KINDS.values() if kind.home is home),
        )


def _kind(kind: FactKind) -> tuple[str, str, str]:
    particulars = [_particular(particular) for particular in kind.particulars.values()]
    if kind.served:
        particulars.insert(0, "`service`")
    return f"`{kind.kind}`", kind.title, "; ".join(particulars)


def _particular(particular: Particular) -> str:
    name = f"**`{particular.name}`**" if particular.required else f"`{particular.name}`"
    choices = f" ({', '.join(particular.choices)})" if particular.choices else ""
    return f"{name}{choices}: {particular.title[0].lower()}{particular.title[1:]}"


def _holidays() -> Iterator[str]:
    yield (
        f"## Judicial holidays\n\nCode Civ. Proc. § 135; Cal. Rules of Court, rule 1.11. This is {LIST_VERSION}. "
        "Days marked * are observed ones that Gov. Code § 6701 does not make (reading U6)."
    )
    years: dict[int, list[str]] = {}
    for on, holiday in sorted(HOLIDAYS.items()):
        years.setdefault(on.year, []).append(f"{on:%m-%d} {holiday.title}{'' if holiday.by_statute else '*'}")
    yield _table(("Year", "Closed"), ((str(year), "; ".join(days)) for year, days in years.items()))
