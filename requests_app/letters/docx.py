"""Write the same letter as a Word document, equal in words to the printed one. Alone knows python-docx."""

import copy
import io
import zipfile
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from requests_app.letters.marks import Block, BlockKind, Run, one_line, printable
from requests_app.letters.paper import Letterhead, LetterPaper, blocks_of

_FONT = "Times New Roman"  # of the same widths as the printed letter's, and on every machine that opens Word files
_INK = RGBColor(0x1F, 0x3A, 0x5F)
_GREY = RGBColor(0x4A, 0x55, 0x68)
_STYLES = {
    BlockKind.HEADING: "Heading 2",
    BlockKind.PARAGRAPH: "Normal",
    BlockKind.BULLETS: "List Bullet",
    BlockKind.NUMBERS: "List Number",
    BlockKind.QUOTATION: "Quote",
}
_WIDEST = Inches(2.5)  # of a logo, as in the printed letter
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def render_docx(paper: LetterPaper) -> bytes:
    """The letter as a .docx file on US Letter paper; the same letter always gives the same bytes.

    Raises: LetterError when the letter is not complete.
    """
    blocks = blocks_of(paper)
    document = docx.Document()
    _set_page(document, paper)
    _write_head(document, paper)
    for block in blocks:
        _write_block(document, block)
    _write_foot(document, paper)
    made = io.BytesIO()
    document.save(made)
    return _without_times(made.getvalue())


def _set_page(document: Any, paper: LetterPaper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1.1)
    section.top_margin, section.bottom_margin = Inches(0.9), Inches(0.95)
    for name in ("Normal", "Heading 1", "Heading 2", "Quote"):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(11.5)
        fonts = style.element.rPr.rFonts
        for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[attribute]  # a theme's font would win over ours
        style.paragraph_format.space_after = Pt(9)
    for name, before in (("Heading 1", 0), ("Heading 2", 12)):
        style = document.styles[name]
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.font.color.rgb = _INK if name == "Heading 2" else RGBColor(0, 0, 0)
    document.styles["Quote"].paragraph_format.left_indent = Inches(0.3)
    document.styles["Quote"].font.color.rgb = RGBColor(0, 0, 0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), paper.language)
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    properties = document.core_properties
    properties.title, properties.author = printable(paper.title), printable(paper.authors)
    properties.language, properties.comments = paper.language, ""
    properties.created = properties.modified = datetime.combine(paper.dated_on, time(), UTC)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in ((f"{paper.say.page} ", "PAGE"), (f" {paper.say.of} ", "NUMPAGES")):
        _small(footer.add_run(text))
        _field(_small(footer.add_run()), code)
    if paper.is_draft:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = header.add_run(paper.say.draft)
        run.bold, run.font.color.rgb = True, RGBColor(0x9B, 0x1C, 0x1C)


def _write_head(document: Any, paper: LetterPaper) -> None:
    if paper.second:
        row = document.add_table(rows=1, cols=2).rows[0]
        for cell, head in zip(row.cells, paper.letterheads, strict=True):
            _write_letterhead(cell, head, Pt(13), is_narrow=True)
            cell._tc.remove(cell.paragraphs[0]._p)  # the empty one every cell begins with
    else:
        _write_letterhead(document, paper.letterhead, Pt(17))
    _paragraph(document, paper.date, before=28, after=16)
    if paper.delivery:
        _paragraph(document, paper.delivery).runs[0].italic = True
    to = (paper.addressee.name, paper.addressee.organisation, *paper.addressee.address)
    _paragraph(document, *filter(None, to), after=16)
    subject = document.add_paragraph(f"{paper.say.subject} {one_line(paper.subject)}", style="Heading 1")
    subject.paragraph_format.left_indent = Inches(0.5)
    if paper.references:
        lines = [f"{label}: {value}" for label, value in paper.references]
        _paragraph(document, *lines, after=14).paragraph_format.left_indent = Inches(0.5)


def _write_letterhead(place: Any, head: Letterhead, size: Any, *, is_narrow: bool = False) -> None:
    """Into the page, or into the narrow cell of one of two who write together."""
    if head.logo:
        picture = place.add_paragraph()
        picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = picture.add_run().add_picture(io.BytesIO(head.logo), height=Inches(0.6))
        if shape.width > _WIDEST:
            shape.height, shape.width = int(shape.height * _WIDEST / shape.width), _WIDEST
        shape._inline.docPr.set("descr", head.alt)
    name = _paragraph(place, head.organisation, after=3)
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name.runs[0].font.size, name.runs[0].font.color.rgb = size, _INK
    for line in (head.address, head.contact):
        if line:
            whereabouts = _paragraph(place, *(line if is_narrow else [" · ".join(line)]), after=0)
            whereabouts.alignment = WD_ALIGN_PARAGRAPH.CENTER
            for run in whereabouts.runs:
                _small(run)


def _write_block(document: Any, block: Block) -> None:
    first = None
    for item in block.items:
        paragraph = document.add_paragraph(style=_STYLES[block.kind])
        for run in item:
            _write_run(paragraph, run)
        if block.kind is BlockKind.NUMBERS:
            first = first if first is not None else _new_numbering(document)
            _number_by(paragraph, first)


def _write_run(paragraph: Any, run: Run) -> None:
    written = paragraph.add_run()
    written.italic = True if run.is_italic else None
    for number, line in enumerate(run.text.split("\n")):
        if number:
            written.add_break(WD_BREAK.LINE)
        written.add_text(line)


def _write_foot(document: Any, paper: LetterPaper) -> None:
    closing = _paragraph(document, paper.closing, before=14, after=40)
    closing.paragraph_format.keep_with_next = True
    row = document.add_table(rows=1, cols=len(paper.signers)).rows[0]
    for cell, signer in zip(row.cells, paper.signers, strict=True):
        _fill(cell.paragraphs[0], signer.name, *signer.under)
        for run in cell.paragraphs[0].runs[:1]:
            run.bold = True
    for label, entries in ((paper.say.enclosed, paper.enclosures), (paper.say.copy_to, paper.copies_to)):
        if entries:
            _paragraph(document, label, *entries, before=14)


def _paragraph(document: Any, *lines: str, before: float = 0, after: float = 9) -> Any:
    """A paragraph with one run for each line."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    _fill(paragraph, *lines)
    return paragraph


def _fill(paragraph: Any, *lines: str) -> None:
    for number, line in enumerate(lines):
        run = paragraph.add_run()
        if number:
            run.add_break(WD_BREAK.LINE)
        run.add_text(one_line(line))


def _small(run: Any) -> Any:
    run.font.size, run.font.color.rgb = Pt(9), _GREY
    return run


def _field(run: Any, code: str) -> None:
    """Make of a run a number that Word counts, in the face of the run; Word writes another over this 1."""
    run.add_text("1")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run._r.addprevious(field)
    field.append(run._r)


def _new_numbering(document: Any) -> str:
    """A numbering that begins at 1 again, built like the one of the style; its id."""
    numbering = document.part.numbering_part.element
    of_style = document.styles["List Number"].element.pPr.numPr.numId.val
    model = next(num for num in numbering.num_lst if num.numId == of_style)
    num = numbering.add_num(model.abstractNumId.val)
    num.add_lvlOverride(ilvl=0).add_startOverride(1)
    return str(num.numId)


def _number_by(paragraph: Any, number: str) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = int(number)


def _without_times(data: bytes) -> bytes:
    """The same file without the moment of its making."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            fixed = copy.copy(entry)
            fixed.date_time = _ZIP_EPOCH
            after.writestr(fixed, before.read(entry))
    return made.getvalue()
