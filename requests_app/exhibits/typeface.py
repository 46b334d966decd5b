"""Read a TrueType font: measure words, and cut it down to the glyphs that were used."""

import struct
from itertools import pairwise
from pathlib import Path

from requests_app.exhibits.shapes import ExhibitError

_KEPT = ("cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep")


class Face:
    """One font file. What is shown with it is remembered, so that only those glyphs travel.

    Raises: ExhibitError when the file is not a TrueType font with Unicode characters.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._data = path.read_bytes()
            count = struct.unpack_from(">H", self._data, 4)[0]
            entries = [struct.unpack_from(">4s4xII", self._data, 12 + 16 * at) for at in range(count)]
            self._tables = {tag.decode(): self._data[start : start + size] for tag, start, size in entries}
            self._units, self._long_loca = self._head()
            self._advances = self._read_advances()
            self._glyphs = self._read_characters()
        except (OSError, struct.error, KeyError, UnicodeDecodeError, StopIteration) as error:
            raise ExhibitError(f"The typeface {path.name} cannot be read.") from error
        self.name = path.stem
        self._used: dict[int, str] = {0: "\ufffd"}

    def width(self, text: str, size: float) -> float:
        """Points from the start of the text to its end."""
        return sum(self._advances[self._glyphs.get(ord(sign), 0)] for sign in text) * size / self._units

    def show(self, text: str) -> str:
        """The text as a PDF string of two-byte glyph numbers; a sign that the font lacks shows as an empty box."""
        glyphs = []
        for sign in text:
            glyph = self._glyphs.get(ord(sign), 0)
            self._used.setdefault(glyph, sign)
            glyphs.append(f"{glyph:04X}")
        return f"<{''.join(glyphs)}>"

    def _fitting(self, word: str, size: float, width: float) -> int:
        """How many signs of the word fit, one at least; only those are measured, for a word may be a whole file."""
        left = width * self._units / size
        for place, sign in enumerate(word):
            left -= self._advances[self._glyphs.get(ord(sign), 0)]
            if left < 0:
                return max(place, 1)
        return len(word)

    def lacks(self, text: str) -> bool:
        """Whether some sign of the text has no glyph here; white space needs none."""
        return any(ord(sign) not in self._glyphs for sign in set(text) if not sign.isspace())

    def wrap(self, text: str, size: float, width: float) -> list[str]:
        """The text in lines no wider than `width` points; a word wider than a line is broken."""
        lines, line = [], ""
        for word in text.split():
            if self._fitting(longer := f"{line} {word}".strip(), size, width) == len(longer):
                line = longer
                continue
            if line:
                lines.append(line)
            while len(word) > (fits := self._fitting(word, size, width)):
                lines.append(word[:fits])
                word = word[fits:]
            line = word
        return [*lines, line] if line else lines

    @property
    def box(self) -> tuple[int, ...]:
        """The font's bounding box, in thousandths of the size."""
        return tuple(self._thousandths(value) for value in struct.unpack_from(">4h", self._tables["head"], 36))

    @property
    def ascent(self) -> int:
        """In thousandths of the size."""
        return self._thousandths(struct.unpack_from(">h", self._tables["hhea"], 4)[0])

    @property
    def descent(self) -> int:
        """In thousandths of the size; below the line, so less than nothing."""
        return self._thousandths(struct.unpack_from(">h", self._tables["hhea"], 6)[0])

    def used_widths(self) -> list[tuple[int, int]]:
        """Glyph and width in thousandths of the size, of what was shown."""
        return [(glyph, self._thousandths(self._advances[glyph])) for glyph in sorted(self._used)]

    def to_unicode(self) -> str:
        """The map from glyphs back to characters, by which readers search and copy."""
        rows = [
            f"<{glyph:04X}> <{sign.encode('utf-16-be').hex().upper()}>" for glyph, sign in sorted(self._used.items())
        ]
        parts = [rows[at : at + 100] for at in range(0, len(rows), 100)]
        ranges = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{ranges}\nendcmap CMapName currentdict /CMap defineresource pop end end"
        )

    def subset(self) -> bytes:
        """The font file with the glyphs that were shown; numbers of glyphs stay as they are."""
        places = self._places()
        kept = self._with_parts(set(self._used), places)
        glyf, loca = bytearray(), [0]
        for glyph, (start, end) in enumerate(pairwise(places)):
            if glyph in kept:
                glyf += self._tables["glyf"][start:end]
                glyf += bytes(-len(glyf) % 4)
            loca.append(len(glyf))
        head = bytearray(self._tables["head"])
        struct.pack_into(">h", head, 50, 1)  # loca in long form
        tables = {tag: self._tables[tag] for tag in _KEPT if tag in self._tables}
        tables |= {"glyf": bytes(glyf), "loca": struct.pack(f">{len(loca)}I", *loca), "head": bytes(head)}
        return _font_file(tables)

    def _thousandths(self, value: int) -> int:
        return round(value * 1000 / self._units)

    def _head(self) -> tuple[int, bool]:
        head = self._tables["head"]
        return struct.unpack_from(">H", head, 18)[0], struct.unpack_from(">h", head, 50)[0] == 1

    def _read_advances(self) -> list[int]:
        full = struct.unpack_from(">H", self._tables["hhea"], 34)[0]
        count = struct.unpack_from(">H", self._tables["maxp"], 4)[0]
        advances = [struct.unpack_from(">H", self._tables["hmtx"], 4 * at)[0] for at in range(full)]
        return advances + [advances[-1]] * (count - full)

    def _read_characters(self) -> dict[int, int]:
        """Character to glyph, from the Unicode table of format 4."""
        cmap = self._tables["cmap"]
        records = [struct.unpack_from(">HHI", cmap, 4 + 8 * at) for at in range(struct.unpack_from(">H", cmap, 2)[0])]
        at = next(start for _, _, start in records if struct.unpack_from(">H", cmap, start)[0] == 4)
        segments = struct.unpack_from(">H", cmap, at + 6)[0] // 2
        ends, starts, deltas, offsets = (
            struct.unpack_from(f">{segments}H", cmap, at + 14 + place * 2 * segments + (2 if place else 0))
            for place in range(4)
        )
        glyphs: dict[int, int] = {}
        for segment in range(segments):
            for character in range(starts[segment], min(ends[segment], 0xFFFE) + 1):
                glyph = character
                if offset := offsets[segment]:
                    place = at + 16 + 6 * segments + 2 * segment + offset + 2 * (character - starts[segment])
                    glyph = struct.unpack_from(">H", cmap, place)[0]
                    if not glyph:
                        continue
                glyphs[character] = (glyph + deltas[segment]) % 0x10000
        return glyphs

    def _places(self) -> list[int]:
        loca = self._tables["loca"]
        if self._long_loca:
            return list(struct.unpack(f">{len(loca) // 4}I", loca))
        return [2 * half for half in struct.unpack(f">{len(loca) // 2}H", loca)]

    def _with_parts(self, glyphs: set[int], places: list[int]) -> set[int]:
        """These glyphs and those they are put together from: é needs e and the acute."""
        kept: set[int] = set()
        waiting = list(glyphs)
        while waiting:
            glyph = waiting.pop()
            if glyph in kept:
                continue
            kept.add(glyph)
            outline = self._tables["glyf"][places[glyph] : places[glyph + 1]]
            if not outline or struct.unpack_from(">h", outline)[0] >= 0:
                continue
            at, more = 10, True
            while more:
                flags, part = struct.unpack_from(">HH", outline, at)
                waiting.append(part)
                at += 4 + (4 if flags & 0x0001 else 2)
                at += 2 if flags & 0x0008 else 4 if flags & 0x0040 else 8 if flags & 0x0080 else 0
                more = bool(flags & 0x0020)
        return kept


def _font_file(tables: dict[str, bytes]) -> bytes:
    """The tables put together, with the directory a font begins with."""
    power = len(tables).bit_length() - 1
    directory = struct.pack(">IHHHH", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power))
    at, body = 12 + 16 * len(tables), b""
    for tag in sorted(tables):
        padded = tables[tag] + bytes(-len(tables[tag]) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sIII", tag.encode(), total, at + len(body), len(tables[tag]))
        body += padded
    return directory + body
