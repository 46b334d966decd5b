"""Divide bytes into records without losing one: every line is framed, set aside, blank, header or joined.

The parser behind this pass loses rows without a word when a quotation mark is left open, so it is given
nothing but records proven sound. The framed text has exactly one line for each line of the source, so that
line numbers need no book-keeping: a line that is no record is replaced by a placeholder, and a record over
several lines is written on its first, its inner line ends as `INNER_LINE_END`, the rest as placeholders.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from requests_app.datasets.mapping import Text

PLACEHOLDER = b"\x1d"
INNER_LINE_END = b"\x1e"
FORBIDDEN = b"\x00" + PLACEHOLDER + INNER_LINE_END
LONGEST_LINE = 1 << 20
KEPT_BYTES = 64 << 10
JOINED_LINES = 20
WINDOWS = (8 << 20, 128 << 10, 4 << 10)

FRAMING_REASONS = {
    "not_text": "The line holds bytes that are no text in the file's encoding.",
    "control_character": "The line holds a control character that no table should hold.",
    "stray_return": "The line holds a carriage return that ends no line.",
    "stray_quote": "A quotation mark opens and does not close, or stands where none may.",
    "too_few_fields": "The line has fewer fields than the header.",
    "too_many_fields": "The line has more fields than the header.",
    "too_long": "The line is longer than a table's line can be.",
}


@dataclass(frozen=True, slots=True)
class SetAside:
    """One line kept out: `line` from 1, a reason code, its bytes without the line end (the first 64 KiB of
    them), and how many bytes it has in all."""

    line: int
    reason: str
    raw: bytes
    length: int


@dataclass(slots=True)
class Block:
    """Consecutive lines of the source, framed: `records` has `lines` lines, of which `framed` are records;
    `has_inner` says that some hold an inner line end.

    `originals` are the same lines in the source's own bytes, where the records are not."""

    first_line: int
    lines: int = 0
    framed: int = 0
    blank: int = 0
    header: int = 0
    joined: int = 0
    set_aside: list[SetAside] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    originals: list[bytes] = field(default_factory=list)
    has_inner: bool = False

    @property
    def records(self) -> bytes:
        """The framed text, in the source's own encoding (UTF-8 if that is mixed), every line ended by a newline."""
        return b"".join(self.pieces)


