"""Compose letters and make them paper: facts in, a draft people may edit, a frozen page out.

Word documents have their own door, `requests_app.letters.docx`, so that only those who make them load the library.
"""

from requests_app.letters.catalogue import KINDS, LetterKind, WordingText, kind_of
from requests_app.letters.checking import check_wording
from requests_app.letters.compose import Draft, missing_facts, missing_names, obstacles, propose, sketch
from requests_app.letters.facts import Claim, CountedDate, Facts
from requests_app.letters.paper import Addressee, Letterhead, LetterPaper, Signer, lines, to_html
from requests_app.letters.pdf import is_available, print_html, render, why_not_available
from requests_app.letters.phrases import phrases_of
from requests_app.letters.vocabulary import CAPTIONS

__all__ = [
    "CAPTIONS",
    "KINDS",
    "Addressee",
    "Claim",
    "CountedDate",
    "Draft",
    "Facts",
    "LetterKind",
    "LetterPaper",
    "Letterhead",
    "Signer",
    "WordingText",
    "check_wording",
    "is_available",
    "kind_of",
    "lines",
    "missing_facts",
    "missing_names",
    "obstacles",
    "phrases_of",
    "print_html",
    "propose",
    "render",
    "sketch",
    "to_html",
    "why_not_available",
]
