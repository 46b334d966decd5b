"""The words a wording may use: each fact by name, with the caption people see when it is offered or missing."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from requests_app.letters.authorities import CASES, cite_case
from requests_app.letters.facts import Claim, Facts
from requests_app.letters.marks import one_line, printable
from requests_app.letters.phrases import Phrases, phrases_of

Value = str | tuple[str, ...] | tuple[Mapping[str, str], ...]

TEXTS = {
    "dated_on": "the date of the letter",
    "organisation": "the organisation that writes",
    "agency": "the agency",
    "subject": "what the request is about",
    "salutation": "whom the letter greets",
    "purpose": "why the records are wanted",
    "our_number": "our own number of the request",
    "agency_number": "the agency's number of the request",
    "reply_to": "the address for the answer",
    "requested_on": "the day the request was sent",
    "received_on": "the day the agency received the request",
    "due_on": "the day the determination was due",
    "due_authority": "the authority for that day",
    "unextended_due_on": "the day the determination was due without the extension",
    "electronic_format": "the electronic format wanted",
    "fee_limit": "the amount that may be spent without asking",
    "fee_estimate": "the agency's estimate of fees",
    "fee_basis": "what the agency says the fees are for",
    "fee_estimated_on": "the day of the estimate",
    "answered_on": "the day of the agency's answer",
    "denied_on": "the day of the denial",
    "extension_noticed_on": "the day of the extension notice",
    "extended_until": "the day the agency extended its time to",
    "extension_words": "the reason the extension notice gives",
    "records_withheld": "which records are withheld",
    "promised_on": "the day the agency promised",
    "promise_words": "what the agency promised",
    "promise_made_on": "the day the promise was made",
    "respond_by": "the day an answer is asked for",
    "respond_by_how": "how that day was counted",
    "met_on": "the day of the meeting",
    "received_description": "what was received",
} | {f"case_{case.key}": f"the citation of {case.citation}" for case in CASES.values()}
PHRASES = ("purpose", "fee_basis", "records_withheld", "promise_words", "received_description")
LISTS = {
    "records": "the records sought, one by one",
    "due_how": "how the day was counted, step by step",
    "unextended_due_how": "how the day without the extension was counted, step by step",
    "failed_conditions": "the conditions of an extension that were not met",
    "legal_steps": "the steps announced or agreed",
}
ROWS = {
    "claims": (
        "the exemptions claimed",
        {
            "cited_as": "the section as the agency cites it",
            "title": "what the section is about",
            "records": "the records it is claimed for",
            "agency_words": "the agency's words",
            "answer": "our answer",
        },
    ),
}
CAPTIONS = TEXTS | LISTS | {name: caption for name, (caption, _) in ROWS.items()}

_POINT = re.compile(r"^(?:[-•*]|\d{1,3}[.)]|\([a-z0-9]{1,3}\))\s+")


def words_of(facts: Facts, language: str = "en-US") -> dict[str, Value]:
    """Every fact as text ready to print, dates in this language; "" or an empty tuple where it is not known.

    Texts are on one line each, so that nothing people typed can begin a heading or a list of its own.
    """
    due, unextended = facts.due, facts.unextended_due
    say = phrases_of(language)
    texts: dict[str, str] = {name: _text(getattr(facts, name), say) for name in TEXTS if hasattr(facts, name)}
    texts |= {
        "due_on": _text(due.on if due else None, say),
        "unextended_due_on": _text(unextended.on if unextended else None, say),
        "due_authority": _text(due.authority if due else "", say),
        "respond_by_how": _days_after(facts.dated_on, facts.respond_by, say),
        "fee_limit": _money(facts.fee_limit_cents),
        "fee_estimate": _money(facts.fee_estimate_cents),
    }
    texts |= {name: _phrase(texts[name]) for name in PHRASES}
    texts |= {f"case_{key}": cite_case(key, dated_on=facts.dated_on) for key in CASES}
    return {
        **texts,
        "records": _points(facts.records_sought),
        "due_how": _sentences(due.how if due else ()),
        "unextended_due_how": _sentences(unextended.how if unextended else ()),
        "failed_conditions": _sentences(facts.failed_conditions),
        "legal_steps": _sentences(facts.legal_steps),
        "claims": tuple(_claim(claim) for claim in facts.claims),
    }


def _text(value: str | date | None, say: Phrases) -> str:
    if isinstance(value, date):
        return say.date(value)
    return one_line(value or "")


def _phrase(text: str) -> str:
    """Words that go into a sentence of ours, which brings its own full stop."""
    return one_line(text).rstrip(" .;")


def _sentences(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sentence for text in texts if (sentence := one_line(text)))


def _days_after(first: date, last: date | None, say: Phrases) -> str:
    """How far the day we ask for is from the letter's own; the law does not set it, so we say how we did."""
    if last is None:
        return ""
    days = (last - first).days
    return say.day_after if days == 1 else say.days_after.format(days=days)


def _money(cents: int | None) -> str:
    return "" if cents is None else f"${cents // 100:,}.{cents % 100:02d}"


def _points(text: str) -> tuple[str, ...]:
    """Each line of what was typed, without the bullet or number it may already carry."""
    typed = (one_line(line) for line in printable(text).split("\n"))
    return tuple(point for line in typed if (point := _POINT.sub("", line)))


def _claim(claim: Claim) -> Mapping[str, str]:
    row = {name: one_line(getattr(claim, name)) for name in ROWS["claims"][1]}
    return row | {"records": _phrase(claim.records), "answer": printable(claim.answer).strip()}
