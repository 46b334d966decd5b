"""Every mail of the corpus is read as a person would read it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from requests_app.mailroom import Candidate, ParsedMail, choose, parse

MAIL = Path(__file__).resolve().parents[2] / "data" / "mail"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((MAIL / "expected.toml").read_text())
USUAL_DAY = "2026-10-06T16:15:00+00:00"

KNOWN = (
    Candidate(
        request_id=12,
        secret="k7mzq2xw9abc",
        message_ids=frozenset({"cpra-12@requests.example"}),
        tracking_numbers=("LAPD-2026-00417",),
        correspondents=frozenset({"discovery@lapd.example"}),
    ),
    Candidate(
        request_id=15,
        secret="p4ngu8r2tvwy",
        message_ids=frozenset({"cpra-15@requests.example"}),
        tracking_numbers=("S26-1182",),
        correspondents=frozenset({"records@sheriff.example"}),
    ),
    Candidate(request_id=16, secret="zzzzzzzzzzzz", correspondents=frozenset({"records@sheriff.example"})),
    Candidate(request_id=19, secret="yyyyyyyyyyyy", correspondents=frozenset({"aguilar@cityattorney.example"})),
    Candidate(
        request_id=20,
        secret="xxxxxxxxxxxx",
        correspondents=frozenset({"aguilar@cityattorney.example"}),
        is_open=False,
    ),
)


@pytest.fixture(params=EXPECTED, ids=str)
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], ParsedMail]:
    name = request.param
    return EXPECTED[name], parse((MAIL / f"{name}.eml").read_bytes())


def test_every_mail_of_the_corpus_has_its_expected_outcome() -> None:
    names = {path.stem for path in MAIL.glob("*.eml")}
    assert names == set(EXPECTED)
    assert len(names) >= 60


def test_a_mail_says_who_sent_it_when_and_about_what(case: tuple[dict[str, Any], ParsedMail]) -> None:
    expected, mail = case
    assert (mail.sent_at.isoformat() if mail.sent_at else "") == expected.get("sent_at", USUAL_DAY)
    if "subject" in expected:
        assert mail.subject == expected["subject"]
    if "message_id" in expected:
        assert mail.message_id == expected["message_id"]
    if "from" in expected:
        assert mail.sender is not None
        assert [mail.sender.name, mail.sender.address] == expected["from"]


def test_a_mail_is_readable_as_text_and_safe_as_html(case: tuple[dict[str, Any], ParsedMail]) -> None:
    expected, mail = case
    for words in expected.get("text_has", []):
        assert words in mail.text
    for words in expected.get("text_lacks", []):
        assert words not in mail.text
    for words in expected.get("html_has", []):
        assert words in mail.html_clean
    for words in expected.get("html_lacks", []):
        assert words not in mail.html_clean


def test_a_mail_brings_its_attachments_under_safe_names(case: tuple[dict[str, Any], ParsedMail]) -> None:
    expected, mail = case
    if "attachment_count" in expected:
        assert len(mail.attachments) == expected["attachment_count"]
    else:
        assert [[one.name, one.media_type] for one in mail.attachments] == expected.get("attachments", [])
    assert not [one.name for one in mail.attachments if set(one.name) & set("/\\\0") or one.name in ("", ".", "..")]


def test_what_is_wrong_with_a_mail_is_said_in_a_sentence_and_nothing_else_is(
    case: tuple[dict[str, Any], ParsedMail],
) -> None:
    expected, mail = case
    wanted = expected.get("problems", [])
    assert len(mail.problems) == len(wanted), mail.problems
    for part, sentence in zip(wanted, mail.problems, strict=True):
        assert part in sentence
        assert sentence.endswith(".")


def test_answers_automatic_replies_and_bounces_are_told_apart(case: tuple[dict[str, Any], ParsedMail]) -> None:
    expected, mail = case
    assert mail.kind == expected.get("kind", "answer")
    assert bool(mail.kind_reason) == (mail.kind != "answer")
    if "bounce" in expected:
        assert mail.bounce is not None
        assert [mail.bounce.recipient, mail.bounce.message_id, mail.bounce.status] == expected["bounce"]
    else:
        assert mail.bounce is None


def test_a_mail_finds_its_request_or_waits_with_a_guess(case: tuple[dict[str, Any], ParsedMail]) -> None:
    expected, mail = case
    placement = choose(mail, KNOWN)
    assert (placement.request_id or 0) == expected.get("request", 12), placement
    if placement.request_id is None:
        assert (placement.guess_id or 0) == expected["guess"], placement
    assert expected.get("reason_has", "") in " ".join(placement.reasons)
    assert placement.reasons


def test_the_same_mail_twice_has_the_same_identifiers_and_words() -> None:
    first, second = (parse((MAIL / f"{name}.eml").read_bytes()) for name in ("denial", "duplicate"))
    assert first == second


def test_an_enclosed_mail_can_be_opened_in_its_turn() -> None:
    mail = parse((MAIL / "forwarded_as_attachment.eml").read_bytes())
    inner = parse(mail.attachments[0].data)
    assert inner.subject == "Your request: more time"
    assert inner.text == "We need more time."
    assert "f9@lapd.example" in mail.enclosed_ids


def test_nothing_of_a_wrapped_mail_is_lost() -> None:
    mail = parse((MAIL / "winmail.eml").read_bytes())
    whole, inner = mail.attachments
    assert inner.data.startswith(b"%PDF-1.4")
    assert inner.data in whole.data
