"""The words every letter has, in the languages an organisation may write in."""

from dataclasses import dataclass
from datetime import date

from requests_app.law import plain_date

_SPANISH_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrases:
    """The fixed words of one language."""

    language: str
    name: str
    subject: str
    closing: str
    enclosed: str
    copy_to: str
    letter_to: str
    page: str
    of: str
    draft: str
    by_email: str
    our_number: str
    your_number: str
    replaces: str
    our_letter_of: str
    days_after: str  # the date of the letter, with {days}
    day_after: str

    def date(self, day: date) -> str:
        """The date as a letter in this language writes it."""
        if self.language.startswith("es"):
            return f"{day.day} de {_SPANISH_MONTHS[day.month - 1]} de {day.year}"
        return plain_date(day)


_ENGLISH = Phrases(
    language="en-US",
    name="English",
    subject="Re:",
    closing="Sincerely,",
    enclosed="Enclosed:",
    copy_to="Copy to:",
    letter_to="letter to",
    page="Page",
    of="of",
    draft="DRAFT – NOT SENT",
    by_email="By e-mail to",
    our_number="Our number",
    your_number="Your number",
    replaces="Replaces",
    our_letter_of="our letter of",
    days_after="{days} days after the date of this letter",
    day_after="1 day after the date of this letter",
)
_SPANISH = Phrases(
    language="es-US",
    name="Spanish",
    subject="Asunto:",
    closing="Atentamente,",
    enclosed="Adjuntos:",
    copy_to="Copia a:",
    letter_to="carta a",
    page="Página",
    of="de",
    draft="BORRADOR",
    by_email="Por correo electrónico a",
    our_number="Nuestro número",
    your_number="Su número",
    replaces="Sustituye",
    our_letter_of="nuestra carta del",
    days_after="{days} días después de la fecha de esta carta",
    day_after="1 día después de la fecha de esta carta",
)
LANGUAGES = {phrases.language: phrases for phrases in (_ENGLISH, _SPANISH)}


def phrases_of(language: str) -> Phrases:
    """The fixed words of this language; English for one that is not known."""
    return LANGUAGES.get(language, LANGUAGES["en-US"])
