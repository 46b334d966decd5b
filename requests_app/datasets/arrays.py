"""Take a JSON array apart into its elements, one by one and each as it stands, however the file is laid out."""

import re
from collections.abc import Iterator

from requests_app.datasets.framing import KEPT_BYTES, LONGEST_LINE
from requests_app.errors import IngestError

_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = rb'"(?:[^"\\]++|\\.)*+"'
# Most rows are objects without others inside; one look finds the end of such a one.
_FLAT = re.compile(rb'\{(?:[^"{}\[\]]++|' + _STRING + rb")*+\}(?=[ \t\r\n]*+[,\]])", re.DOTALL)
_MARK = re.compile(_STRING + rb'|["\[\]{},]', re.DOTALL)


def elements_of(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Each element's bytes without the space around them, and how many there are. Arrays that follow each other
    are read as one; what else stands behind an array is one more element, of which only the beginning is given.

    Raises: IngestError, if an array does not end, or an element is longer than any row.
    """
    data, within, count = b"", False, 0
    for chunk in chunks:
        data += chunk
        at = 0
        while True:
            at = _past_space(data, at)
            if not within:
                if data[at : at + 1] != b"[":
                    break
                at, within = at + 1, True
            end, closes = _end_of(data, at)
            if end < 0:
                break
            element = data[at:end].strip(b" \t\r\n")
            if element or not closes:  # nothing stands in an empty array, or behind a last comma
                count += 1
                yield element, len(element)
            at, within = end + 1, not closes
        data = data[at:]
        if not within and data:
            yield _rest(data, chunks)
            return
        if len(data) > 2 * LONGEST_LINE:
            raise IngestError(
                f"Element {count + 1:,} of the JSON array is longer than any row, or a quotation mark or bracket "
                "in it does not close. Ask for it again, or for CSV."
            )
    if within:
        raise IngestError(
            f"The JSON array does not end after its {count:,} elements: the file is cut short or damaged. "
            "Ask for it again."
        )


def _past_space(data: bytes, at: int) -> int:
    found = _SPACE.match(data, at)
    return found.end() if found else at


def _end_of(data: bytes, at: int) -> tuple[int, bool]:
    """Where the comma or bracket behind the element at `at` stands, and whether it is the bracket that closes the
    array; -1 where more bytes are needed to tell."""
    if flat := _FLAT.match(data, at):
        end = _past_space(data, flat.end())
        return end, data[end : end + 1] == b"]"
    depth = 0
    for found in _MARK.finditer(data, at):
        mark = found.group()
        if mark == b'"':  # a string whose end is not here yet
            break
        if depth == 0 and mark in (b",", b"]"):
            return found.start(), mark == b"]"
        if mark in (b"{", b"["):
            depth += 1
        elif mark in (b"}", b"]"):
            depth = max(depth - 1, 0)
    return -1, False


def _rest(data: bytes, chunks: Iterator[bytes]) -> tuple[bytes, int]:
    """All that is left: its beginning, and how much it is."""
    kept, length = data[:KEPT_BYTES], len(data)
    for chunk in chunks:
        kept += chunk[: KEPT_BYTES - len(kept)]
        length += len(chunk)
    return kept, length
