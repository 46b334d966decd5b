"""Write small PDFs by hand, so that a test says exactly what is painted, and in which order."""

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf(*contents: bytes, page: bytes = b"", resources: bytes = b"", objects: tuple[bytes, ...] = ()) -> bytes:
    """A PDF with one page of 612 by 792 points for each content stream; Helvetica is /F1.

    `page` is added to each page, `resources` to its resources; `objects` are numbered from 10.
    """
    count = len(contents)
    first = 10 + len(objects)
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(count))
    numbered = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        3: FONT,
        **{10 + index: data for index, data in enumerate(objects)},
    }
    for index, content in enumerate(contents):
        numbered[first + 2 * index] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> %s >> %s >>" % (first + 2 * index + 1, resources, page)
        )
        numbered[first + 2 * index + 1] = stream(content)
    out, places = b"%PDF-1.7\n", {}
    for number, data in numbered.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    size = max(numbered) + 1
    table = b"".join(
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        for number in range(size)
    )
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n%s%s" % (size, table, end)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object with these dictionary entries."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def grey_picture(tones: bytes, width: int, more: bytes = b"") -> bytes:
    """A picture of one byte a pixel."""
    entries = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 %s"
    return stream(tones, entries % (width, len(tones) // width, more))
