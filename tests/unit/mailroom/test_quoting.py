"""What a mail of HTML quotes is marked as quoted in its text, so that our own words are not counted as theirs."""

import pytest

from requests_app.law import citing
from requests_app.mailroom import parse

OURS = "Government Code section 7923.600 does not apply, as you know."
HTML = (
    f"<p>We deny it under section 7922.000.</p><div>On Monday, Mara wrote:<br></div><blockquote><p>{OURS}</p>"
    "<blockquote>First letter<br>in two lines</blockquote></blockquote><p>Regards</p>"
)


def text_of(html: str) -> str:
    return parse(b"From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n" + html.encode()).text


def test_each_level_of_quoting_has_its_mark() -> None:
    assert text_of(HTML) == (
        "We deny it under section 7922.000.\n\nOn Monday, Mara wrote:\n"
        f"> {OURS}\n> > First letter\n> > in two lines\nRegards"
    )


def test_our_own_section_is_not_cited_by_them() -> None:
    assert [found.cited for found in citing.propose_claims(text_of(HTML)) if "7923" in found.cited] == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("</blockquote><p>Words</p>", "Words"),
        ("<blockquote><p>One<blockquote><table><tr><td>a</td><td>b</td></tr></table>", "> One\n> > a\tb"),
        ("<blockquote></blockquote>Words", "Words"),
    ],
)
def test_broken_quoting_loses_no_words(html: str, text: str) -> None:
    assert text_of(html) == text
