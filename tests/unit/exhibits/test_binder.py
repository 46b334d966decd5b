from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader, PdfWriter

from requests_app.exhibits import binder as binder_module
from requests_app.exhibits.binder import bind, plan
from requests_app.exhibits.recognition import Word
from requests_app.exhibits.shapes import Binder, BinderCancelledError, Bound, Exhibit, ExhibitError
from tests.unit.exhibits.specimens import FONTS, Leaf, everything_in, pdf, texts, words

Make = Callable[..., Path]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "binder.pdf"


def bound_of(output: Path, *exhibits: Exhibit, **more: object) -> Bound:
    settings = {"prefix": "DL", **more}
    return bind(Binder(exhibits, **settings), output, fonts=FONTS)  # type: ignore[arg-type]


def three_pages(make: Make, name: str = "three.pdf") -> Path:
    return make(name, *(Leaf(words(f"Page {place} of the record")) for place in ("one", "two", "three")))


def test_every_page_of_an_exhibit_has_the_next_bates_number_and_its_page_in_the_filing(
    make: Make, output: Path
) -> None:
    bound = bound_of(
        output, Exhibit(three_pages(make), "First"), Exhibit(three_pages(make, "b.pdf"), "Second"), start=41
    )

    pages = texts(output)
    # 1 index, 2 cover, 3-5 the first, 6 cover, 7-9 the second
    assert bound.pages == len(pages) == 9
    assert (bound.first_bates, bound.last_bates, bound.next_number) == ("DL000041", "DL000046", 47)
    for page, number in ((3, 41), (4, 42), (5, 43), (7, 44), (8, 45), (9, 46)):
        assert f"DL0000{number}" in pages[page - 1] and f"p. {page}" in pages[page - 1]
        assert sum(f"DL0000{other}" in pages[page - 1] for other in range(41, 47)) == 1
    assert "Page two of the record" in pages[3]


def test_the_plan_says_what_the_binder_will_be(make: Make, output: Path) -> None:
    exhibits = (Exhibit(three_pages(make), "First", page_ranges=((2, None),)), Exhibit(three_pages(make), "Second"))
    planned = plan(Binder(exhibits, prefix="DL", labels="numbers"), fonts=FONTS)
    bound = bound_of(output, *exhibits, labels="numbers")

    assert planned.entries == bound.entries
    assert planned.page_count == bound.pages
    assert [(entry.label, entry.first_page, entry.last_page) for entry in planned.entries] == [
        ("1", 2, 4),
        ("2", 5, 8),
    ]
    assert planned.next_number == 6
    assert not planned.entries[0].path.with_name("binder").exists()


def test_page_labels_equal_the_electronic_page_count(make: Make, output: Path) -> None:
    bound_of(output, Exhibit(three_pages(make), "First"))

    assert PdfReader(output).page_labels == ["1", "2", "3", "4", "5"]


def test_bookmarks_lead_to_the_first_page_of_each_part(make: Make, output: Path) -> None:
    bound_of(
        output,
        Exhibit(three_pages(make), "E-mail of the sergeant"),
        Exhibit(three_pages(make), "Contrato, año 2012"),
        declaration="I am the custodian.",
    )

    reader = PdfReader(output)
    found = [(mark.title, reader.get_destination_page_number(mark) + 1) for mark in reader.outline]  # type: ignore[union-attr]
    assert found == [
        ("Index of exhibits", 1),
        ("Declaration of custodian of records", 2),
        ("Exhibit A – E-mail of the sergeant (DL000001 – DL000003)", 3),
        ("Exhibit B – Contrato, año 2012 (DL000004 – DL000006)", 7),
    ]
    assert reader.root_object["/PageMode"] == "/UseOutlines"


def test_the_index_names_describes_numbers_and_links_every_exhibit(make: Make, output: Path) -> None:
    bound_of(output, *(Exhibit(three_pages(make), f"Paper {n}", f"What paper {n} shows.") for n in range(1, 31)))

    reader = PdfReader(output)
    index = [page for page in reader.pages if "/Annots" in page]
    links = [(link.get_object()["/Dest"][0], link.get_object()) for page in index for link in page["/Annots"]]  # type: ignore[attr-defined]
    pages = [reader.get_page_number(goal.get_object()) + 1 for goal, _ in links]
    assert len(index) == 2
    assert pages == [3 + 4 * place for place in range(30)]
    text = " ".join(texts(output)[:2])
    assert "Exhibit AD" in text and "What paper 30 shows." in text and "DL000088" in text and "119" in text


