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


INDENTED = (
    "<p>After review we answer:</p><blockquote><p>The Department withholds the incident reports under Government "
    "Code section 7923.600, subdivision (a), as investigatory records.</p></blockquote><p>Regards</p>"
)


def test_what_an_agency_only_sets_in_is_its_own_claim() -> None:
    [claim] = citing.propose_claims(text_of(INDENTED), ours=["All incident reports of 2026."])
    assert (claim.cited, claim.records) == ("Gov. Code, § 7923.600, subd. (a)", "incident reports")


def test_what_it_sets_in_of_our_letter_is_not() -> None:
    ours = (
        "We ask for every report. Government Code section 7923.600 does not apply to reports of a closed matter, and "
        "you may not withhold them under it."
    )
    html = f"<p>Thank you, we have read your letter.</p><blockquote>{ours}</blockquote><p>We will answer.</p>"
    assert citing.propose_claims(text_of(html), ours=[ours]) == ()
    assert citing.find(text_of(html), ours=[ours]) == ()


def test_an_earlier_mail_under_its_line_is_not_whoever_wrote_it() -> None:
    html = f"<p>Received.</p><div>On Monday, Mara wrote:<br></div>{INDENTED}"
    assert citing.propose_claims(text_of(html), ours=["All incident reports of 2026."]) == ()
