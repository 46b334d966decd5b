"""Read a register of actions, pasted from a court's page or as CSV, into lines a person can look through."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from requests_app.errors import CaseworkError
from requests_app.models import EntryKind

MOST_LINES = 500
_TITLE = 200
_DAY = re.compile(
    r"^\s*(?:#?\d{1,5}[.)]?\s+)?"
    r"(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{1,2}/\d{2}|\d{4}-\d{2}-\d{2}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})"
    r"(?P<rest>(?:[\s:,–-].*)?)$"
)
_DAY_FORMATS = ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%B %d, %Y", "%b %d, %Y")
_FILED_BY = re.compile(r"(?:^|[\s(;,–-])filed by:?\s+(?P<who>[^()]+(?:\([^)]*\))?)\)?\s*$", re.IGNORECASE)
_SESSION = re.compile(
    r"^(?:at\s+)?(?P<time>\d{1,2}:\d{2}\s*[AaPp]\.?[Mm]\.?)"
    r"(?:\s+in\s+(?:Department|Dept\.?)\s+(?P<department>[\w-]+))?(?:,.*)?$"
)
_KINDS = (
    (EntryKind.SERVICE, r"proof of .*service|proof-service"),
    (EntryKind.STIPULATION, r"\bstipulat"),
    (
        EntryKind.HEARING,
        r"^(hearing|conference|trial|status conference|osc re)\b|\bhearing (on|re)\b",
    ),
    (EntryKind.DECISION, r"\b(judgment|opinion|decision|statement of decision)\b"),
    (EntryKind.NOTICE, r"^notice\b"),
    (EntryKind.ORDER, r"\b(order|ruling|writ issued|remittitur)\b"),
    (EntryKind.EVIDENCE, r"\b(declaration|exhibit|request for judicial notice|administrative record|affidavit)s?\b"),
    (EntryKind.ANSWER, r"\b(answer|return|opposition|response|demurrer)\b"),
    (EntryKind.BRIEF, r"\b(brief|reply|points and authorities|memorandum)\b"),
    (EntryKind.MOTION, r"\b(motion|application|ex parte|memorandum of costs)\b"),
    (EntryKind.PETITION, r"\b(petition|complaint)\b"),
    (EntryKind.LETTER, r"\bletter\b"),
)
_HEADS = {
    "day": {"date", "filed", "filed on", "filing date", "file date", "date filed", "event date", "entry date"},
    "title": {"text", "title", "description", "event", "document", "proceeding", "docket text", "entry", "action"},
    "filed_by": {"filed by", "filer", "party", "by"},
    "note": {"note", "notes", "comment", "comments", "result", "memo"},
}


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line as it was read. `problem` says why it cannot be taken over; blank where it can.

    `number` counts the lines of what was given from 1. `kind` is a guess from its words.
    """

    number: int
    text: str
    happened_on: date | None = None
    title: str = ""
    filed_by: str = ""
    note: str = ""
    kind: str = ""
    starts_at: time | None = None
    department: str = ""
    problem: str = ""


def read_register(text: str) -> list[RegisterLine]:
    """The entries of a register in the order given, and the lines that are none, each with the reason.

    Understands CSV, tabs or semicolons with a head that names a date and a text; and pasted lines that begin with a
    day, as `MM/DD/YYYY Text`, with what stands directly beneath them.
    Raises: CaseworkError when there is nothing to read, or more than MOST_LINES lines.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    if not any(line.strip() for line in lines):
        raise CaseworkError("There is nothing to read: paste the register, or choose its file.")
    if sum(bool(line.strip()) for line in lines) > MOST_LINES:
        raise CaseworkError(f"Take over at most {MOST_LINES} lines at once; cut the register in parts.")
    head = _head(next(line for line in lines if line.strip()))
    try:
        return [_finished(line) for line in (_table(lines, *head) if head else _pasted(lines))]
    except csv.Error as error:
        raise CaseworkError("The table cannot be read: a quotation mark that opens is not closed.") from error


def plain_words(title: str) -> str:
    """A title by which two entries of one day are known to be the same: letters and digits only.

    >>> plain_words("Reply  Brief (filed)") == plain_words("reply brief - FILED")
    True
    """
    return re.sub(r"[^0-9a-z]+", "", title.casefold())


def _head(line: str) -> tuple[str, dict[str, int]] | None:
    """The separator and the columns of a table's first line; None where it is no table."""
    for separator in ("\t", ",", ";"):
        cells = [cell.strip().strip('"').casefold() for cell in line.lstrip("\ufeff").split(separator)]
        columns = {
            name: next(number for number, cell in enumerate(cells) if cell in heads)
            for name, heads in _HEADS.items()
            if heads.intersection(cells)
        }
        if {"day", "title"} <= set(columns):
            return separator, columns
    return None


