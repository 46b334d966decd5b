"""Reading a paper on its page: the file or the pasted words, what they propose for the form, and what was marked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing

from requests_app import clock
from requests_app.casework.paper_words import Found
from requests_app.casework.proposals import Piece, Proposal, marks_of, propose, read_file
from requests_app.errors import TrackerError
from requests_app.models import RecordsRequest
from requests_app.web.doors import SignedInRequest


@dataclass(frozen=True, slots=True)
class Read:
    """A paper that was read. `kept` stands for its file, signed for this person; `pieces` is the marked text."""

    proposal: Proposal
    kept: str
    file_name: str
    pieces: list[Piece]

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
        found = {
            "happened_on": reading.dated_on,
            "outcome": reading.outcome,
            "extended_until": reading.extended_until,
            "ground": reading.ground,
            "available_on": reading.available_on,
        }
        values: dict[str, Any] = {name: one.value for name, one in found.items() if one is not None}
        if reading.ground is not None:
            values["ground_words"] = self._words(reading.ground)
        if reading.separates is not None:
            values["segregation_addressed"] = True
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
