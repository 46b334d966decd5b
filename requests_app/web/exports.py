"""Lists taken away as CSV or XLSX, where no cell can turn into a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from requests_app import clock
from requests_app.casework.cells import harmless

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")


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
        yield "\ufeff" + writer.writerow([harmless(head) for head in heads])  # spreadsheets take the mark as UTF-8
        for row in rows:
            yield writer.writerow([harmless(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _xlsx(file_name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    return _book(file_name, [("List", heads, rows)])


Sheet = tuple[str, Sequence[str], Iterable[Sequence[object]]]


def workbook(name: str, sheets: Iterable[Sheet]) -> HttpResponseBase:
    """Several lists as one XLSX file; each sheet is its name, its heads and its rows."""
    return _book(f"{name}-{clock.today().isoformat()}.xlsx", sheets)


def _book(file_name: str, sheets: Iterable[Sheet]) -> HttpResponseBase:
    book = Workbook(write_only=True)
    for title, heads, rows in sheets:
        sheet = book.create_sheet(title)
        for row in (heads, *rows):  # the heads of a received table came from outside as well
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