@pytest.mark.parametrize("prefix", ["ALDER-BAY-", "COUNTY OF ALDER BAY ", "WWWWWWWWWWWWWWWWWWWW"])
def test_the_index_breaks_no_bates_number_however_long(make: Make, output: Path, prefix: str) -> None:
    bound_of(output, Exhibit(three_pages(make), "First"), prefix=prefix, width=12)

    assert f"{prefix}000000000001 –" in texts(output)[0] and f"{prefix}000000000003" in texts(output)[0]


def test_title_and_language_are_set_and_shown(make: Make, output: Path) -> None:
    bound_of(output, Exhibit(three_pages(make), "First"), title="Exhibits A–F to the Petition")

    reader = PdfReader(output)
    assert reader.metadata is not None and reader.metadata.title == "Exhibits A–F to the Petition"
    assert reader.root_object["/Lang"] == "en-US"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"].value is True  # type: ignore[index]


def test_the_custodians_words_run_over_as_many_pages_as_they_need(make: Make, output: Path) -> None:
    declaration = "\n\n".join(
        f"Statement {n}. " + "I kept these records in the ordinary course. " * 8 for n in range(12)
    )
    bound = bound_of(output, Exhibit(three_pages(make), "First"), declaration=declaration, index=False)

    text = "\n".join(texts(output)[: bound.entries[0].first_page - 1])
    assert "Statement 0." in text and "Statement 11." in text
    assert "Signature of the custodian of records" in text
    assert bound.entries[0].first_page > 2  # some 1,200 points of lines, and 650 on a page


def test_the_same_binder_gives_the_same_bytes(make: Make, output: Path, tmp_path: Path) -> None:
    exhibit = Exhibit(three_pages(make), "First")
    bound_of(output, exhibit)
    bound_of(tmp_path / "again.pdf", exhibit)

    assert output.read_bytes() == (tmp_path / "again.pdf").read_bytes()


def test_originals_are_untouched_and_never_the_output(make: Make, output: Path) -> None:
    path = three_pages(make)
    before, written_at = path.read_bytes(), path.stat().st_mtime_ns
    path.chmod(0o444)
    bound_of(output, Exhibit(path, "First"))

    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, written_at)
    with pytest.raises(ExhibitError, match=r"“three.pdf” is one of the exhibits"):
        bound_of(path, Exhibit(path, "First"))


def test_a_stopped_binder_leaves_what_stood_there(make: Make, output: Path) -> None:
    output.write_bytes(b"the binder of yesterday")
    seen: list[tuple[int, int]] = []
    with pytest.raises(BinderCancelledError):
        bind(
            Binder((Exhibit(three_pages(make), "First"),)),
            output,
            fonts=FONTS,
            progress=lambda done, total: seen.append((done, total)),
            cancelled=lambda: len(seen) == 2,
        )

    assert seen == [(1, 5), (2, 5)]
    assert output.read_bytes() == b"the binder of yesterday"
    assert [path.name for path in output.parent.iterdir() if path.suffix != ".pdf"] == []


