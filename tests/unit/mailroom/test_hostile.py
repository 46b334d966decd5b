"""Mail made to break the reader costs little and loses nothing."""

import base64
import time

import pytest

from requests_app.mailroom import Limits, MailKind, parse, safe_name

ATTACKS = {
    "parameters without end": b"Content-Type: text/plain" + b";" * 3_000_000 + b"\n\nx",
    "comments in comments": b"From: " + b"(" * 100_000 + b"\n\nx",
    "addresses without end": b"To: " + b"a@b.example," * 50_000 + b"\n\nx",
    "brackets without end": b"References: " + b"<" * 1_000_000 + b"\n\nx",
    "encoded words without end": b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\n\nx",
    "headers without end": b"H: a\n" * 100_000,
    "mails in mails": b"Content-Type: message/rfc822\n\n" * 3_000,
    "parts without end": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
    "tags in tags": b"Content-Type: text/html\n\n" + b"<div>" * 200_000,
    "tags with false ends": b"Content-Type: text/html\n\n" + b"<div></x>" * 200_000,
    "drawings in drawings": b"Content-Type: text/html\n\n" + b"<svg>" + b"<td>" * 200_000,
    "tags never closed": b"Content-Type: text/html\n\n" + b"<a" * 500_000,
    "comments never closed": b"Content-Type: text/html\n\n" + b"<!--" * 200_000,
    "spaces": b"Content-Type: text/html\n\n" + b"<p>" + b" \t" * 500_000,
    "empty lines in a bounce": b"From: mailer-daemon@x.example\nReturn-Path: <>\nSubject: failure notice\n\n"
    + b"\n" * 100_000,
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_costs_seconds_at_most(attack: str) -> None:
    began = time.process_time()  # its own work, whatever else the machine does
    parse(ATTACKS[attack])
    assert time.process_time() - began < 5


def test_fifty_megabytes_arrive_whole() -> None:
    data = bytes(range(256)) * (37 * 4096)
    raw = (
        b"From: a@lapd.example\nDate: Tue, 06 Oct 2026 09:15:00 -0700\nContent-Type: application/octet-stream\n"
        b"Content-Disposition: attachment; filename=video.bin\nContent-Transfer-Encoding: base64\n\n"
    ) + base64.encodebytes(data)
    assert len(raw) > 50_000_000
    mail = parse(raw)
    assert mail.attachments[0].data == data
    assert mail.problems == ()


def test_what_is_beyond_a_limit_is_said_and_left_in_the_raw_mail() -> None:
    part = b"--b\nContent-Disposition: attachment; filename=a.txt\n\n0123456789\n"
    raw = b"From: a@b.example\nDate: Tue, 06 Oct 2026 09:15:00 -0700\nContent-Type: multipart/mixed; boundary=b\n\n"
    mail = parse(raw + part * 10, Limits(part_count=4))
    assert len(mail.attachments) == 3
    assert mail.problems == ("The mail has more than 4 parts; the rest was left in the raw mail.",)
    mail = parse(raw + part * 10, Limits(decoded_bytes=25))
    assert len(mail.attachments) == 2
    assert mail.problems == ("The mail holds more than 25 bytes; the rest was left in the raw mail.",)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../x", "x"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd"),
        ("", "attachment-7.pdf"),
        ("...", "attachment-7.pdf"),
        ("a\0b\r\n c.pdf", "ab c.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("NUL.txt", "_NUL.txt"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("letter.pdf ", "letter.pdf"),
        ("Décision № 7.pdf", "Décision № 7.pdf"),
    ],
)
def test_a_name_is_made_safe(given: str, safe: str) -> None:
    assert safe_name(given, "application/pdf", 7) == safe


def test_a_delivery_that_only_waits_is_no_bounce() -> None:
    raw = (
        b"From: mailer-daemon@x.example\nReturn-Path: <>\nSubject: Delivery Status Notification (Delay)\n"
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        b"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: delayed\n--b--\n"
    )
    assert parse(raw).kind is MailKind.AUTO_REPLY


def test_of_a_thread_without_end_its_beginning_and_its_last_mail_are_known() -> None:
    ids = b" ".join(b"<%d@x.example>" % number for number in range(50_000))
    references = parse(b"References: <first@x.example> " + ids + b" <last@x.example>\n\nx").references
    assert (references[0], references[-1]) == ("first@x.example", "last@x.example")
    assert len(references) <= 500
