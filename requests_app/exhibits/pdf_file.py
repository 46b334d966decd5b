"""Write a PDF file object by object, so that five thousand pages need no more memory than one."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from requests_app.exhibits.geometry import Rectangle, operands
from requests_app.exhibits.typeface import Face

_PAGES_IN_A_NODE = 64


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line in the reader's list of contents; `page` is counted from 1."""

    title: str
    page: int


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle in the page's user space that leads to a page of this file, counted from 1, or to a web address."""

    box: Rectangle
    page: int = 0
    address: str = ""


def text_string(text: str) -> bytes:
    """A text for a dictionary: any character, without escapes to get wrong."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


class PdfFile:
    """A PDF under way. Objects have numbers before they have bodies; pages may come in any order.

    The same calls always write the same bytes.
    """

    def __init__(self, stream: BinaryIO, page_count: int, faces: dict[str, Face]) -> None:
        """`faces` are fonts by the name that drawn content calls them: "/F0"."""
        self._stream = stream
        self._offsets: list[int] = [0]
        self._hash = hashlib.blake2b(digest_size=16)
        self._at = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._nodes = [self.reserve() for _ in range(-(-page_count // _PAGES_IN_A_NODE))]
        self.page_refs = [self.reserve() for _ in range(page_count)]
        self._root = self.reserve()
        self._faces = {name: (self.reserve(), face) for name, face in faces.items()}
        self._shared: dict[bytes, int] = {}
        self.layers: list[int] = []
        self.hidden_layers: list[int] = []

    def reserve(self) -> int:
        """The number of an object to be written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, number: int, body: bytes) -> None:
        """Write an object."""
        self._offsets[number] = self._at
        self._write(b"%d 0 obj\n" % number + body + b"\nendobj\n")

    def put_stream(self, number: int, entries: bytes, data: bytes, *, deflate: bool = True) -> None:
        """Write a stream; `entries` are those of its dictionary besides its length and this compression."""
        if deflate:
            data, entries = zlib.compress(data), entries + b" /Filter /FlateDecode"
        self._offsets[number] = self._at
        self._write(b"%d 0 obj\n<< %s /Length %d >>\nstream\n" % (number, entries, len(data)))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def shared_stream(self, data: bytes) -> int:
        """A stream of drawing operators; the same operators are written once."""
        if data not in self._shared:
            self._shared[data] = self.reserve()
            self.put_stream(self._shared[data], b"", data, deflate=len(data) > 128)
        return self._shared[data]

    def drawing(self, data: bytes) -> int:
        """A stream of drawing operators of one page."""
        number = self.reserve()
        self.put_stream(number, b"", data)
        return number

    def form(self, operators: bytes) -> int:
        """What is drawn with our own faces on somebody else's page: apart, so that no name means two things."""
        number = self.reserve()
        box = b"/BBox [-14400 -14400 14400 14400]"
        fonts = b"/Resources << /Font << %s >> >>" % self.fonts()
        self.put_stream(number, b"/Type /XObject /Subtype /Form %s %s" % (box, fonts), operators)
        return number

    def put_page(self, page: int, entries: bytes) -> None:
        """Write a page, counted from 1; `entries` are those of its dictionary besides its type and parent."""
        parent = self._nodes[(page - 1) // _PAGES_IN_A_NODE]
        self.put(self.page_refs[page - 1], b"<< /Type /Page /Parent %d 0 R %s >>" % (parent, entries))

    def put_sheet(self, page: int, content: bytes, size: tuple[float, float], links: Sequence[Link] = ()) -> None:
        """Write a page of our own making, `size` points wide and high."""
        self.put_page(
            page,
            b"/MediaBox [0 0 %s] /Resources << /Font << %s >> >> /Contents %d 0 R %s"
            % (operands(size).encode(), self.fonts(), self.drawing(content), self.annotations(links)),
        )

    def fonts(self) -> bytes:
        """The entries of a font resource dictionary, by the names given at the start."""
        return b" ".join(b"%s %d 0 R" % (name.encode(), number) for name, (number, _) in self._faces.items())

    def annotations(self, links: Sequence[Link]) -> bytes:
        """The page's entry for its links; empty where there is none."""
        if not links:
            return b""
        return b"/Annots [%s]" % b" ".join(self.link(link) for link in links)

    def link(self, link: Link) -> bytes:
        """One link as a dictionary."""
        if link.page:
            goal = b"/Dest [%d 0 R /XYZ null null null]" % self.page_refs[link.page - 1]
        else:
            address = link.address.encode("ascii", "backslashreplace").hex().upper().encode()
            goal = b"/A << /S /URI /URI <%s> >>" % address
        box = operands(link.box).encode()
        return b"<< /Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Rect [%s] %s >>" % (box, goal)

    def finish(self, *, title: str, language: str, bookmarks: Sequence[Bookmark]) -> None:
        """Write what holds the pages together; page labels equal the count of pages, from 1."""
        for number, face in self._faces.values():
            self._put_font(number, face)
        self._put_page_tree()
        outline = self._put_outline(bookmarks)
        catalog, info = self.reserve(), self.reserve()
        self.put(
            catalog,
            b"<< /Type /Catalog /Pages %d 0 R /Lang %s /ViewerPreferences << /DisplayDocTitle true >> "
            b"/PageLabels << /Nums [0 << /S /D /St 1 >>] >> %s %s >>"
            % (self._root, text_string(language), outline, self._layers()),
        )
        self.put(info, b"<< /Title %s /Producer %s >>" % (text_string(title), text_string("Daylight")))
        self._put_end(catalog, info)

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._hash.update(data)
        self._at += len(data)

    def _put_page_tree(self) -> None:
        for place, node in enumerate(self._nodes):
            kids = self.page_refs[place * _PAGES_IN_A_NODE : (place + 1) * _PAGES_IN_A_NODE]
            self.put(
                node,
                b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] >>"
                % (self._root, len(kids), _references(kids)),
            )
        self.put(
            self._root,
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self.page_refs), _references(self._nodes)),
        )

    def _put_outline(self, bookmarks: Sequence[Bookmark]) -> bytes:
        if not bookmarks:
            return b""
        root, items = self.reserve(), [self.reserve() for _ in bookmarks]
        for place, (number, bookmark) in enumerate(zip(items, bookmarks, strict=True)):
            before = b"/Prev %d 0 R " % items[place - 1] if place else b""
            behind = b"/Next %d 0 R " % items[place + 1] if place + 1 < len(items) else b""
            self.put(
                number,
                b"<< /Title %s /Parent %d 0 R %s%s/Dest [%d 0 R /XYZ null null null] >>"
                % (text_string(bookmark.title), root, before, behind, self.page_refs[bookmark.page - 1]),
            )
        self.put(
            root,
            b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (items[0], items[-1], len(items)),
        )
        return b"/Outlines %d 0 R /PageMode /UseOutlines" % root

    def _layers(self) -> bytes:
        """Layers of the sources: what was hidden stays hidden."""
        if not self.layers:
            return b""
        return b"/OCProperties << /OCGs [%s] /D << /BaseState /ON /OFF [%s] >> >>" % (
            _references(self.layers),
            _references(self.hidden_layers),
        )

    def _put_font(self, number: int, face: Face) -> None:
        descendant, descriptor, program, characters = (self.reserve() for _ in range(4))
        data = face.subset()
        tag = "".join(chr(ord("A") + byte % 26) for byte in hashlib.blake2b(data, digest_size=6).digest())
        name = f"/{tag}+{face.name}".encode()
        widths = " ".join(f"{glyph} [{width}]" for glyph, width in face.used_widths()).encode()
        self.put(
            number,
            b"<< /Type /Font /Subtype /Type0 /BaseFont %s /Encoding /Identity-H /DescendantFonts [%d 0 R] "
            b"/ToUnicode %d 0 R >>" % (name, descendant, characters),
        )
        self.put(
            descendant,
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont %s /CIDToGIDMap /Identity /DW 1000 /W [%s] "
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R >>"
            % (name, widths, descriptor),
        )
        self.put(
            descriptor,
            b"<< /Type /FontDescriptor /FontName %s /Flags 4 /FontBBox [%s] /ItalicAngle 0 /Ascent %d /Descent %d "
            b"/CapHeight %d /StemV 80 /FontFile2 %d 0 R >>"
            % (name, operands(face.box).encode(), face.ascent, face.descent, face.ascent, program),
        )
        self.put_stream(program, b"/Length1 %d" % len(data), data)
        self.put_stream(characters, b"", face.to_unicode().encode())

    def _put_end(self, catalog: int, info: int) -> None:
        start, count = self._at, len(self._offsets)
        rows = b"".join(
            b"%010d 00000 n \n" % offset if offset else b"0000000000 65535 f \n" for offset in self._offsets
        )
        self._write(b"xref\n0 %d\n" % count + rows)
        identifier = self._hash.hexdigest().encode()
        self._write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n"
            % (count, catalog, info, identifier, identifier, start)
        )


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