class Framer:
    """Frames one text of `width` columns. Call `blocks` once for each text; line numbers go on through all.

    `header` is the header's last line, as bytes; a later line equal to it counts as header too.
    """

    def __init__(self, text: Text, width: int) -> None:
        self._encoding = text.encoding if text.encoding in ("cp1252", "latin-1") else "utf-8"
        self._mixed = text.encoding == "mixed"
        separator = text.separator.encode()
        self._separator = separator
        self._pattern = separator * (width - 1) + b"\n"
        self._width = width
        self._hollow = PLACEHOLDER + self._pattern
        telling = separator + b'"\r\n' + FORBIDDEN
        self._plain = bytes(set(range(256)) - set(telling))
        mark = re.escape(separator)
        loose = rb'[^"\r\n' + FORBIDDEN + mark + rb"]*+"
        quoted = rb'"(?:[^"\r\n' + FORBIDDEN + rb']++|"")*+"'
        cell = rb"(?:" + quoted + rb"|" + loose + rb")"
        self._run = re.compile(rb"(?:" + cell + (rb"(?:" + mark + cell + rb"){%d}\n)++" % (width - 1)))
        tall = rb'"(?:[^"\r' + FORBIDDEN + rb']++|"")*+"'
        self._cells = re.compile(rb"(?:" + tall + rb"|" + loose + rb")(?:" + mark + rb"|\Z)")
        self._header_line: bytes | None = None
        self._next_line = 1

    @property
    def header_line(self) -> bytes | None:
        """The header's last line, once it has been passed, without its line end."""
        return self._header_line

    @property
    def lines(self) -> int:
        """Lines passed so far, over all texts."""
        return self._next_line - 1

    def blocks(self, chunks: Iterator[bytes], header_lines: int) -> Iterator[Block]:
        """Frame one text, whose first `header_lines` lines are header. Chunks of any size; a last line without
        a line end is a line."""
        left, tail, kept = b"", b"", b""
        skipped, header_left = 0, header_lines
        for chunk in chunks:
            if skipped:
                end = chunk.find(b"\n")
                if end < 0:
                    skipped += len(chunk)
                    continue
                yield self._too_long(kept, skipped + end)
                skipped, chunk = 0, chunk[end + 1 :]
            data = tail + chunk
            end = data.rfind(b"\n") + 1
            whole, tail = data[:end], data[end:]
            endless = len(tail) > 2 * LONGEST_LINE
            if whole or endless:
                block, left = self._block(left + whole, header_left, last=endless)
                header_left -= min(header_left, block.lines)
                yield block
            if endless:
                kept, skipped, tail = tail[:KEPT_BYTES], len(tail), b""
        if skipped:
            yield self._too_long(kept, skipped)
        if left or tail:
            yield self._block(left + tail + b"\n" * bool(tail), header_left, last=True)[0]

    def _too_long(self, kept: bytes, length: int) -> Block:
        block = Block(self._next_line)
        self._put_aside(block, kept, "too_long", length)
        self._next_line += 1
        return block

    def _block(self, data: bytes, header_left: int, *, last: bool) -> tuple[Block, bytes]:
        """Frame whole lines; also what must wait for more, an open quotation at the very end."""
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
        block = Block(self._next_line)
        position = 0
        while header_left and position < len(data):
            end = data.index(b"\n", position)
            self._header_line = data[position:end]
            self._hollow_out(block)
            block.header += 1
            header_left -= 1
            position = end + 1
        position = self._frame(block, data, position, len(data), 0, last)
        self._next_line += block.lines
        return block, data[position:]

    def _frame(self, block: Block, data: bytes, start: int, stop: int, level: int, last: bool) -> int:
        """Frame lines from `start` to `stop` in ever smaller windows; returns where it had to end."""
        position = start
        while position < stop:
            end = min(position + WINDOWS[level], stop)
            if end < stop:
                end = data.rfind(b"\n", position, end) + 1 or data.index(b"\n", position) + 1
            window = data[position:end]
            lines = self._sound(window, level)
            if lines:
                block.pieces.append(window)
                if self._mixed:
                    block.originals.append(window)
                block.lines += lines
                block.framed += lines
                position = end
            elif level + 1 < len(WINDOWS):
                reached = self._frame(block, data, position, end, level + 1, last)
                if reached < end:
                    return reached
                position = reached
            else:
                while position < end:
                    reached = self._line(block, data, position, last)
                    if reached == position:
                        return position
                    position = reached
        return position

    def _sound(self, window: bytes, level: int) -> int:
        """How many lines the window has, if each is a sound record on one line; else 0."""
        if self._header_line and self._header_line + b"\n" in window:
            return 0
        if any(window.rfind(b"\n", at, at + LONGEST_LINE) < 0 for at in range(0, len(window), LONGEST_LINE)):
            return 0
        skeleton = window.translate(None, self._plain)
        lines, rest = divmod(len(skeleton), len(self._pattern))
        if rest or skeleton != self._pattern * lines:
            if level + 1 < len(WINDOWS) or b'"' not in window or not self._run.fullmatch(window):
                return 0
            lines = window.count(b"\n")
        return lines if self._is_text(window) else 0

    def _is_text(self, data: bytes) -> bool:
        return data.isascii() or is_text(data, self._encoding)

    def _line(self, block: Block, data: bytes, position: int, last: bool) -> int:
        """Frame the line at `position`, with those it opens into; returns where the next begins, or the
        same position when more text is needed to tell."""
        end = data.index(b"\n", position)
        line = data[position:end]
        if not line.strip(b" \t"):
            self._hollow_out(block)
            block.blank += 1
        elif line == self._header_line:
            self._hollow_out(block)
            block.header += 1
        elif len(line) > LONGEST_LINE:
            self._put_aside(block, line, "too_long")
        elif reason := self._bad_bytes(line):
            self._put_aside(block, line, reason)
        elif self._run.fullmatch(line + b"\n"):
            self._keep(block, line)
        else:
            return self._opened(block, data, position, end, last)
        return end + 1

    def _bad_bytes(self, line: bytes) -> str | None:
        if not self._is_text(line) and not (self._mixed and is_text(line, "cp1252")):
            return "not_text"
        if line.translate(None, FORBIDDEN) != line:
            return "control_character"
        return "stray_return" if b"\r" in line else None

    def _opened(self, block: Block, data: bytes, position: int, end: int, last: bool) -> int:
        """A line that is no record alone: join it to those below while a quotation stands open, or set this
        one line aside. A line below that is a sound record itself is never swallowed."""
        line = data[position:end]
        fields = self._count(line)
        if fields is not None or line.count(b'"') % 2 == 0:
            reason = "stray_quote"
            if fields is not None:
                reason = "too_few_fields" if fields < self._width else "too_many_fields"
            self._put_aside(block, line, reason)
            return end + 1
        below = end
        for extra in range(1, JOINED_LINES + 1):
            start = below + 1
            below = data.find(b"\n", start)
            if below < 0:
                if not last and len(data) - position < LONGEST_LINE:
                    return position
                break
            added = data[start:below]
            if self._bad_bytes(added) or self._run.fullmatch(added + b"\n"):
                break
            record = data[position:below]
            if record.count(b'"') % 2 == 0:
                if self._count(record) != self._width or len(record) > LONGEST_LINE:
                    break
                self._keep(block, record.replace(b"\n", INNER_LINE_END))
                for _ in range(extra):
                    self._hollow_out(block)
                block.joined += extra
                block.has_inner = True
                return below + 1
        self._put_aside(block, line, "stray_quote")
        return end + 1

    def _count(self, record: bytes) -> int | None:
        """How many fields a record has, or None where its quotation marks are wrong."""
        position, count = 0, 0
        while True:
            match = self._cells.match(record, position)
            if match is None:
                return None
            count += 1
            position = match.end()
            if not match.group().endswith(self._separator):
                return count
            if position == len(record):
                return count + 1

    def _keep(self, block: Block, record: bytes) -> None:
        if self._mixed:
            block.originals.append(record + b"\n")
            record = INNER_LINE_END.join(
                line if self._is_text(line) else line.decode("cp1252").encode()
                for line in record.split(INNER_LINE_END)
            )
        block.pieces.append(record + b"\n")
        block.lines += 1
        block.framed += 1

    def _hollow_out(self, block: Block) -> None:
        block.pieces.append(self._hollow)
        if self._mixed:
            block.originals.append(self._hollow)
        block.lines += 1

    def _put_aside(self, block: Block, line: bytes, reason: str, length: int | None = None) -> None:
        number = block.first_line + block.lines
        block.set_aside.append(SetAside(number, reason, line[:KEPT_BYTES], length or len(line)))
        self._hollow_out(block)


def is_text(data: bytes, encoding: str) -> bool:
    """Whether the bytes are text in the encoding, to the last of them."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
