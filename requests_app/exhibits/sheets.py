"""The pages a binder adds: index, custodian's declaration, cover sheets, as drawing operators on letter paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from requests_app.exhibits.geometry import operands
from requests_app.exhibits.pdf_file import Link
from requests_app.exhibits.shapes import Binder, Entry
from requests_app.exhibits.stamping import BOLD, REGULAR
from requests_app.exhibits.typeface import Face

WIDTH, HEIGHT = 612.0, 792.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 72.0, 540.0, 720.0, 72.0
_VALUE = 162.0  # where the values of a table of facts begin
_SIZE = 11.0
_LINE = 14.0
# The columns of the index: left edge and width. Long Bates numbers take room from what is described and
# get smaller letters, none is broken.
_LABEL, _WHAT, _PAGE = (72.0, 62.0), 138.0, (500.0, 40.0)
_BATES_ENDS, _BATES_LEAST, _BATES_MOST, _GAP = 496.0, 104.0, 200.0, 10.0


@dataclass(slots=True)
class Sheet:
    """One page under way: its drawing operators, and its links."""

    operators: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def content(self) -> bytes:
        """What is drawn."""
        return "\n".join(self.operators).encode()


class Typesetter:
    """Sets the added pages in two faces of one family."""

    def __init__(self, regular: Face, bold: Face) -> None:
        self._faces = {REGULAR: regular, BOLD: bold}

    def cover(self, binder: Binder, entry: Entry) -> Sheet:
        """The sheet before an exhibit: its label large, what it is, where it stands."""
        sheet = self._sheet(entry.first_page)
        if binder.heading:
            self._centred(sheet, binder.heading, 700, 11)
        self._centred(sheet, f"{binder.noun.upper()} {entry.label}", 478, 40, BOLD)
        sheet.operators.append("0.75 w 216 456 m 396 456 l S")
        down = self._centred(sheet, entry.title, 424, 16)
        if entry.description:
            down = self._centred(sheet, entry.description, down - 8, 12)
        self._centred(sheet, span_of(entry), down - 20, 11)
        return sheet

    def title_page(self, binder: Binder) -> Sheet:
        """The first page of all: what the file is, line by line."""
        sheet = self._sheet(1)
        down = self._centred(sheet, binder.cover[0], 560, 26, BOLD) - 12
        sheet.operators.append(f"0.75 w 216 {down + 14:.2f} m 396 {down + 14:.2f} l S")
        down -= 12
        for line in binder.cover[1:]:
            down = self._centred(sheet, line, down, 12) - 6
        return sheet

    def words(self, title: str, facts: Sequence[tuple[str, str]], body: str, note: str) -> list[Sheet]:
        """Sheets without page numbers: a title, a table of label and value, the text line by line, a small note."""
        regular = self._faces[REGULAR]
        sheets = [Sheet()]
        at = _TOP
        for line in self._faces[BOLD].wrap(title, 14, _RIGHT - _LEFT)[:20]:
            self._text(sheets[-1], line, _LEFT, at, 14, BOLD)
            at -= 19
        at -= 4
        for label, value in facts:
            for place, line in enumerate(regular.wrap(value, _SIZE, _RIGHT - _VALUE)):
                if at < _BOTTOM:
                    sheets, at = [*sheets, Sheet()], _TOP
                if place == 0:
                    self._text(sheets[-1], label, _LEFT, at, _SIZE, BOLD)
                self._text(sheets[-1], line, _VALUE, at, _SIZE)
                at -= _LINE
        sheets[-1].operators.append(f"0.75 w 0.6 G {_LEFT} {at + 4:.2f} m {_RIGHT} {at + 4:.2f} l S 0 G")
        at -= _LINE
        for size, text in ((_SIZE, body), (9.0, note)):
            for paragraph in text.split("\n"):
                for line in regular.wrap(paragraph, size, _RIGHT - _LEFT) or [""]:
                    if at < _BOTTOM:
                        sheets, at = [*sheets, Sheet()], _TOP
                    self._text(sheets[-1], line, _LEFT, at, size)
                    at -= _LINE
        return sheets

    def index(self, binder: Binder, entries: Sequence[Entry], first_page: int) -> list[Sheet]:
        """The list of exhibits; each row leads to its exhibit."""
        sheets: list[Sheet] = []
        at = 0.0
        regular = self._faces[REGULAR]
        spans = [
            _numbers(entry) if binder.is_numbered else regular.wrap(entry.dated, _SIZE, _BATES_LEAST)
            for entry in entries
        ]
        third, size = self._third_column(spans)
        for entry, span in zip(entries, spans, strict=True):
            rows = self._what(entry, third - _GAP - _WHAT)
            bates = [both] if regular.width(both := " ".join(span), size) <= _BATES_ENDS - third else span
            labels = self._faces[BOLD].wrap(f"{binder.noun} {entry.label}", _SIZE, _LABEL[1])
            height = _LINE * max(len(rows), len(bates), len(labels)) + 10
            if not sheets or at - height < _BOTTOM:
                sheets.append(self._sheet(first_page + len(sheets)))
                at = self._index_head(sheets[-1], binder, third, is_first=len(sheets) == 1)
            sheet = sheets[-1]
            line = at - 16
            for place, words in enumerate(labels):
                self._text(sheet, words, _LABEL[0], line - place * _LINE, _SIZE, BOLD)
            for place, (words, face) in enumerate(rows):
                self._text(sheet, words, _WHAT, line - place * _LINE, _SIZE, face)
            for place, words in enumerate(bates):
                self._text(sheet, words, third, line - place * _LINE, size)
            self._text_right(sheet, str(entry.first_page), _PAGE[0] + _PAGE[1], line)
            at -= height
            sheet.operators.append(f"0.4 w 0.6 G {_LEFT} {at:.2f} m {_RIGHT} {at:.2f} l S 0 G")
            sheet.links.append(Link((_LEFT, at, _RIGHT, at + height), page=entry.first_page))
        return sheets

    def declaration(self, binder: Binder, first_page: int) -> list[Sheet]:
        """The custodian's words, and a line to sign on."""
        paragraphs = [" ".join(part.split()) for part in binder.declaration.split("\n\n") if part.strip()]
        lines = [line for part in paragraphs for line in [*self._faces[REGULAR].wrap(part, 12, _RIGHT - _LEFT), ""]]
        sheets = [self._sheet(first_page)]
        at = self._head(sheets[0], binder, "DECLARATION OF CUSTODIAN OF RECORDS") - 12
        for line in lines:
            if at < _BOTTOM + 18:
                sheets.append(self._sheet(first_page + len(sheets)))
                at = _TOP
            self._text(sheets[-1], line, _LEFT, at, 12)
            at -= 18 if line else 8
        if at < _BOTTOM + 60:
            sheets.append(self._sheet(first_page + len(sheets)))
            at = _TOP
        at -= 36
        for left, right, words in ((_LEFT, 216, "Date"), (270, _RIGHT, "Signature of the custodian of records")):
            sheets[-1].operators.append(f"0.6 w {left} {at:.2f} m {right} {at:.2f} l S")
            self._text(sheets[-1], words, left, at - 12, 9)
        return sheets

    def _sheet(self, page: int) -> Sheet:
        sheet = Sheet()
        self._text_right(sheet, f"p. {page}", 594, 24, 10)
        return sheet

    def _head(self, sheet: Sheet, binder: Binder, title: str) -> float:
        at = self._centred(sheet, binder.heading, _TOP, 11) - 10 if binder.heading else _TOP
        return self._centred(sheet, title, at, 14, BOLD)

    def _third_column(self, spans: Sequence[Sequence[str]]) -> tuple[float, float]:
        """Left edge of the column that holds each of these unbroken, and the size of its letters."""
        widest = max((self._faces[REGULAR].width(each, _SIZE) for span in spans for each in span), default=0) + 1
        width = min(max(widest, _BATES_LEAST), _BATES_MOST)
        return _BATES_ENDS - width, _SIZE * min(1, width / widest)

    def _index_head(self, sheet: Sheet, binder: Binder, third_left: float, *, is_first: bool) -> float:
        """The title, and the names of the columns; answers where the first row may begin."""
        at = self._head(sheet, binder, f"INDEX OF {binder.noun.upper()}S") - 8 if is_first else _TOP
        third = "Bates numbers" if binder.is_numbered else "Date"
        for left, name in ((_LABEL[0], binder.noun), (_WHAT, "Description"), (third_left, third)):
            self._text(sheet, name, left, at, 9.5)
        self._text_right(sheet, "Page", _PAGE[0] + _PAGE[1], at, 9.5)
        sheet.operators.append(f"1 w {_LEFT} {at - 5:.2f} m {_RIGHT} {at - 5:.2f} l S")
        return at - 5

    def _what(self, entry: Entry, width: float) -> list[tuple[str, str]]:
        title = [(line, BOLD) for line in self._faces[BOLD].wrap(entry.title, _SIZE, width)]
        return title + [(line, REGULAR) for line in self._faces[REGULAR].wrap(entry.description, _SIZE, width)]

    def _text(self, sheet: Sheet, words: str, left: float, line: float, size: float, face: str = REGULAR) -> None:
        if words:
            shown = self._faces[face].show(words)
            sheet.operators.append(f"BT {face} {operands((size,))} Tf {operands((left, line))} Td {shown} Tj ET")

    def _text_right(self, sheet: Sheet, words: str, right: float, line: float, size: float = _SIZE) -> None:
        self._text(sheet, words, right - self._faces[REGULAR].width(words, size), line, size)

    def _centred(self, sheet: Sheet, words: str, line: float, size: float, face: str = REGULAR) -> float:
        """Lines about the middle of the page; answers where the next one would stand."""
        for text in self._faces[face].wrap(words, size, _RIGHT - _LEFT):
            left = (WIDTH - self._faces[face].width(text, size)) / 2
            self._text(sheet, text, left, line, size, face)
            line -= size * 1.35
        return line


def span_of(entry: Entry) -> str:
    """The Bates numbers of an exhibit, first and last."""
    return " ".join(_numbers(entry))


def _numbers(entry: Entry) -> list[str]:
    return [entry.first_bates] if entry.page_count == 1 else [f"{entry.first_bates} –", entry.last_bates]
