"""The letters a requester sends, in the order a dispute runs: what each is for, what it needs, what it cites."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from requests_app.errors import LetterError
from requests_app.letters.vocabulary import CAPTIONS
from requests_app.letters.wording import Wording

_WORDINGS = Path(__file__).parent / "wordings"
_CITED = re.compile(r'{%\s*(?:cite|section)\s+"([^"]+)"\s*%}')


@dataclass(frozen=True, slots=True)
class WordingText:
    """The subject line and the body of one kind, as somebody wrote them; `name` says which text it is.

    `language` is the one it is written in, in which it prints its dates too.
    """

    kind: str
    subject: str
    body: str
    name: str
    language: str = "en-US"

    @property
    def version(self) -> str:
        """Its name and its hash: "shipped 0123456789ab"."""
        digest = hashlib.sha256(f"{self.subject}\n{self.body}".encode()).hexdigest()
        return f"{self.name} {digest[:12]}"


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter. `needs` names facts without which it cannot be proposed.

    `asks` names the fields of `Facts` that a person may tell for this one letter, in the order of the form.
    """

    key: str
    title: str
    purpose: str
    subject: str
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The wording as it ships."""
        return (_WORDINGS / f"{self.key}.txt").read_text(encoding="utf-8")

    @property
    def shipped(self) -> "WordingText":
        """The wording everybody starts with."""
        return WordingText(self.key, self.subject, self.source, "shipped")

    @property
    def cites(self) -> tuple[str, ...]:
        """The sections of the Government Code it cites, by their current numbers, each once."""
        return tuple(dict.fromkeys(_CITED.findall(self.source)))

    @property
    def needs_captions(self) -> tuple[str, ...]:
        """What it needs, in words for people."""
        return tuple(CAPTIONS[name] for name in self.needs)


KINDS = {
    kind.key: kind
    for kind in (
        LetterKind(
            "request",
            "Request for records",
            "Asks an agency for copies of records and starts its clock when it is received.",
            "California Public Records Act request: {{ subject }}",
            ("records",),
            asks=("purpose", "electronic_format", "fee_limit_cents"),
        ),
        LetterKind(
            "electronic_format",
            "Request for an electronic format",
            "Asks for records in a stated electronic format instead of paper or scans.",
            "Electronic format of records: {{ subject }}",
            ("requested_on", "electronic_format"),
            asks=("electronic_format",),
        ),
        LetterKind(
            "follow_up",
            "Follow-up",
            "Asks courteously where a request stands.",
            "Public records request: {{ subject }}",
            ("requested_on",),
            asks=("respond_by",),
        ),
        LetterKind(
            "overdue_determination",
            "Overdue determination",
            "Tells the agency that its time to make a determination has run, and how it was counted.",
            "Overdue determination on public records request: {{ subject }}",
            ("received_on", "due_on", "due_how", "respond_by"),
            asks=("respond_by",),
        ),
        LetterKind(
            "extension_objection",
            "Objection to an extension",
            "Objects to an extension that does not meet the conditions of the statute, and says which.",
            "Objection to extension of time: {{ subject }}",
            ("extension_noticed_on", "failed_conditions", "respond_by"),
            asks=("failed_conditions", "respond_by"),
        ),
        LetterKind(
            "fee_estimate_answer",
            "Answer to an estimate of fees",
            "Asks for an itemized estimate, limited to the costs the statute allows.",
            "Estimate of fees: {{ subject }}",
            ("fee_estimate", "fee_basis"),
            asks=("fee_estimated_on", "fee_estimate_cents", "fee_basis", "fee_limit_cents", "respond_by"),
        ),
        LetterKind(
            "exemption_challenge",
            "Challenge to exemption claims",
            "Answers each exemption the agency claimed and asks it to release the records.",
            "Exemptions claimed on public records request: {{ subject }}",
            ("claims", "respond_by"),
            asks=("respond_by",),
        ),
        LetterKind(
            "segregation_demand",
            "Demand for segregation",
            "Asks for the portions of withheld records that are not exempt.",
            "Segregable portions of withheld records: {{ subject }}",
            ("records_withheld", "respond_by"),
            asks=("records_withheld", "respond_by"),
        ),
        LetterKind(
            "names_and_titles",
            "Demand for names and titles",
            "Asks who is responsible for a denial that does not say so.",
            "Persons responsible for denial: {{ subject }}",
            ("denied_on", "respond_by"),
            asks=("respond_by",),
        ),
        LetterKind(
            "missed_promise",
            "Missed production promise",
            "Reminds the agency of a day it gave for records that have not come.",
            "Records promised and not received: {{ subject }}",
            ("promised_on", "respond_by"),
            asks=("promised_on", "promise_made_on", "promise_words", "respond_by"),
        ),
        LetterKind(
            "preservation_demand",
            "Preservation demand",
            "Asks the agency to keep every record that may answer the request.",
            "Preservation of records: {{ subject }}",
            ("records",),
            asks=("respond_by",),
        ),
        LetterKind(
            "notice_of_petition",
            "Notice of intent to petition",
            "Announces a petition to the superior court and leaves a last day to avoid it.",
            "Notice of intent to petition for disclosure: {{ subject }}",
            ("requested_on", "legal_steps", "respond_by"),
            asks=("legal_steps", "respond_by"),
        ),
        LetterKind(
            "meet_and_confer",
            "Meet-and-confer summary",
            "Writes down what was agreed in a conversation, and what was not.",
            "Summary of our conversation: {{ subject }}",
            ("met_on", "legal_steps"),
            asks=("met_on", "legal_steps", "respond_by"),
        ),
        LetterKind(
            "withdrawal",
            "Withdrawal",
            "Withdraws a request without prejudice.",
            "Withdrawal of public records request: {{ subject }}",
            ("requested_on",),
        ),
        LetterKind(
            "thanks",
            "Thanks and closing",
            "Thanks the agency and closes the request.",
            "Thank you: {{ subject }}",
            ("requested_on", "received_description"),
            asks=("received_description",),
        ),
    )
}


def kind_of(key: str) -> LetterKind:
    """The kind of letter with this key.

    Raises: LetterError when there is none.
    """
    try:
        return KINDS[key]
    except KeyError:
        raise LetterError(f'There is no kind of letter called "{key}".') from None


@lru_cache(maxsize=128)
def wording_of(source: str) -> Wording:
    """This text, read and checked once.

    Raises: as `Wording`.
    """
    return Wording(source)
