"""The wordings of letters: which text is in force for an organisation, a look at one, and a new version of it."""

from datetime import date

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from requests_app import clock, letters
from requests_app.access import Power, may, visible
from requests_app.casework import records
from requests_app.casework.letter_facts import facts_of_letter
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import Language, LetterWording, Matter, Organisation, RecordsRequest, User


def wording_in_force(
    kind: str, organisation: Organisation | None, language: str = Language.ENGLISH
) -> letters.WordingText:
    """The organisation's own text, or else the one written for everyone, or else the one that ships.

    One in this language comes first; where none is written, the English one is used.
    Raises: LetterError when there is no such kind.
    """
    shipped = letters.kind_of(kind).shipped
    rows = LetterWording.objects.filter(
        Q(organisation=organisation) | Q(organisation=None), kind=kind, language__in={language, Language.ENGLISH}
    ).annotate(is_other=Case(When(language=language, then=Value(0)), default=Value(1)))
    order = ("is_other", F("organisation").asc(nulls_last=True), "-number")
    row = rows.select_related("organisation").order_by(*order).first()
    return text_of(row) if row else shipped


def text_of(row: LetterWording) -> letters.WordingText:
    """A version as the letters read it; its name fits the letter's column."""
    return letters.WordingText(row.kind, row.subject, row.body, f"{row.number} {row.whose}"[:60], row.language)


def versions(
    kind: str, organisation: Organisation | None, language: str = Language.ENGLISH
) -> QuerySet[LetterWording]:
    """Every version of exactly this organisation's text in this language, or of everyone's; the latest first."""
    rows = LetterWording.objects.filter(kind=kind, organisation=organisation, language=language)
    return rows.select_related("organisation", "written_by").order_by("-number")


def organisations_of(person: User) -> QuerySet[Organisation]:
    """Whose wordings the person may write: those of the matters they see."""
    return Organisation.objects.filter(matters__in=visible(person, Matter.objects.all())).distinct()


def may_write_for(person: User, organisation: Organisation | None) -> bool:
    """Everyone's text is the administrators'; an organisation's is that of those who work for it."""
    if may(person, Power.ADMINISTER):
        return True
    if organisation is None or not may(person, Power.CHANGE):
        return False
    return organisations_of(person).filter(pk=organisation.pk).exists()


@transaction.atomic
def keep_wording(
    *,
    kind: str,
    organisation: Organisation | None,
    subject: str,
    body: str,
    why: str,
    by: User,
    language: str = Language.ENGLISH,
    seen: int | None = None,
) -> LetterWording:
    """A new version, checked; letters proposed from now on are written from it. Earlier ones stay.

    `seen`: the number of the version the person began from, 0 for none, to notice another one made meanwhile.
    Raises: LetterError with the lines that are wrong; CaseworkError when nothing changed or somebody was quicker;
        AccessError for a text that is not the person's to write.
    """
    if not may_write_for(by, organisation):
        whose = organisation or "everyone"
        raise AccessError(f"You may not write the letters of {whose}.")
    subject, body = subject.strip(), body.replace("\r\n", "\n").strip() + "\n"
    text = letters.WordingText(kind, subject, body, "", language)
    letters.check_wording(text)
    in_force = wording_in_force(kind, organisation, language)
    latest = versions(kind, organisation, language).first()
    last = latest.number if latest else 0
    if seen is not None and seen != last:
        raise CaseworkError(f"Version {last} was written while you were writing; look at it, then keep yours.")
    if (in_force.language, in_force.subject, in_force.body.strip()) == (language, subject, body.strip()):
        raise CaseworkError("These are the words in force already.")
    title = letters.kind_of(kind).title
    row = LetterWording(
        organisation=organisation,
        kind=kind,
        language=language,
        number=last + 1,
        subject=subject,
        body=body,
        why=why,
        written_by=by,
        written_at=clock.now(),
    )
    summary = f"Wrote version {row.number} of “{title}” {row.whose}: {why}"
    return records.add(row, by=by, verb="keep_wording", summary=summary)


def sketch_of(
    text: letters.WordingText, request: RecordsRequest, *, on: date
) -> tuple[letters.Draft, tuple[str, ...]]:
    """This text on a real request, with a sentence for each fact that is not known.

    Raises: LetterError with the lines that are wrong.
    """
    letters.check_wording(text)
    return letters.sketch(text, facts_of_letter(request, on=on))
