"""What a letter takes along: papers of its matter, chosen while it is a draft, frozen with its words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from requests_app.access import may_see
from requests_app.casework import journal, records
from requests_app.casework.letter_paper import UNFROZEN_STATES, enclosures_of
from requests_app.casework.raw_rows import that_hold_originals
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import Document, Letter, User

MOST_ENCLOSURES = 50
ON_ITS_WAY = 78 / 57  # a mail carries 57 bytes of a file in a line of 76 characters and its end


@transaction.atomic
def enclose(*, letter: Letter, documents: Sequence[Document], by: User) -> Letter:
    """Let a draft take these papers along. What counsel approved went without them: the approval is gone.

    Raises: CaseworkError once it is issued, for a paper of another matter, of counsel's alone or with raw rows of a
    dataset, or for more than 50; AccessError for one the person may not see.
    """
    if not documents:
        raise CaseworkError("Tick the documents that go with the letter.")
    _hold(letter)
    for document in documents:
        if not may_see(by, document):
            raise AccessError("You may not see this document.")
    why_not = why_not_enclosed(letter, documents)
    if why_not:
        raise CaseworkError(" ".join(why_not.values()))
    after = {*enclosures_of(letter), *documents}
    if len(after) > MOST_ENCLOSURES:
        raise CaseworkError(f"A letter takes {MOST_ENCLOSURES} enclosures at most.")
    return _set(letter, after, by=by, summary=f"Enclosed {_names(documents)} with “{letter.subject}”.")


@transaction.atomic
def take_out(*, letter: Letter, document: Document, by: User) -> Letter:
    """Let a draft go without this enclosure; the document stays.

    Raises: CaseworkError once it is issued.
    """
    _hold(letter)
    after = {row for row in enclosures_of(letter) if row != document}
    return _set(letter, after, by=by, summary=f"“{letter.subject}” goes without {_names([document])}.")


def why_not_enclosed(letter: Letter, documents: Iterable[Document]) -> dict[int, str]:
    """For each of these that may not leave with the letter: by its key, the reason in one sentence."""
    rows = list(documents)
    raw = that_hold_originals(rows)
    found = {}
    for row in rows:
        if row.matter_id != letter.request.matter_id:
            found[row.pk] = f"“{row}” is of another matter."
        elif row.counsel_only:
            found[row.pk] = f"“{row}” is counsel's alone."
        elif row.pk in raw:
            found[row.pk] = f"“{row}” is or may hold the raw data of a dataset; enclose a release of it."
    return found


def refuse_enclosures(letter: Letter) -> None:
    """Raises: CaseworkError when something it encloses may not leave, as things stand now."""
    why_not = why_not_enclosed(letter, enclosures_of(letter))
    if why_not:
        raise CaseworkError(f"Take out what may not leave: {' '.join(why_not.values())}")


def enclosed_facts(letter: Letter) -> list[dict[str, Any]]:
    """What the letter's record keeps of its enclosures once it is issued."""
    names = ("title", "file_name", "sha256", "size_bytes")
    return [{"document": row.pk, **{name: getattr(row, name) for name in names}} for row in enclosures_of(letter)]


def too_large_to_mail(letter: Letter) -> str:
    """Why no mailbox takes the letter with its enclosures, or ""."""
    files = [*enclosures_of(letter), *filter(None, (letter.document,))]
    size = int(sum(row.size_bytes for row in files) * ON_ITS_WAY)
    if size <= settings.MAIL_MAX_BYTES:
        return ""
    return (
        f"With its enclosures it makes a mail of {size / 1e6:,.1f} MB; mailboxes take "
        f"{settings.MAIL_MAX_BYTES / 1e6:,.1f} MB. Take some out, or send it another way."
    )


def _hold(letter: Letter) -> None:
    frozen = "What an issued letter encloses is frozen with it; write a new one that replaces it."
    records.hold(letter, field="state", among=UNFROZEN_STATES, otherwise=frozen)


def _set(letter: Letter, after: set[Document], *, by: User, summary: str) -> Letter:
    """The journal of the letter tells, so that nothing more is told of a draft than of its words."""
    before = set(enclosures_of(letter))
    if before == after:
        return letter
    gone = f"What “{letter.subject}” encloses is changed: an approval is gone."
    records.change(letter, by=by, verb="enclose", summary=gone, reviewed_by=None, reviewed_at=None)
    letter.enclosures.set(after)
    changes = {"enclosures": [sorted(map(str, before)), sorted(map(str, after))]}
    journal.write(letter, by=by, verb="enclose", summary=summary, changes=changes)
    return letter


def _names(documents: Sequence[Document]) -> str:
    return ", ".join(f"“{row}”" for row in documents)
