import gzip
import io
import zipfile

import openpyxl
import pytest
from docx import Document

from requests_app.archive import media_type_of


def docx() -> bytes:
    file = io.BytesIO()
    Document().save(file)
    return file.getvalue()


def xlsx() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("letter.txt", "Dear Chief")
    return file.getvalue()


MAIL = (
    b"Received: from mx.example.org\r\n\tby mail.example.org\r\n"
    b"From: records@example.org\r\nSubject: Your request\r\n\r\nHello\r\n"
)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n...", "application/pdf"),
        (gzip.compress(b"read_at,plate\n"), "application/gzip"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (zipped(), "application/zip"),
        (zipped()[:40], "application/zip"),
        (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"\n<!DOCTYPE html><html><body>Denied</body></html>", "text/html"),
        (MAIL, "message/rfc822"),
        (b"From someone Mon Aug  6 2012\n" + MAIL, "message/rfc822"),
        (b"Note: this is a memo.\nTo: be continued.\n", "text/plain"),
        (b"\xef\xbb\xbfread_at,plate\n2012-08-06,7ABC123\n", "text/csv"),
        (b"read_at,plate\n2012-08-06,7ABC123\n\n\n", "text/csv"),
        (b"read_at;plate\r\n2012-08-06;7ABC123\r\n", "text/csv"),
        ("nombre,ciudad\nJosé,Cañada\n".encode("latin-1"), "text/csv"),
        (b'a,b\n"broken,row\n', "text/plain"),
        (b"Dear Chief,\n\nthank you, sir.\n", "text/plain"),
        ("Determination".encode("utf-16"), "text/plain"),
        (b"only one line, with a comma", "text/plain"),
        (b"", "application/octet-stream"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
    ],
)
def test_bytes_say_what_they_are(data: bytes, media_type: str) -> None:
    stream = io.BytesIO(data)

    assert media_type_of(stream) == media_type
    assert stream.tell() == 0


def test_a_table_cut_off_in_the_middle_of_a_line_is_still_a_table() -> None:
    assert media_type_of(io.BytesIO(b"2012-08-06,7ABC123,34.05,-118.24\n" * 1000)) == "text/csv"
