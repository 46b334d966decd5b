"""Move a mail that was placed with the wrong request, with everything that was recorded from it."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from requests_app.access import Power, may_see, require
from requests_app.casework import journal, records
from requests_app.casework.requests import refresh_request
from requests_app.errors import CaseworkError
from requests_app.models import (
    ClaimStep,
    Communication,
    CommunicationKind,
    Document,
    MailOutcome,
    Precision,
    Production,
    ReceivedMail,
    RecordsRequest,
    User,
)

VERB = "move_mail"


def follows(paper: Communication) -> list[str]:
    """What goes with a paper that moves, one sentence each."""
    files, claims = _files(paper).count(), paper.claims.count()
    said = []
    if hasattr(paper, "extension"):
        said.append("The extension recorded from it, with the dates it moved.")
    if hasattr(paper, "determination"):
        said.append("The determination recorded from it, with the dates it started and ended.")
    if claims:
        said.append(f"{claims} claim{'' if claims == 1 else 's'} of exemption.")
    said += [f"{row}, {'received' if row.received_on else 'promised'}." for row in _productions(paper)]
    if files:
        said.append(f"{files} file{'' if files == 1 else 's'}.")
    return said


def stays(paper: Communication) -> list[str]:
    """What a move leaves where it is, and a person may have to mend there."""
    request = paper.request
    if request.agency_number and paper.kind == CommunicationKind.ACKNOWLEDGEMENT:
        return [
            f"The agency's number {request.agency_number} stays with {request.number}; if this mail gave it, "
            "change it there."
        ]
    return []


def obstacles(paper: Communication, request: RecordsRequest) -> list[str]:
    """Why a paper cannot move to this request; empty where it can."""
    return list(_obstacles(paper, request))


def move_mail(mail: ReceivedMail, *, request: RecordsRequest, by: User, on: date) -> ReceivedMail:
    """File a placed mail with another request: its communication, its files and what it started go along.

    The dates of both requests are computed anew.
    Raises:
        AccessError: the person may not change both matters.
        CaseworkError: it is not placed, or something recorded from it cannot follow; then nothing moves.
    """
    require(by, Power.CHANGE, None)
    if not may_see(by, mail):
        raise CaseworkError("This mail is of a matter you are not a member of.")
    with transaction.atomic():
        mail = ReceivedMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
        paper = mail.communication
        if mail.outcome != MailOutcome.PLACED or paper is None:
            raise CaseworkError("Only a mail that is placed can be moved.")
        if found := obstacles(paper, request):
            raise CaseworkError(" ".join(found))
        left = paper.request
        _move(mail, paper, request, by=by)
        # Who sees only the first request's matter is not told where the mail went.
        where = f"to {request.number}" if request.matter_id == left.matter_id else "to a request of another matter"
        journal.write(left, by=by, verb=VERB, summary=f"Moved the mail “{mail}” {where}."[:500])
        for each in (left, request):
            each.refresh_from_db()
            refresh_request(each, by=by, on=on)
    return mail


def _move(mail: ReceivedMail, paper: Communication, request: RecordsRequest, *, by: User) -> None:
    said = f"It belongs to {request.number}."
    productions = list(_productions(paper))
    files = list(_files(paper))
    records.change(paper, by=by, verb=VERB, summary=said, request=request)
    for row in (*paper.claims.all(), *Production.objects.filter(pk__in=[row.pk for row in productions])):
        records.change(row, by=by, verb=VERB, summary=said, request=request)
    for file in files:
        file.refresh_from_db()
        records.change(file, by=by, verb=VERB, summary=said, request=request, matter=request.matter)
    for copy in mail.copies.all():
        records.change(copy, by=by, verb=VERB, summary=said, request=request)
    records.change(mail, by=by, verb=VERB, summary=f"Moved the mail “{mail}” here."[:500], request=request)


def _obstacles(paper: Communication, request: RecordsRequest) -> Iterator[str]:
    if request == paper.request:
        yield f"It is with {request.number} already."
        return
    productions = list(_productions(paper))
    answers = hasattr(paper, "extension") or hasattr(paper, "determination") or productions
    if answers and request.received_on is None:
        yield f"Record first when the agency received {request.number}: its answers are counted from that day."
    elif answers and request.received_on and _known_day(paper) < request.received_on:
        yield (
            f"It came on {paper.happened_on:%a %-d %b %Y}, before the agency received {request.number} "
            f"on {request.received_on:%a %-d %b %Y}."
        )
    for claim in paper.claims.filter(steps__isnull=False).distinct():
        yield (
            f"The claim of {claim.cited_as} was answered or decided since; its steps are of {paper.request.number} "
            "and cannot follow."
        )
    taken = set(request.productions.values_list("instalment", flat=True))
    for row in productions:
        if row.instalment in taken:
            yield f"{request.number} has an instalment {row.instalment} already."
        if {row.communication_id, row.promised_in_id} - {paper.pk, None}:
            yield f"{row} also rests on another paper of {paper.request.number}, which stays there."
        if row.datasets.exists():
            yield f"{row} brought a dataset, which stays with {paper.request.number}."
    if request.matter_id != paper.request.matter_id:
        proves = ClaimStep.objects.filter(document__in=_files(paper)).exclude(claim__communication=paper)
        for step in proves.select_related("claim", "document"):
            yield f"“{step.document}” proves a step of the claim of {step.claim.cited_as}, which stays in its matter."


def _known_day(paper: Communication) -> date:
    """The day it came; one not known to the day is before nothing."""
    return paper.happened_on if paper.happened_precision == Precision.DAY else date.max


def _productions(paper: Communication) -> QuerySet[Production]:
    return Production.objects.filter(Q(communication=paper) | Q(promised_in=paper))


def _files(paper: Communication) -> QuerySet[Document]:
    return Document.objects.filter(communication=paper)
