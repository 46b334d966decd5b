"""Sheets of an Excel workbook of before 2007 (.xls), cell by cell as they are stored."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlrd

from requests_app.datasets.cellvalues import double_written, moment_of
from requests_app.datasets.compound import CompoundFile
from requests_app.datasets.rows import Row
from requests_app.errors import IngestError

DAMAGED = "The old Excel workbook is damaged. Ask for it again, or open it and save it as .xlsx or CSV."


def sheets(path: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets of a workbook in their order, hidden ones too: name, and rows from the first of the sheet on.
    One sheet at a time is held in memory; it has 65,536 rows at most.

    Raises: IngestError, if it is damaged, locked with a password, or no workbook.
    """
    with TemporaryDirectory(prefix="unpacked-") as room, Path(os.devnull).open("w") as nobody, _sentences():
        records = Path(room) / "records"
        _take_out(path, records)
        # The library writes remarks on damage.
        book = xlrd.open_workbook(
            str(records), logfile=nobody, on_demand=True, formatting_info=True, ragged_rows=True
        )
        with book:
            formats = book.format_map
            moments = [
                moment_of(formats[style.format_key].format_str) if style.format_key in formats else ""
                for style in book.xf_list
            ]
            for at, name in enumerate(book.sheet_names()):
                yield name, _rows(book, at, moments)


def _take_out(path: Path, records: Path) -> None:
    """Put the workbook's records into a file of their own: the library follows damaged chains without end."""
    with path.open("rb") as file, records.open("wb") as out:
        compound = CompoundFile(path, file)
        name = next((name for name in ("Workbook", "Book") if compound.has(name)), None)
        if name is None:
            raise IngestError(
                "This is an Office file of the old kind with no workbook in it, or one locked with a password. "
                "Ask for CSV, or for it without a password."
            )
        out.writelines(compound.stream(name))


def _rows(book: Any, at: int, moments: list[str]) -> Iterator[Row]:
    with _sentences():
        sheet = book.sheet_by_index(at)
        for row in range(sheet.nrows):
            yield _row(sheet.row(row), moments, from_1904=bool(book.datemode))
        book.unload_sheet(at)


def _row(cells: list[Any], moments: list[str], *, from_1904: bool) -> Row:
    texts: list[str] = []
    flaws: dict[int, str] = {}
    for at, cell in enumerate(cells):
        if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            moment = moments[cell.xf_index] if cell.xf_index < len(moments) else ""
            texts.append(double_written(float(cell.value), moment, from_1904=from_1904))
        elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
            texts.append("TRUE" if cell.value else "FALSE")
        elif cell.ctype == xlrd.XL_CELL_ERROR:
            flaws[at] = "error_cell"
            texts.append(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
        else:
            texts.append(str(cell.value))
    return Row(texts, flaws or None)


@contextmanager
def _sentences() -> Iterator[None]:
    """Whatever the library has to say about a file, in one sentence. On damaged ones it stumbles in many ways."""
    try:
        yield
    except (IngestError, OSError):  # a full disk is no damage
        raise
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise IngestError("The Excel workbook is locked with a password. Ask for it without one.") from error
        raise IngestError(DAMAGED) from error
    except Exception as error:
        raise IngestError(DAMAGED) from error
