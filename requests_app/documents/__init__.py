"""Look into received and issued files: pages, words, what is hidden under redactions, what they say of themselves."""

from requests_app.documents.findings import Box, HiddenText, Inspection, Limits, Metadata, Page
from requests_app.documents.inspection import extract_text, inspect
from requests_app.documents.kinds import is_read
from requests_app.documents.packed import PACKED, SIZE_MODULUS, UNREADABLE, Packed, packed_in
from requests_app.documents.pages import page_count

__all__ = [
    "PACKED",
    "SIZE_MODULUS",
    "UNREADABLE",
    "Box",
    "HiddenText",
    "Inspection",
    "Limits",
    "Metadata",
    "Packed",
    "Page",
    "extract_text",
    "inspect",
    "is_read",
    "packed_in",
    "page_count",
]
