"""Say what kind of file some bytes are by looking at them, never at their name."""

import csv
import re
import zipfile
from typing import IO

UNKNOWN = "application/octet-stream"
_HEAD_BYTES = 8192

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),  # .doc, .xls and .msg before 2007
)
_OFFICE = (
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MAIL_HEADER = re.compile(
    rb"^(?:Return-Path|Received|Delivered-To|From|To|Subject|Date|Message-ID|MIME-Version):\s", re.IGNORECASE
)
_HEADER_LINE = re.compile(rb"^[!-9;-~]+:")
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def media_type_of(stream: IO[bytes]) -> str:
    """The media type of a seekable stream, read from its start; the position is put back to 0.

    Text is told apart from binary by its lack of control bytes, so text in an old 8-bit encoding counts.
    Anything not recognised is "application/octet-stream".
    """
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    try:
        for magic, media_type in _MAGIC:
            if head.startswith(magic):
                return media_type
        if head.startswith(_ZIP):
            return _kind_of_zip(stream)
        return _kind_of_text(head)
    finally:
        stream.seek(0)


def _kind_of_zip(stream: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(stream) as bundle:
            names = set(bundle.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return "application/zip"  # damaged, but what it was meant to be is plain
    for member, media_type in _OFFICE:
        if member in names:
            return media_type
    return "application/zip"


def _kind_of_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"  # UTF-16, marked as such
    head = head.removeprefix(b"\xef\xbb\xbf")
    if not head or _CONTROL.search(head):
        return UNKNOWN
    if _HTML.match(head):
        return "text/html"
    if _looks_like_mail(head):
        return "message/rfc822"
    if _looks_like_csv(head):
        return "text/csv"
    return "text/plain"


def _looks_like_mail(head: bytes) -> bool:
    lines = re.split(rb"\r?\n", head)
    if lines[0].startswith(b"From "):  # the envelope line of a mailbox file
        lines = lines[1:]
    headers = lines[: lines.index(b"")] if b"" in lines else lines[:-1]
    if not headers or not all(line[:1] in b" \t" or _HEADER_LINE.match(line) for line in headers):
        return False
    return sum(bool(_MAIL_HEADER.match(line)) for line in headers) >= 2


def _looks_like_csv(head: bytes) -> bool:
    lines = head.decode("latin-1").splitlines()
    if len(head) == _HEAD_BYTES:
        lines = lines[:-1]  # the last one may be cut off
    while lines and not lines[-1]:
        lines.pop()  # a blank line at the end is common; one in the middle belongs to prose
    if len(lines) < 2:
        return False
    for delimiter in ",\t;|":
        try:
            widths = {len(row) for row in csv.reader(lines[:20], delimiter=delimiter)}
        except csv.Error:
            continue
        if len(widths) == 1 and widths.pop() > 1:
            return True
    return False
