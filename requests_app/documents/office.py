"""Read Word and Excel files: words, and what their author thought was gone."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from requests_app.documents.findings import Found, HiddenText, Limits, Metadata, Page, Problem
from requests_app.documents.plain import keepable

_BROKEN = "The file is broken and could not be read as what it claims to be."
# What python-docx and openpyxl let through of a file that is not what it should be.
_READING_FAILS = (
    zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError, TypeError, AttributeError, IndexError,
    OSError, NotImplementedError, RecursionError, EOFError, AssertionError,
)  # fmt: skip
_WITH_WORDS = ("footnotes", "endnotes", "header", "footer", "comments")
_CHARACTERS = 2_000


def read_word(path: Path, limits: Limits) -> Iterator[Found]:
    """The words of a DOCX: body, headers, notes and comments; and the deleted and hidden ones apart."""
    yield from _carefully(path, limits, _word)


def read_excel(path: Path, limits: Limits) -> Iterator[Found]:
    """The cells of an XLSX, a line to a row, each sheet under its name; and which sheets are hidden."""
    yield from _carefully(path, limits, _excel)


def _carefully(path: Path, limits: Limits, read: Callable[[Path, Limits], Iterator[Found]]) -> Iterator[Found]:
    """Read what is not too large when unpacked, and turn what breaks into a sentence."""
    try:
        with zipfile.ZipFile(path) as bundle:
            unpacked_bytes = sum(member.file_size for member in bundle.infolist())
        if unpacked_bytes > limits.unpacked_bytes:
            yield Problem(f"The file would unpack to {unpacked_bytes:,} bytes; it was not opened.")
            return
        yield from read(path, limits)
    except _READING_FAILS:
        yield Problem(_BROKEN)


def _word(path: Path, limits: Limits) -> Iterator[Found]:
    document = docx.Document(str(path))
    says = document.core_properties
    yield Metadata(
        title=_short(says.title),
        author=_short(says.author),
        creator=_short(says.last_modified_by),
        created_at=says.created.isoformat() if says.created else "",
        modified_at=says.modified.isoformat() if says.modified else "",
    )
    roots = [document.element, *_other_parts(document)]
    text = "\n".join(line for root in roots for line in _paragraphs(root))[: limits.text_characters]
    yield Page(keepable(text), has_text=bool(text.strip()))
    for root in roots:
        yield from _unseen(root)


def _other_parts(document: Any) -> Iterator[Any]:
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.rpartition("/")[2] in _WITH_WORDS:
            yield parse_xml(relation.target_part.blob)


def _paragraphs(root: Any) -> Iterator[str]:
    """The words of each paragraph, without those deleted or hidden."""
    for paragraph in root.iter(qn("w:p")):
        words = []
        for item in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
            if item.tag != qn("w:t"):
                words.append("\t" if item.tag == qn("w:tab") and item.getparent().tag == qn("w:r") else " ")
            elif not _is_marked_hidden(item.getparent()):
                words.append(item.text or "")
        yield "".join(words)


def _unseen(root: Any) -> Iterator[HiddenText]:
    for deletion in root.iter(qn("w:del")):
        words = "".join(item.text or "" for item in deletion.iter(qn("w:delText")))
        if words.strip():
            yield HiddenText(keepable(words)[:_CHARACTERS], "deleted, but kept as a tracked change")
    for run in root.iter(qn("w:r")):
        words = "".join(item.text or "" for item in run.iter(qn("w:t")))
        if words.strip() and _is_marked_hidden(run):
            yield HiddenText(keepable(words)[:_CHARACTERS], "formatted as hidden")


def _is_marked_hidden(run: Any) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run is not None else None
    return mark is not None and mark.get(qn("w:val"), "true") not in ("false", "0", "off")


def _excel(path: Path, limits: Limits) -> Iterator[Found]:
    with path.open("rb") as file:  # by its name openpyxl would refuse a kept file, which has no ending
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        says = book.properties
        yield Metadata(
            title=_short(says.title),
            author=_short(says.creator),
            creator=_short(says.lastModifiedBy),
            created_at=says.created.isoformat() if says.created else "",
            modified_at=says.modified.isoformat() if says.modified else "",
        )
        yield from _sheets(book, limits)


def _sheets(book: openpyxl.Workbook, limits: Limits) -> Iterator[Found]:
    lines: list[str] = []
    room = limits.text_characters
    for sheet in book.worksheets:
        first = len(lines)
        lines.append(sheet.title)
        sheet.reset_dimensions()  # the size that the sheet claims may be a lie
        for row in sheet.iter_rows(values_only=True):
            line = "\t".join("" if value is None else str(value) for value in row).rstrip()
            if line:
                lines.append(line)
                room -= len(line)
            if room < 0:
                yield Problem(f"The file has more than {limits.text_characters:,} characters; the rest was not read.")
                break
        if sheet.sheet_state != "visible":
            words = "\n".join(lines[first + 1 :])
            yield HiddenText(keepable(words)[:_CHARACTERS], f"in the hidden sheet “{keepable(sheet.title)}”")
        if room < 0:
            break
    yield Page(keepable("\n".join(lines)), has_text=len(lines) > len(book.worksheets))


def _short(value: object) -> str:
    return keepable(str(value or "")).strip()[:500]
