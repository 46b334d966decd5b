"""A court paper as one HTML document for whoever prints HTML; every word in it is escaped."""

from html import escape
from pathlib import Path
from textwrap import wrap

from requests_app.exhibits.papers import (
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

_STYLE = (Path(__file__).parent / "pleading.css").read_text(encoding="utf-8")
_BEFORE_DOTS = 60  # signs: leaves room for the dots and the pages of a table of authorities
_SET_IN = '<br><span class="in"></span>'
_FACES = (
    ("Regular", "normal", "normal"),
    ("Bold", "bold", "normal"),
    ("Italic", "normal", "italic"),
    ("BoldItalic", "bold", "italic"),
)


def to_html(paper: Paper, *, fonts: str = "letter:") -> str:
    """The paper with its style sheet; `fonts` is what stands before "Tinos-Regular.ttf" to find the typefaces.

    Nothing else is fetched. Pages are US Letter.
    """
    faces = "".join(
        f'@font-face {{ font-family: "Tinos"; src: url("{fonts}Tinos-{name}.ttf"); '
        f"font-weight: {weight}; font-style: {style}; }}\n"
        for name, weight, style in _FACES
    )
    foot = f'<div id="foot"><div class="page"></div><div class="name">{escape(paper.footer)}</div></div>'
    head = _caption(paper.caption, paper.title) if paper.caption else f'<h1 class="title">{_lines(paper.title)}</h1>'
    note = f'<p class="note">{_lines(paper.note)}</p>' if paper.note else ""
    blocks = "\n".join(_block(block) for block in paper.blocks)
    return (
        f'<!doctype html><html lang="{escape(paper.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(paper.title)}</title><style>{faces}{_STYLE}</style></head>"
        f'<body class="{"wide" if paper.is_landscape else "numbered"}">{foot}{head}'
        f'<div class="body">{note}{blocks}</div></body></html>'
    )


def _lines(text: str) -> str:
    return "<br>".join(_words(line) for line in text.splitlines())


def _words(text: str) -> str:
    """A section sign is never parted from its number."""
    return escape(text).replace("§ ", "§&nbsp;")


def _caption(caption: Caption, title: str) -> str:
    filers = "".join(f"<p>{_words(line) or '&nbsp;'}</p>" for line in caption.filers)
    parties = ""
    for place, party in enumerate(caption.parties):
        versus = '<p class="versus">v.</p>' if place == 1 else ""
        is_last = place == len(caption.parties) - 1
        role, end = ("role end", ".") if is_last else ("role", ",")
        parties += f'{versus}<p>{_words(party.names)},</p><p class="{role}">{_words(party.role)}{end}</p>'
    particulars = "".join(f"<p>{escape(name)}: {escape(value)}</p>" for name, value in caption.particulars)
    return (
        f'<div class="filers close">{filers}</div>'
        f'<p class="court">{escape(caption.court)}</p><p class="court">{escape(caption.county)}</p>'
        f'<div class="space"></div><div class="close">'
        f'<table class="caption" style="height: {caption.height(title)}pt"><tr><td class="parties">{parties}</td>'
        f'<td class="paper"><p>Case No. {escape(caption.case_number)}</p><h1>{_lines(title)}</h1>{particulars}</td>'
        '</tr></table></div><div class="space"></div>'
    )


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h2>{escape(block.text)}</h2>"
        case Paragraph():
            number = f"{block.number}.&emsp;" if block.number is not None else ""
            kind = "" if block.is_indented else ' class="flush"'
            return f"<p{kind}>{number}{_lines(block.text)}</p>"
        case Quotation():
            return f'<blockquote class="close"><p>{_lines(block.text)}</p></blockquote>'
        case Table():
            return _table(block)
        case Leader():
            lines = [f"<i>{_words(block.name)}</i>"] if block.name else []
            lines += [_words(line) for line in wrap(block.text, _BEFORE_DOTS)]
            pages = f'<span class="pages">{escape(block.pages)}</span>'
            return f'<div class="leader close">{_SET_IN.join(lines)}{pages}</div>'
        case Signature():
            return _signature(block)


def _table(table: Table) -> str:
    total = sum(table.widths)
    kinds = [' class="number"' if place in table.numbers else "" for place in range(len(table.columns))]
    columns = "".join(
        f'<th scope="col"{kind} style="width: {width / total:.2%}">{escape(name)}</th>'
        for name, width, kind in zip(table.columns, table.widths, kinds, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f"<td{kind}>{_lines(cell)}</td>" for cell, kind in zip(row, kinds, strict=True)) + "</tr>"
        for row in table.rows
    )
    total_kind = " total" if table.has_total else ""
    return f'<table class="facts{total_kind}"><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>'


def _signature(signature: Signature) -> str:
    date = "<p>Dated: ____________________</p>" if signature.has_date else ""
    below = "".join(f'<p class="below">{escape(line)}</p>' for line in signature.below)
    name = escape(signature.name) or "Signature"
    return f'<div class="signature">{date}<p class="line">{name}</p>{below}</div>'
