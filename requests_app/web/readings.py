"""Reading a paper on its page: the file or the pasted words, what they propose for the form, and what was marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing

from requests_app import clock
from requests_app.casework.paper_days import Found
from requests_app.casework.proposals import Piece, Proposal, marks_of, propose, read_file, words_of
from requests_app.casework.raw_rows import look_into, why_walled
from requests_app.errors import TrackerError
from requests_app.models import Communication, Document, RecordsRequest
from requests_app.web.doors import SignedInRequest

FEW_WORDS = 60  # a mail that says less only brings its attachment


@dataclass(frozen=True, slots=True)
class Read:
    """A paper that was read. `kept` stands for its file, signed for this person; `pieces` is the marked text.

    `filed` is the communication that it is already, with its `files`, any of which may be read instead.
    """

    proposal: Proposal
    kept: str
    file_name: str
    pieces: list[Piece]
    filed: Communication | None = None
    files: Sequence[Document] = ()

    @property
    def kind(self) -> str:
        return self.proposal.reading.kind

    @property
    def day(self) -> date:
        """The day the paper gives itself; today where it gives none."""
        found = self.proposal.reading.dated_on
        return found.value if found and isinstance(found.value, date) else clock.today()

    def values(self) -> dict[str, Any]:
        """What the forms of papers take, by field; only what was found."""
        reading = self.proposal.reading
        more = reading.more
        found = {
            "happened_on": reading.dated_on,
            "outcome": reading.outcome,
            "extended_until": reading.extended_until,
            "ground": reading.ground,
            "available_on": reading.available_on,
            "signed_by_name": more.signed_by,
            "signed_by_title": more.title,
            "agency_number": more.agency_number,
            "instalment": more.instalment,
            "page_count": more.page_count,
            "is_last": more.is_last,
            "next_promised_on": more.promises[0].promised_on if more.promises else None,
        }
        if any(reading.available_on == promise.promised_on for promise in more.promises):
            found["available_on"] = None  # the same day, which the row of its instalment proposes
        values: dict[str, Any] = {name: one.value for name, one in found.items() if one is not None}
        if reading.ground is not None:
            values["ground_words"] = self._words(reading.ground)
        if reading.separates is not None:
            values["segregation_addressed"] = True
        if self.filed is not None:
            values = {"happened_on": self.filed.happened_on, "subject": self.filed.subject} | values
            values |= {"filed": self.filed.pk, "method": self.filed.method}
        return {**values, "body": reading.text, "kept": self.kept, "in_writing": True}

    def claims(self) -> list[dict[str, Any]]:
        """What the rows of claims take."""
        text = self.proposal.reading.text
        return [
            {
                "exemption": claim.exemption.pk if claim.exemption else None,
                "cited_as": claim.cited_as,
                "records_withheld": claim.records,
                "justification": claim.words,
                "found": text[claim.start : claim.end],
                "found_at": claim.start,
            }
            for claim in self.proposal.claims
        ]

    def promises(self) -> list[dict[str, Any]]:
        """What the rows of promised days take."""
        return [
            {"instalment": promise.instalment, "promised_on": promise.promised_on.value}
            for promise in self.proposal.reading.more.promises
        ]

    def _words(self, found: Found) -> str:
        return " ".join(self.proposal.reading.text[found.start : found.end].split())


def read(request: SignedInRequest, record: RecordsRequest) -> Read | None:
    """Read what was sent; None, with a message to the person, where there is nothing to read."""
    file = request.FILES.get("file")
    kept, name = _held(request)
    try:
        if file is not None:
            name = file.name or "file"
            sha256, text = read_file(file)
            kept = signing.dumps([sha256, name], salt=_salt(request))
        else:
            text = request.POST.get("body", "")
        proposal = propose(text, request=record, on=clock.today())
    except TrackerError as error:
        messages.error(request, str(error))
        return None
    return Read(proposal, kept, name, marks_of(proposal.reading))


def read_filed(
    request: SignedInRequest, paper: Communication, chosen: Document | None, *, of_mail: bool = False
) -> Read | None:
    """Read a paper that is filed already: its words, or those of one of its files; None as `read`.

    Where neither was chosen, the one file of a mail that says little itself is what the mail is about.
    """
    files = list(paper.documents.all())
    if chosen is None and not of_mail and len(files) == 1 and len(paper.body.split()) < FEW_WORDS:
        chosen = files[0] if not why_walled(files[0], request.user) else None
    try:
        if chosen is not None:
            look_into(chosen, what="the words of the original file", by=request.user)
        text = words_of(chosen.sha256) if chosen else paper.body
        proposal = propose(text, request=paper.request, on=clock.today())
    except TrackerError as error:
        messages.error(request, str(error))
        return None
    return Read(proposal, "", chosen.title if chosen else "", marks_of(proposal.reading), paper, files)


def held_file(request: SignedInRequest, kept: str) -> tuple[str, str] | None:
    """The SHA-256 and the name of a file that this person had read; None where the word for it is not ours."""
    try:
        sha256, name = signing.loads(kept, salt=_salt(request))
    except (signing.BadSignature, ValueError):
        return None
    return sha256, name


def _held(request: SignedInRequest) -> tuple[str, str]:
    kept = request.POST.get("kept", "")
    found = held_file(request, kept) if kept else None
    return (kept, found[1]) if found else ("", "")


def _salt(request: SignedInRequest) -> str:
    return f"paper read by {request.user.pk}"
