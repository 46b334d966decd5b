"""Print plain words as PDF pages: a mail, a call on record, a slip in place of a file that has no pages."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from requests_app.exhibits.outputs import whole_or_not_at_all
from requests_app.exhibits.pdf_file import PdfFile
from requests_app.exhibits.sheets import HEIGHT, WIDTH, Typesetter
from requests_app.exhibits.stamping import BOLD, REGULAR
from requests_app.exhibits.typeface import Face

MOST_CHARACTERS = 300_000  # a hundred pages and more; the file itself is in the ZIP
_CUT = "[The rest is left out here: the text is too long to be printed.]"
_BOXES = "Signs that the typeface lacks are shown as empty boxes."


@dataclass(frozen=True, slots=True)
class Words:
    """One paper in words: its title, then label and value pairs, then the body with its line ends, then a note."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    body: str = ""
    note: str = ""


def print_words(words: Words, output: Path, *, fonts: Path) -> int:
    """Write the words as a PDF file, which appears whole or not at all; answers how many pages it has.

    The same words always give the same bytes. Raises: ExhibitError when `output` cannot be written.
    """
    regular, bold = Face(fonts / "Tinos-Regular.ttf"), Face(fonts / "Tinos-Bold.ttf")
    body = printable(words.body)
    if len(body) > MOST_CHARACTERS:
        body = f"{body[:MOST_CHARACTERS]}\n\n{_CUT}"
    facts = [(label, printable(value)) for label, value in words.facts if value]
    title = printable(words.title)
    is_lacking = regular.lacks(title + body + "".join(value for _, value in facts))
    note = " ".join(filter(None, (words.note, _BOXES if is_lacking else "")))
    sheets = Typesetter(regular, bold).words(title, facts, body, note)
    with whole_or_not_at_all(output) as stream:
        file = PdfFile(stream, len(sheets), {REGULAR: regular, BOLD: bold})
        for page, sheet in enumerate(sheets, 1):
            file.put_sheet(page, sheet.content(), (WIDTH, HEIGHT))
        file.finish(title=title, language="en-US", bookmarks=())
    return len(sheets)


def printable(text: str) -> str:
    """The text in NFC, with plain line ends, without characters that control, or turn the direction of reading."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).expandtabs(4)
    return "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
