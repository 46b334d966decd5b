"""The exemption log of a request, matter or case: what a lawyer attaches, and the same rows for a spreadsheet."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from requests_app import law
from requests_app.access import visible
from requests_app.errors import CaseworkError
from requests_app.exhibits.papers_html import to_html
from requests_app.exhibits.papers_of_fact import IndexedRecord, exemption_index
from requests_app.letters import print_html
from requests_app.models import ClaimStatus, CourtCase, ExemptionClaim, Matter, RecordsRequest, User

Subject = RecordsRequest | CourtCase | Matter

COLUMNS = (
    "Request",
    "Agency",
    "Bates range",
    "Date of the records",
    "Author and recipient",
    "Description",
    "Withheld or redacted",
    "Pages",
    "Exemption",
    "Former section",
    "Cited as",
    "Factual basis",
    "Segregable",
    "Declarant",
    "Our response",
    "Ruling",
    "Ruled on",
    "Proof",
)


def claims_of(subject: Subject, *, user: User) -> QuerySet[ExemptionClaim]:
    """The claims of a request, of every request of a matter, or of every request a case is over; through the gate."""
    rows = visible(user, ExemptionClaim.objects.all())
    if isinstance(subject, RecordsRequest):
        rows = rows.filter(request=subject)
    elif isinstance(subject, CourtCase):
        rows = rows.filter(request__in=subject.requests.all())
    else:
        rows = rows.filter(request__matter=subject)
    return rows.select_related("request__agency", "exemption", "communication").order_by("request_id", "pk")


def indexed(claim: ExemptionClaim, *, names_request: bool = False) -> IndexedRecord:
    """One claim as a row of the index; what nobody has said yet is empty."""
    described = claim.records_withheld
    if names_request:
        described += f"\n({claim.request.number}, {claim.request.agency.short_name})"
    return IndexedRecord(
        bates=claim.bates,
        dated=claim.records_dated,
        author_and_recipient=claim.author_and_recipient,
        description=described.strip(),
        withheld=_withheld(claim),
        citation=claim.exemption.citation,
        former_citation=claim.exemption.former_citation,
        factual_basis=claim.justification,
        segregable="\n".join(filter(None, (claim.get_segregable_display(), claim.segregation_words))),
        declarant=claim.declarant,
        response=claim.our_answer,
        ruling=_ruling(claim),
    )


def _withheld(claim: ExemptionClaim) -> str:
    pages = f"{claim.page_count} page{'' if claim.page_count == 1 else 's'}" if claim.page_count else ""
    return "\n".join(filter(None, (claim.withheld_where, pages)))


def _ruling(claim: ExemptionClaim) -> str:
    """How the claim stands once somebody other than we has spoken; before that there is no ruling."""
    if claim.status in (ClaimStatus.CLAIMED, ClaimStatus.CHALLENGED):
        return ""
    when = f", {law.plain_date(claim.status_on)}" if claim.status_on else ""
    return "\n".join(filter(None, (f"{claim.get_status_display()}{when}", claim.status_reason)))


def sheet(claims: Iterable[ExemptionClaim]) -> Iterable[Sequence[object]]:
    """The log as rows under COLUMNS."""
    for claim in claims:
        row = indexed(claim)
        is_ruled = bool(row.ruling)
        yield (
            claim.request.number,
            claim.request.agency.name,
            row.bates,
            row.dated,
            row.author_and_recipient,
            row.description,
            claim.withheld_where,
            claim.page_count,
            row.citation,
            row.former_citation,
            claim.cited_as,
            row.factual_basis,
            row.segregable,
            row.declarant,
            row.response,
            claim.get_status_display() if is_ruled else "",
            claim.status_on if is_ruled else None,
            claim.status_reason,
        )


def log_pdf(subject: Subject, *, user: User, on: date) -> bytes:
    """The log on landscape sheets whose heads repeat, to be attached to a declaration or a petition.

    Raises: CaseworkError when nothing is claimed; LetterError when a character cannot be printed.
    """
    claims = list(claims_of(subject, user=user))
    if not claims:
        raise CaseworkError("No exemption is claimed here, so there is no log to print.")
    several = len({claim.request_id for claim in claims}) > 1
    paper = exemption_index(
        [indexed(claim, names_request=several) for claim in claims],
        title="INDEX OF EXEMPTIONS CLAIMED",
        note=f"{heading_of(subject)}\nRecords withheld in whole or in part, as the agency’s papers received through "
        f"{law.plain_date(on)} state. A dash marks what is not stated. Sections before 2023 are given as “former.”",
    )
    return print_html(to_html(paper))


def heading_of(subject: Subject) -> str:
    """Whose log it is, in a line or two."""
    if isinstance(subject, CourtCase):
        return f"{subject.caption}\n{subject.court}, No. {subject.number}"
    if isinstance(subject, RecordsRequest):
        received = f", received {law.plain_date(subject.received_on)}" if subject.received_on else ""
        return f"Request {subject.number} to {subject.agency.name}{received}\n{subject.subject}"
    return f"{subject.title}"
