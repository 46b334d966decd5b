"""Look into received and issued files: pages, words, what is hidden under redactions, what they say of themselves."""

from requests_app.documents.findings import Box, HiddenText, Inspection, Limits, Metadata, Page
from requests_app.documents.inspection import extract_text, inspect
from requests_app.documents.kinds import is_read
from requests_app.documents.packed import HEAD_BYTES, SIZE_MODULUS, Packed, UnseenError, packed_in, packs, readable
from requests_app.documents.pages import page_count

__all__ = [
    "HEAD_BYTES",
    "SIZE_MODULUS",
    "Box",
    "HiddenText",
    "Inspection",
    "Limits",
    "Metadata",
    "Packed",
    "Page",
    "UnseenError",
    "extract_text",
    "inspect",
    "is_read",
    "packed_in",
    "packs",
    "page_count",
    "readable",
]
