"""Correcting lines set aside: one line, a field for each column; or a table of many."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django import forms

from requests_app import datasets
from requests_app.casework.cells import harmless
from requests_app.casework.corrections import AT_ONCE
from requests_app.web.forms.fields import LongField

MOST_BYTES = 16 << 20


class LineForm(forms.Form):
    """What one line should have said."""

    def __init__(self, *args: Any, mapping: datasets.Mapping, cells: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = {column for columns in mapping.fields.values() for column in columns}
        for at, column in enumerate(mapping.columns):
            self.fields[f"cell_{at}"] = forms.CharField(
                label=column,
                required=False,
                strip=False,
                initial=cells[at] if at < len(cells) else "",
                help_text="" if column in used else "Kept as it is; no measure reads it.",
            )
        self.fields["why"] = LongField(label="How the right values are known", rows=2)

    def cells(self) -> tuple[str, ...]:
        """One text for each column."""
        return tuple(value for name, value in self.cleaned_data.items() if name.startswith("cell_"))


class CorrectionsForm(forms.Form):
    """A table of corrected lines, as the download of the quarantine begins it."""

    heads = ("Line", "Why it was set aside")

    file = forms.FileField(label="The corrected table (CSV)", help_text="The columns of the download, in UTF-8.")
    why = LongField(label="How the right values are known", rows=2)

    def __init__(self, *args: Any, mapping: datasets.Mapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._columns = mapping.columns

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"A table of corrections has at most {MOST_BYTES:,} bytes.")
        try:
            text = file.read().decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error) as error:
            raise forms.ValidationError("This is no CSV in UTF-8. Save the table as “CSV UTF-8”.") from error
        expected = [str(harmless(head)) for head in (*self.heads, *self._columns)]
        if not rows or [str(harmless(head)) for head in rows[0]] != expected:
            raise forms.ValidationError(f"The columns must be those of the download: {', '.join(expected[:4])}, …")
        self.cleaned_data["table"] = self._table(rows[1:])
        return file

    def _table(self, rows: list[list[str]]) -> dict[int, tuple[str, ...]]:
        table: dict[int, tuple[str, ...]] = {}
        width = len(self.heads) + len(self._columns)
        for at, row in enumerate(rows, start=2):
            if not any(row):
                continue
            number = row[0].replace(",", "").strip()
            if not number.isdecimal() or len(row) != width:
                raise forms.ValidationError(f"Row {at} of the table needs a line number and {width} cells.")
            if int(number) in table:
                raise forms.ValidationError(f"Line {number} stands in the table twice.")
            table[int(number)] = tuple(map(_as_meant, row[len(self.heads) :]))
        if len(table) > AT_ONCE:
            raise forms.ValidationError(f"At most {AT_ONCE:,} lines can be corrected at once.")
        return table


def _as_meant(cell: str) -> str:
    """The cell without the mark the download put before what a spreadsheet takes for a formula."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell
