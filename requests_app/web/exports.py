"""Lists taken away as CSV or XLSX, where no cell can turn into a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from requests_app import clock

# What spreadsheet programs take for the start of a formula, plain and in full-width form.
DANGEROUS = frozenset("=+-@|\t\r\n＝＋－＠｜")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")

Cell = str | int | float | date | None


def harmless(value: object) -> Cell:
    """The value as a cell: numbers and days stay what they are, and no text can start a formula.

    >>> harmless("=1+1"), harmless("  @SUM(A1)"), harmless(-5), harmless("LAPD")
    ("'=1+1", "'  @SUM(A1)", -5, 'LAPD')
    """
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.COURT_ZONE):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value
    text = str(value)
    first = text.lstrip(" \u00a0\u3000")[:1]
    return f"'{text}" if first in DANGEROUS and first else text


def download(kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    """The rows as a file to save; `kind` is one of FORMATS."""
    writers: dict[str, Callable[..., HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx}
    return writers[kind](f"{name}-{clock.today().isoformat()}.{kind}", heads, rows)


class _Line:
    """Gives each written line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _csv(file_name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)

    def lines() -> Iterable[Any]:
        yield "\ufeff" + writer.writerow(heads)  # spreadsheets take the mark as UTF-8
        for row in rows:
            yield writer.writerow([harmless(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _xlsx(file_name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("List")
    sheet.append(list(heads))
    for row in rows:
        sheet.append([_cell(sheet, harmless(value)) for value in row])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=XLSX_TYPE)


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)  # a pasted control character, which XML cannot hold
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # text, whatever it looks like
    return cell
