"""A court paper as a Word file that a lawyer goes on writing in. The only module here that knows python-docx."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from requests_app.exhibits.papers import (
    LINE,
    Block,
    Caption,
    Heading,
    Leader,
    Paper,
    Paragraph,
    Quotation,
    Signature,
    Table,
)

_FONT = "Times New Roman"
_LINES = 28
_WIDE, _HIGH = Pt(612), Pt(792)
_TEXT_WIDTH = {False: 448.0, True: 712.0}  # points: upright on pleading paper, and across


def to_docx(paper: Paper) -> bytes:
    """The paper on 28-line pleading paper, or across on plain paper; the same words as its HTML."""
    document = Document()
    _styles(document)
    document.core_properties.title = paper.footer
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = paper.language
    section = document.sections[0]
    _page(section, is_landscape=paper.is_landscape)
    if not paper.is_landscape:
        _line_numbers(section)
    _footer(section, paper.footer)
    writer = _Writer(document, is_landscape=paper.is_landscape)
    if paper.caption:
        writer.caption(paper.caption, paper.title)
    else:
        for line in paper.title.splitlines():
            writer.line(line, align="center", is_bold=True)
    if paper.note:
        writer.line(paper.note)
    for block in paper.blocks:
        writer.block(block)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer:
    """Writes blocks at the end of a document."""

    def __init__(self, document: Any, *, is_landscape: bool) -> None:
        self._document, self._width = document, _TEXT_WIDTH[is_landscape]
        self._small = is_landscape

    def line(
        self, text: str, *, align: str = "left", is_bold: bool = False, close: bool = False, indent: float = 0
    ) -> WordParagraph:
        """One paragraph, on a line of its own number, or `close`: two to a number."""
        paragraph: WordParagraph = self._document.add_paragraph()
        _spacing(paragraph, LINE / 2 if close else LINE)
        if align == "center":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.first_line_indent = Pt(indent)
        paragraph.add_run(_joined(text)).bold = is_bold
        return paragraph

    def caption(self, caption: Caption, title: str) -> None:
        """Filers on lines 1 to 7, the court from line 8, then the parties beside number and title."""
        filers = self._row_of_two(7 * LINE)[0]
        for filer in caption.filers:
            _in_cell(filers, filer)
        self.line(caption.court.upper(), align="center", is_bold=True)
        self.line(caption.county.upper(), align="center", is_bold=True)
        self.line("")
        left, right = self._row_of_two(caption.height(title))
        _borders(left, ("right", "bottom"))
        rows: list[tuple[str, float]] = []
        for place, party in enumerate(caption.parties):
            end = "." if place == len(caption.parties) - 1 else ","
            rows += [("v.", 54)] if place == 1 else []
            rows += [(f"{party.names},", 0), (f"{party.role}{end}", 108)]
        for text, indent in rows:
            _in_cell(left, text, indent=indent, after=12)
        _in_cell(right, f"Case No. {caption.case_number}", after=12)
        for part in title.splitlines():
            _in_cell(right, part, is_bold=True)
        for name, value in caption.particulars:
            _in_cell(right, f"{name}: {value}", before=12)
        self.line("")

    def _row_of_two(self, height: int) -> tuple[_Cell, _Cell]:
        """Two cells beside each other, at least so many points high; right of the filers the clerk stamps."""
        row = self._document.add_table(rows=1, cols=2).rows[0]
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Pt(height)
        left, right = row.cells
        return left, right

    def block(self, block: Block) -> None:
        """One block, in its own manner."""
        match block:
            case Heading():
                self.line(block.text, align="center", is_bold=True).paragraph_format.keep_with_next = True
            case Paragraph():
                number = f"{block.number}.\u2003" if block.number is not None else ""
                self.line(number + block.text, indent=36 if block.is_indented else 0)
            case Quotation():
                quoted = self.line(block.text, close=True)
                quoted.paragraph_format.left_indent = quoted.paragraph_format.right_indent = Pt(36)
                quoted.paragraph_format.space_after = Pt(12)
            case Table():
                self._table(block)
            case Leader():
                self._leader(block)
            case Signature():
                if block.has_date:
                    dated = self.line("Dated: ____________________").paragraph_format
                    dated.space_before, dated.keep_with_next = Pt(LINE), True
                else:
                    self.line("").paragraph_format.keep_with_next = True
                for text in ("______________________________", block.name or "Signature", *block.below):
                    signed = self.line(text, close=True)
                    signed.paragraph_format.left_indent = Pt(200)
                    signed.paragraph_format.keep_with_next = True

    def _table(self, block: Table) -> None:
        self.line("", close=True)
        table: WordTable = self._document.add_table(rows=1 + len(block.rows), cols=len(block.columns))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        size = 9 if self._small else 12
        for cell, name in zip(table.rows[0].cells, block.columns, strict=True):
            _in_cell(cell, name, is_bold=True, size=size)
            _borders(cell, ("bottom",))
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        for place, row in enumerate(block.rows, 1):
            for cell, text in zip(table.rows[place].cells, row, strict=True):
                _in_cell(cell, text, size=size, before=3, after=3)
                _borders(cell, ("bottom",))
        total = sum(block.widths)
        for row_made in table.rows:
            row_made._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        for column, width in zip(table.columns, block.widths, strict=True):
            column.width = Pt(self._width * width / total)
            for cell in column.cells:
                cell.width = column.width
        self.line("", close=True)

    def _leader(self, block: Leader) -> None:
        paragraph = self.line("", close=True)
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent = Pt(24), Pt(-24)
        form.space_after = Pt(12)
        form.tab_stops.add_tab_stop(Pt(self._width - 14), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        if block.name:
            paragraph.add_run(block.name).italic = True
            paragraph.add_run().add_break()
        paragraph.add_run(f"{_joined(block.text)}\t{block.pages}")


def _styles(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.widow_control = False  # or a page would end on line 27


def _spacing(paragraph: WordParagraph, points: float) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(points)


def _page(section: Section, *, is_landscape: bool) -> None:
    section.page_width, section.page_height = (_HIGH, _WIDE) if is_landscape else (_WIDE, _HIGH)
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Pt(54), Pt(64)
    section.left_margin, section.right_margin = (Pt(40), Pt(40)) if is_landscape else (Pt(115), Pt(49))
    section.header_distance, section.footer_distance = Pt(24), Pt(24)
    if is_landscape:
        return
    rules = OxmlElement("w:pgBorders")
    rules.set(qn("w:offsetFrom"), "text")
    for side, kind in (("left", "double"), ("right", "single")):
        rules.append(_element(side, val=kind, sz="4", space="5", color="000000"))
    size = section._sectPr.find(qn("w:pgMar"))
    size.addnext(rules)


def _line_numbers(section: Section) -> None:
    """The numbers 1 to 28 in a frame that the header puts beside the text of every page."""
    for number in range(1, _LINES + 1):
        paragraph = section.header.add_paragraph(str(number))
        _spacing(paragraph, 24)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        frame = _element(
            "framePr", w="480", hRule="exact", h=str(_LINES * 480), hSpace="0", wrap="around",
            vAnchor="page", hAnchor="page", x="1580", y="1080",
        )  # fmt: skip
        paragraph._p.get_or_add_pPr().insert(0, frame)
    section.header.paragraphs[0]._p.getparent().remove(section.header.paragraphs[0]._p)
    _spacing(section.header.add_paragraph(), 1)


def _footer(section: Section, title: str) -> None:
    number = section.footer.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = number.add_run()
        if kind:
            run._r.append(_element("fldChar", fldCharType=kind))
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = text
            run._r.append(instruction)
    name = section.footer.add_paragraph()
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name.add_run(title).font.size = Pt(10)
    rule = OxmlElement("w:pBdr")
    rule.append(_element("top", val="single", sz="6", space="3", color="000000"))
    # The schema wants borders before the alignment.
    name._p.get_or_add_pPr().find(qn("w:jc")).addprevious(rule)


def _in_cell(
    cell: _Cell,
    text: str,
    *,
    is_bold: bool = False,
    indent: float = 0,
    before: float = 0,
    after: float = 0,
    size: float = 12,
) -> None:
    """A single-spaced paragraph in a cell; the empty one that a new cell has is used first."""
    first = cell.paragraphs[0]
    paragraph = first if not first.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()
    _spacing(paragraph, size if size >= 12 else size + 2)
    form = paragraph.paragraph_format
    form.left_indent, form.space_before, form.space_after = Pt(indent), Pt(before), Pt(after)
    run = paragraph.add_run(_joined(text))
    run.bold, run.font.size = is_bold, Pt(size)


def _borders(cell: _Cell, sides: tuple[str, ...]) -> None:
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            borders.append(_element(side, val="single", sz="6", space="0", color="000000"))
    cell._tc.get_or_add_tcPr().append(borders)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _joined(text: str) -> str:
    """A section sign is never parted from its number."""
    return text.replace("§ ", "§\u00a0")