def broken_files() -> dict[str, bytes]:
    whole = pdf([Leaf(words("x"))])
    return {
        "empty.pdf": b"",
        "letter.docx": b"PK\x03\x04 not a PDF at all",
        "half.pdf": whole[: len(whole) // 3],
        "nopage.pdf": pdf([]),
        "noise.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 20,
        "filter.pdf": pdf([Leaf()], objects={11: "<< /Length 1 /Filter /Unheard >>\nstream\nx\nendstream"}),
        "loop.pdf": pdf([], objects={2: "<< /Type /Pages /Count 1 /Kids [2 0 R] >>"}),
    }


@pytest.mark.parametrize("name", broken_files())
def test_a_broken_file_is_refused_by_name_and_nothing_is_written(
    name: str, make: Make, tmp_path: Path, output: Path
) -> None:
    (tmp_path / name).write_bytes(broken_files()[name])
    with pytest.raises(ExhibitError, match=name):
        bound_of(output, Exhibit(three_pages(make), "Good"), Exhibit(tmp_path / name, "Bad"))

    assert not output.exists()


def test_a_missing_file_is_refused_by_name(tmp_path: Path, output: Path) -> None:
    with pytest.raises(ExhibitError, match=r"“gone.pdf” cannot be opened"):
        bound_of(output, Exhibit(tmp_path / "gone.pdf", "Gone"))


@pytest.mark.parametrize("password", ["", "secret"])
def test_an_encrypted_file_is_refused_by_name(password: str, make: Make, tmp_path: Path, output: Path) -> None:
    writer = PdfWriter(clone_from=three_pages(make))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(ExhibitError, match=r"“locked.pdf” is encrypted"):
        bound_of(output, Exhibit(tmp_path / "locked.pdf", "Locked"))


def test_an_empty_binder_is_refused(output: Path) -> None:
    with pytest.raises(ExhibitError, match="at least one exhibit"):
        bound_of(output)


def test_pages_left_out_are_not_carried_along_unseen(make: Make, output: Path) -> None:
    shared = "/XObject << /Open 1000 0 R /Secret 1001 0 R >>"
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Length {} >>\nstream\n{}\nendstream"
    drawn = {1000: "0 0 1 rg 10 10 5 5 re f % OPEN", 1001: "1 0 0 rg 10 10 5 5 re f % PRIVILEGED"}
    path = make(
        "memo.pdf",
        Leaf("/Open Do", resources=shared),
        Leaf("/Secret Do " + "BT (PRIVILEGED TOO) Tj ET", resources=shared),
        objects={number: form.format(len(text), text) for number, text in drawn.items()},
    )
    bound_of(output, Exhibit(path, "Memo", page_ranges=((1, 1),)))

    found = everything_in(output)
    assert "% OPEN" in found
    assert "PRIVILEGED" not in found


def test_pages_without_words_to_search_are_reported(make: Make, output: Path) -> None:
    path = make("scan.pdf", Leaf(words("typed")), Leaf("0.9 g 100 100 300 300 re f"))
    bound = bound_of(output, Exhibit(path, "Scan"))

    assert bound.pages_without_text == (4,)


def test_words_recognised_on_a_scan_can_be_searched_where_they_are_seen(
    make: Make, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Word("withheld", left=300, top=600, width=400, height=60)  # 300 dots per inch: 72 and 144 points
    monkeypatch.setattr(binder_module, "words_on", lambda picture, dots: (seen,))
    path = make("scan.pdf", Leaf("0.9 g 100 100 300 300 re f"), Leaf("0.9 g 1 1 2 2 re f", more="/Rotate 90"))
    bound = bound_of(output, Exhibit(path, "Scan"), recognise_text=True, cover_sheets=False, index=False)

    assert bound.pages_without_text == ()
    with pdfium.PdfDocument(output) as document:
        for page, place in ((document[0], (72, 792 - 158)), (document[1], (144, 72))):
            text = page.get_textpage()
            assert "withheld" in text.get_text_bounded()
            left, bottom, _, _ = text.get_charbox(text.get_text_bounded().index("withheld"), loose=True)
            assert (left, bottom) == pytest.approx(place, abs=8)


def test_scans_are_left_as_they_are_unless_words_are_asked_for(
    make: Make, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binder_module, "words_on", lambda picture, dots: pytest.fail("it was not asked for"))
    bound = bound_of(output, Exhibit(make("scan.pdf", Leaf()), "Scan"))

    assert bound.pages_without_text == (3,)


def test_a_binder_bound_again_keeps_its_own_numbers_legible_beside_the_new_ones(make: Make, tmp_path: Path) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    bound_of(first, Exhibit(three_pages(make), "First"), start=74108)
    bound_of(second, Exhibit(first, "The first binder"), prefix="NEW", start=295)
    with pdfium.PdfDocument(second) as document:  # as it is painted: each glyph by the font that is found for it
        painted = [page.get_textpage().get_text_bounded() for page in document]
    assert "DL074110" in painted[-1]
    assert "NEW000299" in painted[-1]
    with pdfium.PdfDocument(second) as again, pdfium.PdfDocument(first) as before:
        # the first binder's index, drawn with the same typeface: not a sign of it is missing
        index = before[0].get_textpage().get_text_bounded()
        assert "DL074108 –" in index
        assert set(index.split()) <= set(again[2].get_textpage().get_text_bounded().split())


def test_a_binder_without_bates_numbers_has_a_cover_and_an_index_of_days(make: Make, output: Path) -> None:
    bound_of(
        output,
        Exhibit(three_pages(make), "The contract", dated="Mon 5 Oct 2026"),
        is_numbered=False, noun="Paper", labels="numbers", cover_sheets=False, cover=("The matter", "1 paper"),
    )  # fmt: skip
    pages = texts(output)
    assert len(pages) == 5  # cover, index, three pages
    assert "The matter" in pages[0]
    assert "INDEX OF PAPERS" in pages[1]
    assert "Mon 5 Oct 2026" in pages[1]
    assert "Bates" not in pages[1]
    assert "p. 3" in pages[2]
    titles = [str(line.title) for line in PdfReader(output).outline]  # type: ignore[union-attr]
    assert titles == ["Cover", "Index of papers", "1 – Mon 5 Oct 2026 – The contract"]
