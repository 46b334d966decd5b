"""Court papers of a case: what is on record, laid out on pleading paper; kept only when a person issues one."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from requests_app.access import visible
from requests_app.casework.documents import keep_document
from requests_app.casework.shown_by import exhibits_by_document, shown_by
from requests_app.casework.timeline import case_timeline, request_timeline
from requests_app.errors import CaseworkError
from requests_app.exhibits.papers import Caption, Paper, Party
from requests_app.exhibits.papers_docx import to_docx
from requests_app.exhibits.papers_html import to_html
from requests_app.exhibits.papers_of_fact import Happening, Served
from requests_app.letters import print_html
from requests_app.models import Counsel, CourtCase, CourtLevel, Document, PartyRole, RecordsRequest, User

OURS = (PartyRole.PETITIONER,)
PLURALS = {PartyRole.REAL_PARTY: "Real parties in interest", PartyRole.AMICUS: "Amici curiae"}


def caption_of(case: CourtCase, *, filers: Sequence[str]) -> Caption:
    """The caption of a paper filed in the case; `filers` are the lines that name who files it."""
    court, county = case.court.name.upper(), ""
    if case.court.level == CourtLevel.TRIAL:
        court = "SUPERIOR COURT OF CALIFORNIA"
        county = f"COUNTY OF {case.court.county.upper()}" if case.court.county else case.court.name.upper()
    rows = (("Judge", case.judge), ("Dept.", case.department))
    return Caption(
        filers=tuple(filers),
        court=court,
        county=county,
        parties=_parties(case),
        case_number=case.number,
        particulars=tuple((label, value) for label, value in rows if value),
    )


def _parties(case: CourtCase) -> tuple[Party, ...]:
    """Each role once, with all its names; as the caption says where no party is on record."""
    rows = list(case.parties.filter(left_on__isnull=True))
    if not rows:
        ours, _, theirs = case.caption.partition(" v. ")
        pairs = ((ours, "Petitioner"), (theirs, "Respondent"))
        return tuple(Party(names.upper(), role) for names, role in pairs if names)
    by_role: dict[str, list[str]] = {}
    for role in PartyRole.values:
        names = [row.name.upper() for row in rows if row.role == role]
        if names:
            by_role[role] = names
    return tuple(Party("; ".join(names), _role(PartyRole(role), len(names))) for role, names in by_role.items())


def _role(role: PartyRole, count: int) -> str:
    return role.label if count == 1 else PLURALS.get(role, f"{role.label}s")


def filers_of(case: CourtCase) -> list[str]:
    """Who appears for the side that sued, as the first lines of a paper; to be completed by hand."""
    rows = Counsel.objects.filter(party__case=case, party__role__in=OURS, withdrew_on__isnull=True)
    lines = [f"{row.name} (State Bar No. ______)" for row in rows]
    offices = [row.office for row in rows if row.office]
    organisation = case.matter.organisation
    address = organisation.postal_address.splitlines()
    contact = [organisation.telephone, organisation.email]
    lines = list(dict.fromkeys([*lines, *(offices or [organisation.name]), *address, *filter(None, contact)]))
    names = ", ".join(dict.fromkeys(row.party.name for row in rows.select_related("party")))
    return [*lines, f"Attorneys for {names}"] if names else lines


def served_of(case: CourtCase) -> list[Served]:
    """Counsel of the other parties, whom our papers are served on; addresses are to be filled in."""
    rows = Counsel.objects.filter(party__case=case, withdrew_on__isnull=True).exclude(party__role__in=OURS)
    return [Served(str(row), row.party.name, (), "electronic") for row in rows.select_related("party")]


def happenings_of(case: CourtCase, *, user: User) -> list[Happening]:
    """What happened to the case and its requests, oldest first, in the words of the record, with its exhibits."""
    names = exhibits_by_document(case, user=user)
    events = case_timeline(case)[::-1]
    for request in visible(user, RecordsRequest.objects.filter(cases=case)).select_related("agency", "matter"):
        events += request_timeline(request)[::-1]
    in_order = sorted(events, key=lambda event: event.on)
    return [Happening(event.on, event.sentence, shown_by(event, names), event.precision) for event in in_order]


def as_pdf(paper: Paper) -> bytes:
    """The paper as a tagged PDF. Raises: LetterError when it holds a sign the typeface lacks."""
    return print_html(to_html(paper))


def as_word(paper: Paper) -> bytes:
    """The same words as a Word file."""
    return to_docx(paper)


def files_of(paper: Paper) -> dict[str, bytes]:
    """The paper as Word file and PDF, by their endings. Raises: CaseworkError without a title; as `as_pdf`."""
    if not paper.title.split():
        raise CaseworkError("A paper needs a title.")
    return {"docx": as_word(paper), "pdf": as_pdf(paper)}


def issue_paper(*, case: CourtCase, title: str, files: Mapping[str, bytes], by: User) -> Document:
    """Keep the files of a paper as it was issued; drafts leave no trace. Returns the PDF."""
    title = " ".join(title.split())
    with transaction.atomic():
        _, printed = (
            keep_document(
                data, file_name=f"{title[:80]}.{ending}", title=title, matter=case.matter, by=by, is_issued=True
            )
            for ending, data in files.items()
        )
    return printed
