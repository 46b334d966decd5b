"""The sections and cases letters cite: the Act as renumbered on 1 January 2023, beside its former numbering."""

from dataclasses import dataclass
from datetime import date

from requests_app.errors import LetterError

RENUMBERED_ON = date(2023, 1, 1)  # Stats. 2021, ch. 614 (AB 473); nonsubstantive: Gov. Code § 7920.100


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the Government Code, without its code: "7922.535(a)", formerly "6253(c)"."""

    current: str
    former: str
    content: str


@dataclass(frozen=True, slots=True)
class Case:
    """One published opinion. A letter dated before `decided_on` cannot cite it. Asterisks set its name in italics."""

    key: str
    citation: str
    decided_on: date
    holding: str


SECTIONS = {
    section.current: section
    for section in (
        Section("7920.000 et seq.", "6250 et seq.", "the California Public Records Act"),
        Section("7921.300", "6257.5", "the purpose of a request does not limit it"),
        Section("7922.000", "6255(a)", "the agency must justify withholding any record"),
        Section("7922.500", "6253(d)", "nothing permits delay or obstruction"),
        Section("7922.525(a)", "6253(a)", "records are open to inspection during office hours"),
        Section("7922.525(b)", "6253(a)", "reasonably segregable portions are provided"),
        Section("7922.530(a)", "6253(b)", "copies promptly, on payment of direct costs of duplication"),
        Section("7922.535(a)", "6253(c)", "a determination within 10 days, and notice of it"),
        Section("7922.535(b)", "6253(c)", "an extension of no more than 14 days, by written notice"),
        Section("7922.535(c)", "6253(c)", "the closed list of unusual circumstances"),
        Section("7922.540(a)", "6255(b)", "a denial is in writing"),
        Section("7922.540(b)", "6253(d)", "a denial names the persons responsible, with titles or positions"),
        Section("7922.540(c)", "6255(a)", "withholding is justified as section 7922.000 requires"),
        Section("7922.570", "6253.9(a)", "electronic records in the format held, or requested"),
        Section("7922.575", "6253.9(a)(2), (b)", "the cost of a copy of an electronic record"),
        Section("7922.600", "6253.1", "help to make a focused and effective request"),
        Section("7923.000", "6258", "any person may ask a court to enforce the right"),
        Section("7923.100", "6259(a)", "a verified petition in the superior court"),
        Section("7923.115", "6259(d)", "costs and reasonable fees to a requester who prevails"),
    )
}

CASES = {
    case.key: case
    for case in (
        Case(
            "nlg",
            "*National Lawyers Guild v. City of Hayward* (2020) 9 Cal.5th 488",
            date(2020, 5, 28),
            "time spent redacting electronic records is not chargeable to the requester",
        ),
        Case(
            "aclu",
            "*American Civil Liberties Union Foundation v. Superior Court* (2017) 3 Cal.5th 1032",
            date(2017, 8, 31),
            "bulk data is not a record of investigations; redaction and anonymisation must be considered",
        ),
    )
}


def cite_section(current: str, *, dated_on: date, requested_on: date | None = None) -> str:
    """The section as a letter of that day names it, without "Gov. Code".

    A letter dated before the renumbering knows only the former numbers. A later letter about a request made
    before it gives both. Raises: LetterError for a section that is not in the table.

    >>> cite_section("7922.535(a)", dated_on=date(2012, 9, 1))
    '§ 6253(c)'
    >>> cite_section("7922.535(a)", dated_on=date(2024, 9, 1), requested_on=date(2022, 12, 30))
    '§ 7922.535(a) (former § 6253(c))'
    >>> cite_section("7922.535(a)", dated_on=date(2024, 9, 1), requested_on=date(2024, 8, 1))
    '§ 7922.535(a)'
    """
    section = SECTIONS.get(current)
    if section is None:
        raise LetterError(f"Letters do not cite section {current}: it is not in the table of authorities.")
    if dated_on < RENUMBERED_ON:
        return f"§ {section.former}"
    if requested_on is not None and requested_on < RENUMBERED_ON:
        return f"§ {section.current} (former § {section.former})"
    return f"§ {section.current}"


def cite_case(key: str, *, dated_on: date) -> str:
    """The case in California style, or "" when it was not yet decided on the day of the letter.

    Raises: LetterError for a case that is not in the table.
    """
    case = CASES.get(key)
    if case is None:
        raise LetterError(f"Letters do not cite a case called {key}: it is not in the table of authorities.")
    return case.citation if case.decided_on <= dated_on else ""
