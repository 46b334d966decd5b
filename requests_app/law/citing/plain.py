"""A letter's text evened out for reading: one kind of space, dash and apostrophe, every place still known."""

import re

_DROPPED = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_SAME = str.maketrans(
    {**dict.fromkeys("’‘ʼ´`′", "'"), **dict.fromkeys("“”„″", '"'), **dict.fromkeys("–—−‑‒―", "-"), "\u00a0": " "}
)
_GAP = re.compile(rf"(?<=[a-z])-\r?\n[ \t]*+(?=[a-z])|[\s{_DROPPED}]++")
_STRAY = re.compile(r"[.,;)](?=[\s.,;)])")  # a scan often parts the point from its word
_NEW_ITEM = re.compile(r"[-*•·▪◦|]\s|\d{1,2}[.)]\s")


class Plain:
    """`text` is what the patterns read; `place(start, end)` gives the same stretch in the source.

    A run of white space is one space; a blank line, or a line that begins an item of a list, is one newline.
    """

    def __init__(self, source: str) -> None:
        source = source.translate(_SAME)
        pieces: list[str] = []
        at: list[int] = []
        done = 0
        for gap in _GAP.finditer(source):
            pieces.append(source[done : gap.start()])
            at.extend(range(done, gap.start()))
            done = gap.end()
            mark = _mark(source, gap[0], done)
            pieces.append(mark)
            at.extend([gap.start()] * len(mark))
        pieces.append(source[done:])
        at.extend(range(done, len(source)))
        self.text = "".join(pieces)
        self._at = at

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch that ends on a printed character stands in the source."""
        return self._at[start], self._at[end - 1] + 1


def _mark(source: str, gap: str, end: int) -> str:
    if gap[0] == "-" or not gap.strip(_DROPPED):
        return ""
    lines = gap.count("\n")
    if lines > 1 or (lines and _NEW_ITEM.match(source, end)):
        return "\n"
    opened = end > len(gap) and source[end - len(gap) - 1] in "(["
    return "" if opened or _STRAY.match(source, end) else " "
