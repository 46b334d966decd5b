"""The page a letter is: its letterheads, addressee, words and signatures; once issued, exactly what was printed."""

import hashlib
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import QuerySet

from requests_app import archive, letters
from requests_app.errors import CaseworkError
from requests_app.models import Document, Letter, Letterhead, LetterState

UNFROZEN_STATES = (LetterState.DRAFT, LetterState.REVIEW)


def paper_of(letter: Letter) -> letters.LetterPaper:
    """The letter as it prints; an issued one as it printed, whatever became of the records since."""
    if "letterhead" in letter.facts:
        return _as_printed(letter.facts)
    request = letter.request
    organisation, agency = request.matter.organisation, request.agency
    head = letter.letterhead or organisation.letterheads.first()
    language = head.language if head else "en-US"
    say = letters.phrases_of(language)
    references = [(say.our_number, request.number)]
    if request.agency_number:
        references.append((say.your_number, request.agency_number))
    if letter.replaces:
        references.append((say.replaces, f"{say.our_letter_of} {say.date(letter.replaces.dated_on)}"))
    ours = letters.lines(head.signature_block) if head else ()
    signers = [letters.Signer(str(letter.signed_by), letter.signed_by.title, organisation.name, ours)]
    second = letter.second_letterhead
    if second:
        block = letters.lines(second.signature_block)
        signers.append(letters.Signer(second.signer_name, second.signer_title, second.name, block))
    return letters.LetterPaper(
        letterhead=letterhead_of(head)
        if head
        else letters.Letterhead(
            organisation=organisation.name,
            address=letters.lines(organisation.postal_address),
            contact=tuple(line for line in (organisation.telephone, organisation.email) if line),
        ),
        second=letterhead_of(second) if second else None,
        dated_on=letter.dated_on,
        addressee=letters.Addressee(
            name=agency.records_officer or "Custodian of Records",
            organisation=agency.name,
            address=letters.lines(agency.postal_address),
        ),
        subject=letter.subject,
        body=letter.body,
        signers=tuple(signers),
        delivery=f"{say.by_email} {agency.email}" if agency.email else "",
        references=tuple(references),
        closing=say.closing,
        enclosures=tuple(f"{row.title} ({row.file_name})" for row in enclosures_of(letter)),
        language=language,
        is_draft=letter.state in UNFROZEN_STATES,
    )


def enclosures_of(letter: Letter) -> QuerySet[Document]:
    """The papers it takes along, in the order they are listed: as they were kept."""
    if letter._state.adding:  # a draft that is only looked at
        return Document.objects.none()
    return letter.enclosures.order_by("kept_at", "pk")


def letterhead_of(row: Letterhead) -> letters.Letterhead:
    """The letterhead as it prints."""
    return letters.Letterhead(
        organisation=row.name,
        address=letters.lines(row.address),
        contact=letters.lines(row.contact),
        logo=_logo(row.logo_sha256),
        logo_shows=row.logo_shows,
    )


def printed(paper: letters.LetterPaper) -> dict[str, Any]:
    """What the letter printed, as plain values; a logo is named by its hash."""
    facts = asdict(paper)
    for head in filter(None, (facts["letterhead"], facts["second"])):
        logo = head.pop("logo")
        head["logo_sha256"] = hashlib.sha256(logo).hexdigest() if logo else ""
    facts["dated_on"] = paper.dated_on.isoformat()
    return facts


def refuse_letterheads(letter: Letter, first: Letterhead | None, second: Letterhead | None) -> None:
    """Raises: CaseworkError unless the first is our own and the second another's who has somebody to sign."""
    ours = letter.request.matter.organisation
    if first and first.organisation_id != ours.pk:
        raise CaseworkError(f"The first letterhead is one of {ours}.")
    if second and second.organisation_id == ours.pk:
        raise CaseworkError("The second letterhead is of another organisation than ours.")
    if second and not second.signer_name:
        raise CaseworkError(f"{second.name} has nobody to sign with us: an administrator adds the co-signer.")


def _as_printed(facts: dict[str, Any]) -> letters.LetterPaper:
    heads = [_head(facts[name]) if facts.get(name) else None for name in ("letterhead", "second")]
    first, second = heads
    assert first is not None  # noqa: S101 - a letter that was printed had a letterhead
    return letters.LetterPaper(
        letterhead=first,
        second=second,
        dated_on=date.fromisoformat(facts["dated_on"]),
        addressee=letters.Addressee(**_tuples(facts["addressee"])),
        subject=facts["subject"],
        body=facts["body"],
        signers=tuple(letters.Signer(**_tuples(signer)) for signer in facts["signers"]),
        delivery=facts["delivery"],
        references=tuple((label, value) for label, value in facts["references"]),
        closing=facts["closing"],
        enclosures=tuple(facts["enclosures"]),
        copies_to=tuple(facts["copies_to"]),
        is_draft=facts["is_draft"],
        language=facts["language"],
    )


def _head(values: dict[str, Any]) -> letters.Letterhead:
    kept = _tuples(values)
    logo = _logo(kept.pop("logo_sha256", ""))
    return letters.Letterhead(logo=logo, **kept)


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def _logo(sha256: str) -> bytes:
    if not sha256:
        return b""
    with archive.open_kept(sha256) as file:
        return bytes(file.read())
