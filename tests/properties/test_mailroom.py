"""Whatever bytes arrive, the mailroom answers with a value that can be kept and shown."""

import dataclasses
import json
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.mailroom import Candidate, ParsedMail, choose, claims_in, make, parse, safe_name

CORPUS = [
    path.read_bytes()
    for path in sorted((Path(__file__).resolve().parents[1] / "data" / "mail").glob("*.eml"))
    if path.stat().st_size < 4_000
]
LINES = [
    b"From: a@b.example", b"Subject: =?utf-8?B?w6k=?=", b"Content-Type: multipart/mixed; boundary=b",
    b"Content-Type: message/rfc822", b"Content-Type: text/html; charset=utf-7", b"Content-Transfer-Encoding: base64",
    b"Content-Type: message/delivery-status", b"Content-Transfer-Encoding: x-uuencode", b"begin 644 a",
    b"--b", b"--b--",
    b"Content-Disposition: attachment; filename*0*=''%2e%2e/; filename*1=x", b"Date: Tue, 99 Foo 2026 99:99:99 +9999",
    b"", b" folded", b"\xff\xfe\x00", b"Action: failed", b"<p><script>x</script><a href='javascript:1'>y</a>",
    b"Return-Path: <>", b"Content-Type: application/ms-tnef", b"eJ8+IgEA", b"Message-ID: <a@b>", b"To: (((\"<@:;",
]  # fmt: skip

mail_like = st.one_of(
    st.binary(max_size=2_000),
    st.lists(st.one_of(st.sampled_from(LINES), st.binary(max_size=40)), max_size=40).map(b"\n".join),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A mail of the corpus with some of its bytes changed, cut out or doubled."""
    data = bytearray(draw(st.sampled_from(CORPUS)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 2)):
            case 0:
                data[at : at + 1] = draw(st.binary(max_size=3))
            case 1:
                del data[at : at + draw(st.integers(1, 200))]
            case _:
                data[at:at] = data[at : at + draw(st.integers(1, 200))]
    return bytes(data)


def check(mail: ParsedMail) -> None:
    """What must be true of any mail that was read."""
    values = dataclasses.asdict(mail)
    for attachment in values["attachments"]:
        assert isinstance(attachment.pop("data"), bytes)
        assert attachment["name"] not in ("", ".", "..")
        assert not re.search(r"[/\\\x00-\x1f]", attachment["name"])
        assert len(attachment["name"]) <= 150
    written = json.dumps(values, default=str, ensure_ascii=False)
    written.encode("utf-8")  # no half characters
    assert "\\u0000" not in written
    assert not re.search(
        r"<\s*(?:script|img|a|style|iframe|form|svg|link|meta|object)\b", mail.html_clean, re.IGNORECASE
    )
    assert not re.search(r"<[^>]*\s(?:on\w+|src|href|style|background)\s*=", mail.html_clean, re.IGNORECASE)
    assert mail.sent_at is None or mail.sent_at.tzinfo is not None
    assert all(problem.endswith(".") for problem in mail.problems)
    choose(mail, [Candidate(1, "k7mzq2xw9abc", tracking_numbers=("26-1182",))])


@given(mail_like)
@settings(max_examples=300)
def test_any_bytes_give_a_mail(raw: bytes) -> None:
    check(parse(raw))


@given(damaged())
@settings(max_examples=300)
def test_a_damaged_mail_gives_a_mail(raw: bytes) -> None:
    check(parse(raw))


@given(st.text(max_size=300), st.integers(1, 500))
def test_a_safe_name_stays_what_it_is(name: str, number: int) -> None:
    safe = safe_name(name, "application/pdf", number)
    assert safe_name(safe, "application/pdf", number) == safe
    assert not set(safe) & set('/\\\0<>:"|?*')


@given(st.integers(1, 10**17), st.text("abcdefghjkmnpqrstuvwxyz23456789", min_size=12, max_size=12))
def test_an_address_survives_every_rewriting_of_its_case_and_plus(request_id: int, secret: str) -> None:
    address = make(request_id, secret, "requests.example")
    for rewritten in (
        address,
        address.upper(),
        address.replace("+", "=2B"),
        address.replace("+", "-"),
        f"x {address} y",
    ):
        assert [(claim.request_id, claim.secret) for claim in claims_in([rewritten])] == [(request_id, secret)]
