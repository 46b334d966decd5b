from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from requests_app.exhibits.binder import bind
from requests_app.exhibits.shapes import Binder, Exhibit, ExhibitError
from tests.unit.exhibits.specimens import FONTS, HELVETICA, Leaf, everything_in, picture, texts, words

Make = Callable[..., Path]


def bound(path: Path) -> Path:
    output = path.with_name("binder.pdf")
    bind(Binder((Exhibit(path, "Paper"),), prefix="DL", cover_sheets=False, index=False), output, fonts=FONTS)
    return output


def test_nothing_that_acts_is_carried_over(make: Make) -> None:
    script = "/S /JavaScript /JS (app.alert\\(MARKER\\))"
    path = make(
        "active.pdf",
        Leaf(
            words("harmless words"),
            more=(
                f"/AA << /O << {script} >> >> /PieceInfo << /App << /Private (MARKER) >> >> /Metadata 1005 0 R "
                "/Annots [1001 0 R 1002 0 R 1003 0 R 1004 0 R]"
            ),
        ),
        objects={
            1000: f"<< {script} >>",
            1001: "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (MARKER.exe) >> >>",
            1002: f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << {script} >> >>",
            1003: "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /Type /Filespec /F (MARKER) "
            "/EF << /F 1005 0 R >> >> >>",
            1004: f"<< /Type /Annot /Subtype /Widget /FT /Btn /Rect [0 0 9 9] /AA << /K << {script} >> >> >>",
            1005: "<< /Type /EmbeddedFile /Length 6 >>\nstream\nMARKER\nendstream",
        },
        catalog=(
            "/OpenAction 1000 0 R /Names << /JavaScript << /Names [(a) 1000 0 R] >> "
            "/EmbeddedFiles << /Names [(a) << /Type /Filespec /EF << /F 1005 0 R >> >>] >> >> "
            "/AcroForm << /Fields [1004 0 R] /XFA (MARKER) >>"
        ),
    )
    output = bound(path)

    found = everything_in(output)
    for forbidden in ("MARKER", "JavaScript", "/JS", "Launch", "/AA", "EmbeddedFile", "AcroForm", "OpenAction"):
        assert forbidden not in found
    assert "harmless words" in texts(output)[0]


def test_a_filled_form_field_stays_to_be_read_and_searched(make: Make) -> None:
    appearance = "/Tx BMC q BT /F1 12 Tf 2 4 Td (Filled in by hand) Tj ET Q EMC"
    path = make(
        "form.pdf",
        Leaf(words("Name:"), more="/Annots [1000 0 R]"),
        objects={
            1000: "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Filled in by hand) /Rect [120 690 320 710] "
            "/F 4 /AP << /N 1001 0 R >> >>",
            1001: f"<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << {HELVETICA} >> "
            f"/Length {len(appearance)} >>\nstream\n{appearance}\nendstream",
        },
        catalog="/AcroForm << /Fields [1000 0 R] >>",
    )
    output = bound(path)

    assert "Filled in by hand" in texts(output)[0]
    assert "/Widget" not in everything_in(output)
    field = (2 * 120, 2 * (792 - 710), 2 * 320, 2 * (792 - 690))
    assert picture(output, 1).crop(field).tobytes() == picture(path, 1).crop(field).tobytes()


def test_a_filled_field_that_only_a_script_would_show_is_refused(make: Make) -> None:
    path = make(
        "blank-looking.pdf",
        Leaf(words("Name:"), more="/Annots [1000 0 R]"),
        objects={1000: "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (unseen) /Rect [120 690 320 710] >>"},
    )
    with pytest.raises(ExhibitError, match=r"“blank-looking.pdf” has a filled form field"):
        bound(path)


def test_a_hidden_layer_stays_hidden(make: Make) -> None:
    draws = "/OC /Shown BDC 0 g 100 100 50 50 re f EMC /OC /Hidden BDC 0 g 300 300 50 50 re f EMC"
    path = make(
        "layers.pdf",
        Leaf(draws, resources="/Properties << /Shown 1000 0 R /Hidden 1001 0 R >>"),
        objects={1000: "<< /Type /OCG /Name (Shown) >>", 1001: "<< /Type /OCG /Name (Hidden) >>"},
        catalog="/OCProperties << /OCGs [1000 0 R 1001 0 R] /D << /OFF [1001 0 R] >> >>",
    )
    page = picture(bound(path), 1, scale=1)

    assert page.getpixel((125, 792 - 125)) == 0
    assert page.getpixel((325, 792 - 325)) == 255


def test_links_to_taken_pages_and_to_the_web_stay(make: Make) -> None:
    path = make(
        "links.pdf",
        Leaf(words("contents"), more="/Annots [1000 0 R 1001 0 R]"),
        Leaf(words("chapter")),
        objects={
            1000: "<< /Type /Annot /Subtype /Link /Rect [72 690 200 710] /Dest [12 0 R /Fit] >>",
            1001: "<< /Subtype /Link /Rect [72 600 200 620] /A << /S /URI /URI (https://example.org/a) >> >>",
        },
    )
    reader = PdfReader(bound(path))
    first, second = (link.get_object() for link in reader.pages[0]["/Annots"])  # type: ignore[attr-defined]

    assert reader.get_page_number(first["/Dest"][0].get_object()) == 1
    assert first["/Rect"] == [72, 690, 200, 710]
    assert second["/A"]["/URI"] == b"https://example.org/a".decode()


def test_resources_of_the_page_tree_reach_the_page(make: Make) -> None:
    path = make(
        "inherited.pdf",
        Leaf(words("an inherited font", y=200)),
        objects={
            2: "<< /Type /Pages /Count 1 /Kids [10 0 R] /MediaBox [0 0 300 300] /Rotate 90 "
            f"/Resources << {HELVETICA} >> >>",
            10: "<< /Type /Page /Parent 2 0 R /Contents 11 0 R >>",
        },
    )
    output = bound(path)

    assert "an inherited font" in texts(output)[0]
    assert PdfReader(output).pages[0].rotation == 90
    assert PdfReader(output).pages[0].mediabox[2:] == [300, 300]
