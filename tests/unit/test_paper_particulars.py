"""The smaller things a paper says: its signer, its number, what it brings and promises, each with its place."""

from datetime import date

import pytest

from requests_app.casework.paper_particulars import Particulars
from requests_app.casework.paper_words import Reading, read_paper
from requests_app.models import CommunicationKind

ON = date(2026, 11, 20)


def read(text: str) -> Reading:
    return read_paper(text, ours=[], on=ON)


def signed(text: str) -> tuple[object, object]:
    more: Particulars = read(f"We received your request.\n\n{text}").more
    return (more.signed_by.value if more.signed_by else None, more.title.value if more.title else None)


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        (
            "Sincerely,\n\n/s/ Maria D. Lopez\nCustodian of Records\n(213) 555-0100",
            "Maria D. Lopez",
            "Custodian of Records",
        ),
        ("Very truly yours,\nR. Holm, Assistant City Attorney", "R. Holm", "Assistant City Attorney"),
        ("Regards,\nLt. Anne O’Neil\n(213) 555-0100", "Lt. Anne O’Neil", None),
        ("Respectfully,\nRECORDS SECTION\nALDER BAY POLICE DEPARTMENT", None, None),
        ("Sincerely,\n\n\nDiscovery Section", None, None),
        ("Maria Lopez wrote to us.", None, None),
        ("Best regards,\nDale Fenn\ndale@alder.example", "Dale Fenn", None),
    ],
)
def test_who_signed_and_as_what(text: str, name: str | None, title: str | None) -> None:
    assert signed(text) == (name, title)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Your request has been assigned request number LAPD-2026-00417.", "LAPD-2026-00417"),
        ("Re: PRA No. 26-1182", "26-1182"),
        ("Reference #: W004512-101526", "W004512-101526"),
        ("Re: your Request No. DL-00012", None),  # ours
        ("Our file number: unknown", None),
        ("The request number is 10/06/2026", None),  # a day
    ],
)
def test_the_number_the_agency_keeps_it_under(text: str, number: str | None) -> None:
    found = read(text).more.agency_number
    assert (found.value if found else None) == number


def test_each_promised_day_has_its_instalment() -> None:
    text = (
        "October 6, 2026\n\nThe first installment will be produced by October 20, 2026, and the second by "
        "November 3, 2026. We expect to complete the rolling production by December 1, 2026. The records of "
        "May 1, 2020 will be in the third instalment."
    )
    reading = read(text)
    assert [(one.instalment, one.promised_on.value) for one in reading.more.promises] == [
        (1, date(2026, 10, 20)),
        (2, date(2026, 11, 3)),
        (None, date(2026, 12, 1)),
    ]
    first = reading.more.promises[0].promised_on
    assert reading.text[first.start : first.end] == "October 20, 2026"


def test_a_paper_that_brings_records_is_a_production() -> None:
    reading = read(
        "Attached is the second installment of responsive records, 1,412 pages. We expect to release the third "
        "instalment by December 4, 2026.\n\nRegards,\nDale Fenn, Records manager"
    )
    assert reading.kind == CommunicationKind.PRODUCTION
    more = reading.more
    assert more.instalment is not None and more.instalment.value == "2"
    assert more.page_count is not None and more.page_count.value == "1412"
    assert more.is_last is None
    assert [(one.instalment, one.promised_on.value) for one in more.promises] == [(3, date(2026, 12, 4))]


def test_the_last_instalment_says_so() -> None:
    more = read("The remaining documents have been uploaded to the portal. This completes our production.").more
    assert more.brings is not None
    assert more.is_last is not None


@pytest.mark.parametrize(
    "text",
    ["Responsive records will be attached to our next letter.", "We will post the records when they are ready."],
)
def test_records_that_are_only_announced_were_not_brought(text: str) -> None:
    assert read(text).kind != CommunicationKind.PRODUCTION


def test_what_our_own_quoted_letter_says_is_not_theirs() -> None:
    quoted = "> Your request has been assigned request number XX-12345.\n> Sincerely,\n> Mara Okafor\n\nNoted.\n"
    more = read(quoted).more
    assert (more.agency_number, more.signed_by) == (None, None)
