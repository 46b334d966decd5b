"""How a table's bytes are written: encoding, separator, header, told from a sample and never from a name."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from requests_app.datasets.mapping import SEPARATORS, Text

LONGEST_FIXED = 4000
DATA_LIKE = re.compile(r"\d{2,}|^\d+$|^-?\d+\.\d+$")


def column_names(header: bytes, text: Text) -> tuple[str, ...]:
    """The names a header line gives its columns."""
    for encoding in ("utf-8", "cp1252") if text.encoding == "mixed" else (text.encoding,):
        try:
            line = header.decode(encoding if encoding in ("cp1252", "latin-1") else "utf-8")
            break
        except UnicodeDecodeError:
            line = header.decode("utf-8", "replace")
    return name_columns(split_line(line, text.separator))


def name_columns(cells: Sequence[str]) -> tuple[str, ...]:
    """Header cells as the names of columns: trimmed, an empty one numbered, a repeated one numbered."""
    names: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {number}"
        while name in taken:
            name = f"{name} ({number})"
        taken.add(name)
        names.append(name)
    return tuple(names)


def split_line(line: str, separator: str) -> list[str]:
    """The cells of one line; a line with a quotation left open is split as far as it goes, and one that no table
    has gives none."""
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=separator), [])
    except csv.Error:
        return []


def propose_encoding(sample: bytes) -> str:
    """The encoding of a sample: UTF-16 by its mark or its zeros, else UTF-8, else Windows-1252.

    A few lines that are no UTF-8 are damage; when one line in 200 is none, and more lines than are, the file
    was written in something older.
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = sample[:2000]
    if len(start) > 20 and max(start[0::2].count(0), start[1::2].count(0)) > len(start) // 4:
        return "utf-16"
    lines, good, bad = foreign_lines(sample)
    return "cp1252" if bad > good and bad * 200 >= lines else "utf-8"


def foreign_lines(sample: bytes) -> tuple[int, int, int]:
    """How many lines a sample has; how many hold foreign letters in UTF-8; how many are no UTF-8."""
    lines = sample.split(b"\n")[:-1] or [sample]
    good = bad = 0
    for line in lines:
        if not line.isascii():
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
    return len(lines), good, bad


def propose_separator(lines: list[str]) -> str:
    """The separator that cuts most lines into the same number of cells, more than one; else none."""
    best, best_score = "", 0.0
    for separator in SEPARATORS:
        widths = Counter(len(split_line(line, separator)) for line in lines if line.strip())
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        score = count / widths.total() * min(width, 20) if width > 1 else 0.0
        if score > best_score:
            best, best_score = separator, score
    return best


def propose_cuts(lines: list[str]) -> tuple[int, ...]:
    """Where columns of fixed width begin: after every place where all lines have a space; () if no table shows.

    A place under a header that has no name there is no column's beginning.

    >>> propose_cuts(["PLATE   SEEN AT  CAM", "8ABC123 3 Aug 26 7", "7XYZ1   4 Aug 26 12"])
    (0, 8, 17)
    """
    shown = [line for line in lines if line.strip()]
    if len(shown) < 3:
        return ()
    width = max(map(len, shown))
    if width > LONGEST_FIXED:
        return ()
    filled = [any(line[at : at + 1] not in ("", " ") for line in shown) for at in range(width)]
    cuts = [at for at in range(width) if filled[at] and (at == 0 or not filled[at - 1])]
    cuts[:1] = [0]
    named = [start for start, end in pairwise((*cuts, width)) if shown[0][start:end].strip()]
    return tuple(named) if len(named) > 1 else ()


def propose_header(rows: list[list[str]], known: frozenset[str]) -> int:
    """How many rows stand above the data, the last of them the header; 0 when the first row is data.

    `known` are header words some shape knows, in lower case.
    """
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0
    width = widths.most_common(1)[0][0]
    first = next((at for at, row in enumerate(rows) if len(row) == width), 0)
    cells = [plain_words(cell) for cell in rows[first]]
    if any(cell in known for cell in cells):
        return first + 1
    if any(DATA_LIKE.search(cell) for cell in rows[first]) or "" in cells:
        return 0
    below = [row for row in rows[first + 1 :] if len(row) == width]
    names_each_once = len(set(cells)) == len(cells)
    return first + 1 if names_each_once or _is_unlike(below) else 0


def _is_unlike(rows: list[list[str]]) -> bool:
    """Whether the rows below words alone hold numbers or dates in some column, so that the words name columns."""
    columns = zip(*rows, strict=True)
    return any(10 * sum(bool(DATA_LIKE.search(cell)) for cell in column) > 9 * len(column) for column in columns)


def plain_words(name: str) -> str:
    """A header word in lower case without punctuation: "Plate_Hash" and "plateHash" are "plate hash"."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", spaced.lower()).split())
