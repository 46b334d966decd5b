"""Small PDF files made by hand, so that a test says what is in them."""

from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject

import requests_app.letters

FONTS = Path(requests_app.letters.__file__).parent / "fonts"
HELVETICA = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >>"


@dataclass(frozen=True)
class Leaf:
    """A page: what it draws, its boxes, and entries of its own."""

    draws: str = ""
    box: str = "0 0 612 792"
    resources: str = HELVETICA
    more: str = ""


def words(text: str, x: float = 72, y: float = 700, size: float = 12) -> str:
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET"


def pdf(leaves: list[Leaf], *, objects: dict[int, str] | None = None, catalog: str = "") -> bytes:
    """A PDF file; `objects` are numbered from 1000 and may be pointed to from anywhere."""
    bodies: dict[int, bytes] = {}
    first = 10
    for at, leaf in enumerate(leaves):
        content = leaf.draws.encode("latin-1")
        bodies[first + 2 * at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{leaf.box}] /Resources << {leaf.resources} >> "
            f"/Contents {first + 2 * at + 1} 0 R {leaf.more} >>"
        ).encode("latin-1")
        bodies[first + 2 * at + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(leaves)))
    bodies[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode("latin-1")
    bodies[2] = f"<< /Type /Pages /Count {len(leaves)} /Kids [{kids}] >>".encode()
    bodies |= {number: body.encode("latin-1") for number, body in (objects or {}).items()}
    out = bytearray(b"%PDF-1.7\n")
    rows = {}
    for number in sorted(bodies):
        rows[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, bodies[number])
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in rows.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(bodies) + 1, start)
    return bytes(out)


def everything_in(path: Path) -> str:
    """All that is in a file, streams unpacked: what a curious opponent would find."""
    reader = PdfReader(path)
    found = [path.read_bytes().decode("latin-1")]
    for number in range(1, int(reader.trailer["/Size"])):
        value = reader.get_object(number)
        found.append(str(value))
        if isinstance(value, StreamObject) and value.get("/Subtype") != "/Image":
            found.append(value.get_data().decode("latin-1"))
    return "\n".join(found)


def picture(path: Path, page: int, scale: float = 2) -> Image.Image:
    """A page, counted from 1, as it is shown, in grey."""
    with pdfium.PdfDocument(path) as document:
        document.init_forms()
        shown: Image.Image = document[page - 1].render(scale=scale, grayscale=True).to_pil()
        return shown


def texts(path: Path) -> list[str]:
    """What can be searched on each page, by a reader that is not the one that wrote it."""
    with pdfium.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]
