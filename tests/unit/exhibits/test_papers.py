from datetime import date
from html.parser import HTMLParser
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from requests_app.exhibits.papers import (
    Caption,
    Heading,
    Leader,
    Paper,
    Paragraph,
    Party,
    Quotation,
    Signature,
    Table,
)
from requests_app.exhibits.papers_docx import to_docx
from requests_app.exhibits.papers_html import to_html
from requests_app.exhibits.papers_of_fact import (
    Cited,
    Erratum,
    Happening,
    IndexedRecord,
    Served,
    chronology,
    exemption_index,
    notice_of_errata,
    proof_of_service,
    table_of_authorities,
)
from requests_app.exhibits.shapes import ExhibitError

CAPTION = Caption(
    filers=("Ada Example (State Bar No. 123456)", "100 First Street", "", "Attorneys for Petitioner"),
    court="Superior Court of California",
    county="County of Los Angeles",
    parties=(Party("CIVIC RECORDS PROJECT", "Petitioner"), Party("CITY OF EXAMPLE", "Respondent")),
    case_number="26STCP00001",
    particulars=(("Dept.", "85"),),
)


class Words(HTMLParser):
    """The words of a document, tags and style sheets left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data.replace("\xa0", " "))


def html_words(paper: Paper) -> str:
    return " ".join(" ".join(Words(to_html(paper)).found).split())


def docx_words(paper: Paper) -> str:
    document = Document(BytesIO(to_docx(paper)))
    runs = document.element.body.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p"))
    return " ".join("".join(run.text if run.tag == qn("w:t") else " " for run in runs).replace("\xa0", " ").split())


def rows(paper: Paper) -> list[tuple[str, ...]]:
    return [row for block in paper.blocks if isinstance(block, Table) for row in block.rows]


def test_both_forms_of_a_paper_hold_the_same_words_in_the_same_order() -> None:
    paper = Paper(
        "DECLARATION OF ADA EXAMPLE",
        (
            Heading("Background"),
            Paragraph("I sent the request under § 7922.535.", number=1),
            Quotation("A line\nand another"),
            Table(("Day", "What"), (("Monday", "Sent"), ("Tuesday", "Denied")), (1, 3)),
            Leader("Example v. City", "(2020) 1 Cal.5th 1", "3, 4"),
            Signature("Ada Example", ("Attorney for Petitioner",), has_date=False),
        ),
        CAPTION,
        note="A note of the lawyer.",
    )
    plain = [text.replace("_" * 30 + " ", "") for text in (html_words(paper), docx_words(paper))]

    foot = "DECLARATION OF ADA EXAMPLE "
    assert plain[0].removeprefix(foot).upper() == plain[1].replace("\u2003", " ").upper()


def test_words_are_never_taken_for_markup() -> None:
    paper = Paper("A <b>title</b>", (Paragraph("<script>alert(1)</script>"),), CAPTION)

    assert "<script>" not in to_html(paper) and "<b>title" not in to_html(paper)
    assert "<script>alert(1)</script>" in html_words(paper) and "<script>alert(1)</script>" in docx_words(paper)


def test_pleading_paper_numbers_twenty_eight_lines_of_twenty_four_points() -> None:
    document = Document(BytesIO(to_docx(Paper("TITLE", (Paragraph("Words"),), CAPTION))))
    section = document.sections[0]
    numbers = [
        paragraph for paragraph in section.header.paragraphs if paragraph._p.pPr.find(qn("w:framePr")) is not None
    ]

    assert [paragraph.text for paragraph in numbers] == [str(line) for line in range(1, 29)]
    assert {paragraph.paragraph_format.line_spacing.pt for paragraph in numbers} == {24}
    assert section.left_margin.inches >= 1 and section.right_margin.inches >= 0.5
    assert section.top_margin.pt + 28 * 24 + section.bottom_margin.pt <= 792


def test_the_court_stands_on_line_eight_and_what_follows_the_caption_on_a_numbered_line() -> None:
    document = Document(BytesIO(to_docx(Paper("TITLE", (), CAPTION))))
    filers, caption = document.tables

    assert document.element.body[0] is filers._tbl and filers.rows[0].height.pt == 7 * 24
    assert filers.rows[0].cells[1].text == ""  # the clerk's space at the right
    assert caption.rows[0].height.pt % 24 == 0
    assert f"height: {CAPTION.height('TITLE')}pt" in to_html(Paper("TITLE", (), CAPTION))


def test_the_footer_has_the_page_number_and_the_title_in_ten_points() -> None:
    footer = Document(BytesIO(to_docx(Paper("PROOF OF SERVICE", (), CAPTION)))).sections[0].footer

    assert [text.text for text in footer._element.iter(qn("w:instrText"))] == ["PAGE"]
    assert footer.paragraphs[1].text == "PROOF OF SERVICE"
    assert footer.paragraphs[1].runs[0].font.size.pt == 10


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ExhibitError):
        Table(("a", "b"), (("only one",),), (1, 1))


def test_a_chronology_claims_no_day_that_is_not_known() -> None:
    first = date(2012, 8, 1)
    paper = chronology([Happening(first, "Sent", "", "month"), Happening(first, "Received", "", "unknown")])
    assert [row[0] for row in rows(paper)] == ["August 2012", "About August 1, 2012"]


def test_a_chronology_goes_by_the_day() -> None:
    paper = chronology(
        [Happening(date(2013, 5, 6), "Petition filed", "Ex. B"), Happening(date(2012, 8, 30), "Request sent")],
        note="From the file.",
    )

    assert rows(paper) == [("August 30, 2012", "Request sent", "–"), ("May 6, 2013", "Petition filed", "Ex. B")]
    assert "From the file." in html_words(paper) and "From the file." in docx_words(paper)


def test_an_exemption_index_has_a_column_for_every_question_of_the_court() -> None:
    record = IndexedRecord(
        bates="DL000001 – DL000004",
        dated="August 12, 2012",
        author_and_recipient="Sgt. A to Lt. B",
        description="E-mail on retention",
        withheld="p. 2, lines 4–19",
        citation="Gov. Code, § 7923.600",
        former_citation="Gov. Code, § 6254, subd. (f)",
        factual_basis="",
        segregable="Yes",
        declarant="Sgt. C",
        response="No investigation is named",
        ruling="",
    )
    paper = exemption_index([record])
    (row,) = rows(paper)

    assert paper.is_landscape
    assert row[5] == "Gov. Code, § 7923.600\n(former Gov. Code, § 6254, subd. (f))"
    assert row[6] == row[10] == "–"
    (table,) = paper.blocks
    assert isinstance(table, Table)
    # Nothing is stated of the factual basis and of a ruling: the others have their room.
    assert table.widths == (8, 7, 9, 12, 9, 11, 8, 10, 9, 14, 8)
    printed, editable = html_words(paper), docx_words(paper)
    for line in "\n".join(row).splitlines():
        assert line in printed and line in editable


def test_a_proof_of_service_groups_people_by_the_manner_they_were_served() -> None:
    paper = proof_of_service(
        papers=["Notice of Errata"],
        served=[
            Served("Bo Counsel", "Respondent", ("bo@example.org",), "electronic"),
            Served("Cy Clerk", "", ("200 Main Street", "Example, CA 90000"), "mail"),
            Served("Di Counsel", "Real party", ("di@example.org",), "electronic"),
        ],
        served_on=date(2026, 11, 20),
        server="Eve Server",
        server_address=["100 First Street", "Los Angeles, CA 90001"],
        server_email="eve@example.org",
        county="Los Angeles",
        place="Los Angeles, California",
        caption=CAPTION,
    )
    text = html_words(paper)

    assert rows(paper) == [
        ("Cy Clerk", "–", "200 Main Street\nExample, CA 90000"),
        ("Bo Counsel", "Respondent", "bo@example.org"),
        ("Di Counsel", "Real party", "di@example.org"),
    ]
    assert (
        text.index("By mail")
        < text.index("Cy Clerk")
        < text.index("By electronic service")
        < text.index("Bo Counsel")
    )
    assert "United States Postal Service at Los Angeles, California" in text
    assert "under penalty of perjury under the laws of the State of California" in text
    assert "Executed on November 20, 2026" in text


def test_a_notice_of_errata_sets_each_mistake_beside_what_it_should_say() -> None:
    paper = notice_of_errata(
        [Erratum("Page 4, line 12", "§ 6254(f)", "§ 7923.600")],
        paper="Opening Brief",
        filed_on=date(2026, 11, 2),
        caption=CAPTION,
        counsel="Ada Example",
        for_whom="Petitioner",
    )

    assert rows(paper) == [("Page 4, line 12", "§ 6254(f)", "§ 7923.600")]
    assert "Opening Brief, filed on November 2, 2026" in html_words(paper)
    assert paper.footer == "NOTICE OF ERRATA"


def leaders(paper: Paper) -> list[tuple[str, str, str]]:
    return [(block.name, block.text, block.pages) for block in paper.blocks if isinstance(block, Leader)]


def test_an_authority_on_five_pages_is_cited_passim() -> None:
    four = [Cited("case", "Four v. Pages", "(2001) 1 Cal.4th 1", page) for page in (9, 2, 2, 5, 11)]
    five = [Cited("case", "Five v. Pages", "(2002) 2 Cal.4th 2", page) for page in (1, 2, 3, 4, 5)]

    assert leaders(table_of_authorities(four + five)) == [
        ("Five v. Pages", "(2002) 2 Cal.4th 2", "passim"),
        ("Four v. Pages", "(2001) 1 Cal.4th 1", "2, 5, 9, 11"),
    ]


def test_authorities_stand_by_kind_and_sections_by_number() -> None:
    paper = table_of_authorities(
        [
            Cited("rule", "", "Cal. Rules of Court, rule 8.74", 1),
            Cited("statute", "", "Gov. Code, § 10000", 1),
            Cited("statute", "", "Gov. Code, § 7923.600", 1),
            Cited("statute", "", "Code Civ. Proc., § 1085", 1),
            Cited("constitution", "", "Cal. Const., art. I, § 3", 1),
            Cited("case", "Zed v. City", "(2000) 1 Cal.4th 1", 1),
        ]
    )

    assert [block.text for block in paper.blocks if isinstance(block, Heading)] == [
        "Cases",
        "Constitutional Provisions",
        "Statutes",
        "Rules of Court",
    ]
    assert [text for _, text, _ in leaders(paper)][2:5] == [
        "Code Civ. Proc., § 1085",
        "Gov. Code, § 7923.600",
        "Gov. Code, § 10000",
    ]


@pytest.mark.parametrize("build", [chronology, exemption_index, table_of_authorities])
def test_a_paper_of_nothing_is_refused(build: object) -> None:
    with pytest.raises(ExhibitError, match="at least one entry"):
        build([])  # type: ignore[operator]
