"""Whether what an agency sent satisfies the Act: each finding with its section and a sentence for the reply."""

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from requests_app.law.citation import RECODIFIED_ON
from requests_app.law.explain import long_date
from requests_app.law.facts import Fact
from requests_app.law.unusual import recognise, unusual_circumstances


class Judgment(StrEnum):
    """How a finding falls out."""

    OK = "ok"
    PROBLEM = "problem"
    UNKNOWN = "unknown"


class Finding(NamedTuple):
    """One requirement held against what the agency sent.

    `sentence`: what was found. `reply`: a sentence for the letter, "" where there is nothing to object to.
    `moves_no_date`: a notice with this problem extends nothing.
    """

    severity: Judgment
    sentence: str
    citation: str
    reply: str = ""
    moves_no_date: bool = False


def extension_citation(on: date) -> str:
    """The section on extensions as it stood that day."""
    return "Gov. Code, former § 6253(c)" if on < RECODIFIED_ON else "Gov. Code § 7922.535(b)"


def extension_findings(
    notice: Fact,
    *,
    most_days: int,
    due_on: date,
    promised_on: date | None,
    last_on: date,
    earlier: Fact | None,
) -> tuple[Finding, ...]:
    """Hold an extension notice against the Act.

    `most_days`: how many days it may add. `due_on`: the last day of the time it would extend. `promised_on`: the day
    it promises, by date or by number of days. `last_on`: the latest day the Act allows. `earlier`: an extension
    already taken.
    """
    section = extension_citation(notice.on)
    return (
        _in_time(notice, due_on, section),
        _not_a_second(earlier, section),
        _dated(notice, most_days, promised_on, due_on, last_on, section),
        _ground(notice.words("ground"), notice.on),
        _asked(
            notice,
            "written",
            section,
            ok="The notice is in writing.",
            problem="The notice is not in writing.",
            unknown="Whether the notice is in writing is not recorded.",
            reply="An extension requires written notice ({section}); none was given.",
            moves_no_date=True,
        ),
        _asked(
            notice,
            "by_head_or_designee",
            section,
            ok="The notice comes from the head of the agency or a designee.",
            problem="The notice does not come from the head of the agency or a designee.",
            unknown="Whether the notice comes from the head of the agency or a designee is not recorded.",
            reply="An extension must be given by the head of the agency or a designee ({section}).",
            moves_no_date=True,
        ),
    )


def _in_time(notice: Fact, due_on: date, section: str) -> Finding:
    if notice.on <= due_on:
        return Finding(Judgment.OK, f"The notice came in time, by {long_date(due_on)}.", section)
    return Finding(
        Judgment.PROBLEM,
        f"The notice came on {long_date(notice.on)}, after the time had run out on {long_date(due_on)}.",
        section,
        f"Your extension notice of {long_date(notice.on)} came after the time for a determination had run out on "
        f"{long_date(due_on)}, so it extended nothing ({section}).",
        moves_no_date=True,
    )


def _not_a_second(earlier: Fact | None, section: str) -> Finding:
    if earlier is None:
        return Finding(Judgment.OK, "It is the first extension.", section)
    return Finding(
        Judgment.PROBLEM,
        f"The time was already extended on {long_date(earlier.on)}.",
        section,
        f"You already extended the time by your notice of {long_date(earlier.on)}; the Act gives no second extension "
        f"({section}).",
        moves_no_date=True,
    )


def _dated(
    notice: Fact, most_days: int, promised_on: date | None, due_on: date, last_on: date, section: str
) -> Finding:
    if promised_on is None:
        return Finding(
            Judgment.PROBLEM,
            "The notice states no date for the determination.",
            section,
            f"Your notice does not state the date on which a determination is expected, as it must ({section}).",
            moves_no_date=True,
        )
    days = notice.number("calendar_days")
    if days is not None and days > most_days:
        return Finding(
            Judgment.PROBLEM,
            f"The notice takes {days} days; the Act allows {most_days}.",
            section,
            f"Your notice takes {days} days; the Act allows no extension of more than {most_days} ({section}).",
            moves_no_date=True,
        )
    if promised_on > last_on:
        return Finding(
            Judgment.PROBLEM,
            f"The notice promises {long_date(promised_on)}; the Act allows no day after {long_date(last_on)}.",
            section,
            f"Your notice puts off the determination to {long_date(promised_on)}; the Act allows no extension beyond "
            f"{long_date(last_on)} ({section}).",
            moves_no_date=True,
        )
    if promised_on < due_on:
        return Finding(
            Judgment.PROBLEM,
            f"The day it promises, {long_date(promised_on)}, is no later than the time the Act gives anyway.",
            section,
            moves_no_date=True,
        )
    return Finding(
        Judgment.OK,
        f"It promises a determination by {long_date(promised_on)}, within what the Act allows.",
        section,
    )