def _table(lines: list[str], separator: str, columns: dict[str, int]) -> Iterator[RegisterLine]:
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    next(cells for cells in reader if any(cells))
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        given = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        day, problem = _day(given["day"])
        yield RegisterLine(
            number=reader.line_num,
            text=separator.join(cells),
            happened_on=day,
            title=given["title"],
            filed_by=given.get("filed_by", ""),
            note=given.get("note", ""),
            problem=problem,
        )


def _pasted(lines: list[str]) -> Iterator[RegisterLine]:
    entry: RegisterLine | None = None
    for number, raw in enumerate(lines, 1):
        line = " ".join(raw.split())
        starts = _DAY.match(line)
        if starts:
            if entry:
                yield entry
            day, problem = _day(starts["day"])
            title = starts["rest"].strip(" :,–-")
            entry = RegisterLine(number, line, happened_on=day, title=title, problem=problem)
        elif not line:
            if entry:
                yield entry
            entry = None
        elif entry:
            entry = _beneath(entry, line)
        else:
            yield RegisterLine(number, line, problem="No day begins this line, and no entry stands above it.")
    if entry:
        yield entry


def _beneath(entry: RegisterLine, line: str) -> RegisterLine:
    """What stands under an entry: who filed it, what was heard in that session, or more words."""
    entry = replace(entry, text=f"{entry.text}\n{line}")
    filed = _FILED_BY.match(line)
    if filed:
        return replace(entry, filed_by=filed["who"].strip())
    session = _SESSION.match(entry.title)
    if session:
        return replace(
            entry,
            title=line,
            note=entry.title,
            starts_at=_time(session["time"]),
            department=session["department"] or "",
            kind=EntryKind.HEARING,
        )
    if not entry.title:
        return replace(entry, title=line)
    return replace(entry, note=f"{entry.note}\n{line}".strip())


def _finished(line: RegisterLine) -> RegisterLine:
    """The filer taken out of the title, a long title cut, the kind guessed, and what is missing said."""
    if line.problem:
        return line
    title, filed_by, note = line.title, line.filed_by, line.note
    filed = _FILED_BY.search(title)
    if filed and not filed_by:
        title, filed_by = title[: filed.start()].rstrip(" (;,–-"), filed["who"].strip()
    if not title:
        return replace(line, problem="Nothing stands beside the day.")
    if len(title) > _TITLE:
        note = f"{title}\n{note}".strip()
        title = f"{title[: _TITLE - 1]}…"
    return replace(
        line, title=title, filed_by=filed_by[:_TITLE], note=note, kind=line.kind or _kind(title), problem=""
    )


def _kind(title: str) -> str:
    return next((kind for kind, words in _KINDS if re.search(words, title, re.IGNORECASE)), EntryKind.OTHER)


def _day(words: str) -> tuple[date | None, str]:
    """The day, and what is wrong with it where it is none."""
    plain = re.sub(r"(?<=\d)[.-](?=\d{1,2}[.-]\d{4})|(?<=\d)[.-](?=\d{4}$)", "/", words.strip()).replace(".", "")
    for form in _DAY_FORMATS:
        try:
            day = datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day, of no zone
        except ValueError:
            continue
        if 1900 <= day.year <= 2100:
            return day, ""
    return None, f"“{words}” is not a day of the calendar." if words.strip() else "No day is given."


def _time(words: str) -> time:
    plain = words.upper().replace(".", "").replace(" ", "")
    return datetime.strptime(plain, "%I:%M%p").time()  # noqa: DTZ007 - the court's local time