@lru_cache(maxsize=8192)
def _ground(words: str, on: date) -> Finding:
    listed = unusual_circumstances(on)
    section = listed[0].citation(on).removesuffix("(1)")
    if not words:
        return Finding(
            Judgment.UNKNOWN,
            "No ground of the notice is recorded.",
            section,
            f"Please state which of the unusual circumstances of {section} you rely on, and why it applies.",
        )
    found = recognise(words, on)
    if found:
        named = ", ".join(f"{ground.title.lower()}, {ground.citation(on)}" for ground in found)
        return Finding(Judgment.OK, f"It names a ground in force that day ({named}).", section)
    return Finding(
        Judgment.PROBLEM,
        f"The ground it names, “{words}”, is not one of the {len(listed)} unusual circumstances in force that day.",
        section,
        f"The reason you give, “{words}”, is not an unusual circumstance that allows an extension ({section}).",
        moves_no_date=True,
    )


def check_denial(denial: Fact) -> tuple[Finding, ...]:
    """Hold a denial against the Act: writing, the persons responsible, a ground, segregation.

    Law: Gov. Code §§ 7922.000, 7922.525(b), 7922.540; former §§ 6253(a) and (d), 6255.
    """
    former = denial.on < RECODIFIED_ON
    writing = "Gov. Code, former § 6255(b)" if former else "Gov. Code § 7922.540(a)"
    persons = "Gov. Code, former § 6253(d)" if former else "Gov. Code § 7922.540(b)"
    ground = "Gov. Code, former § 6255(a)" if former else "Gov. Code §§ 7922.000, 7922.540(c)"
    segregation = "Gov. Code, former § 6253(a)" if former else "Gov. Code § 7922.525(b)"
    return (
        _written_denial(denial, writing),
        _asked(
            denial,
            "names_given",
            persons,
            ok="It names each person responsible.",
            problem="It does not name each person responsible.",
            unknown="Whether it names each person responsible is not recorded.",
            reply="Your denial does not name each person responsible for it, as it must ({section}).",
        ),
        _asked(
            denial,
            "titles_given",
            persons,
            ok="It gives the title or position of each person responsible.",
            problem="It does not give the title or position of each person responsible.",
            unknown="Whether it gives the title or position of each person responsible is not recorded.",
            reply="Your denial does not give the title or position of each person responsible ({section}).",
        ),
        _cited(denial, ground),
        _asked(
            denial,
            "segregation_addressed",
            segregation,
            ok="It says what can be separated and released.",
            problem="It does not say whether the rest could be separated and released.",
            unknown="Whether it says what can be separated and released is not recorded.",
            reply="Your denial does not say why the exempt portions could not be deleted and the rest released; any "
            "reasonably segregable portion must be ({section}).",
        ),
    )


def _written_denial(denial: Fact, section: str) -> Finding:
    if not denial.get("request_written"):
        return Finding(Judgment.OK, "The request was not in writing, so the denial need not be in writing.", section)
    return _asked(
        denial,
        "written",
        section,
        ok="The denial of the written request is in writing.",
        problem="The request was in writing, but its denial is not.",
        unknown="Whether the denial is in writing is not recorded.",
        reply="Our request was in writing, so its denial must be in writing too ({section}).",
    )


def _cited(denial: Fact, section: str) -> Finding:
    sections = denial.words("sections").strip()
    if sections:
        return Finding(Judgment.OK, f"It cites {sections}.", section)
    return Finding(
        Judgment.PROBLEM,
        "It cites no exemption and makes no balance of interests.",
        section,
        f"Your denial names no exemption and shows no public interest that outweighs disclosure ({section}).",
    )


def _asked(
    fact: Fact,
    name: str,
    section: str,
    *,
    ok: str,
    problem: str,
    unknown: str,
    reply: str,
    moves_no_date: bool = False,
) -> Finding:
    """A finding on a particular that is true, false or not recorded; `reply` has "{section}" where it belongs."""
    answer = fact.get(name)
    if answer is None:
        return Finding(Judgment.UNKNOWN, unknown, section)
    if answer:
        return Finding(Judgment.OK, ok, section)
    return Finding(Judgment.PROBLEM, problem, section, reply.replace("{section}", section), moves_no_date)
