from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from requests_app.reminders import Notice, Planned, compose, distance_in_words, message_id

NOTICE = Notice(
    title="Determination due",
    about="LAPD: body-worn camera policy",
    due_on=date(2026, 12, 4),
    reasons=("The agency received the request on Tue 24 Nov 2026 (day 0).", "Ten days later is Fri 4 Dec 2026."),
    authority="Gov. Code § 7922.535(a)",
    what_to_do="If nothing has come by then, propose the letter about the overdue determination.",
    link="https://daylight.example.org/requests/42/?from=mail&day=1",
    recipient_name="Ana",
    calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
)
ID = "<reminder.7.3.1@daylight.example.org>"


def is_court_day(day: date) -> bool:
    return day.weekday() < 5


class Words(HTMLParser):
    """What a reader of the HTML part sees, and where its links go."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.links: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_both_parts_say_when_why_what_to_do_and_where() -> None:
    mail = compose(NOTICE, on=date(2026, 12, 1), message_id=ID, is_court_day=is_court_day)
    html = Words(mail.html)

    for words in (mail.text, html.text):
        assert "Fri 4 Dec 2026" in words
        assert "in 3 days" in words
        assert "Determination due" in words
        assert "LAPD: body-worn camera policy" in words
        assert all(reason in words for reason in NOTICE.reasons)
        assert "Gov. Code § 7922.535(a)" in words
        assert NOTICE.what_to_do in words
    assert NOTICE.link in mail.text
    assert html.links == [NOTICE.link]


def test_an_authority_the_reasons_name_already_is_not_repeated() -> None:
    named = replace(NOTICE, reasons=(*NOTICE.reasons, "Authority: Gov. Code § 7922.535(a): “within 10 days”."))

    mail = compose(named, on=date(2026, 12, 1), message_id=ID, is_court_day=is_court_day)

    assert mail.text.count("7922.535(a)") == 1
    assert Words(mail.html).text.count("7922.535(a)") == 1


def test_the_subject_begins_with_the_date_because_phones_cut_the_rest() -> None:
    mail = compose(NOTICE, on=date(2026, 12, 3), message_id=ID, is_court_day=is_court_day)

    assert mail.subject == "Fri 4 Dec 2026, tomorrow: Determination due – LAPD: body-worn camera policy"


def test_a_message_carries_its_id_both_parts_and_the_calendar_file() -> None:
    mail = compose(NOTICE, on=date(2026, 12, 1), message_id=ID, is_court_day=is_court_day)

    message = mail.message(sender="Daylight <daylight@example.org>", to="ana@example.org").message()

    assert message["Message-ID"] == ID
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]


def test_a_mail_without_a_calendar_has_no_attachment() -> None:
    mail = compose(replace(NOTICE, calendar=b""), on=date(2026, 12, 1), message_id=ID, is_court_day=is_court_day)

    assert mail.message(sender="daylight@example.org", to="ana@example.org").attachments == []


def test_the_same_reminder_has_the_same_id_however_often_it_is_tried() -> None:
    first = message_id(Planned(7, 3, -2, date(2026, 12, 8)), domain="daylight.example.org")
    again = message_id(Planned(7, 3, -2, date(2026, 12, 9)), domain="daylight.example.org")
    other = message_id(Planned(7, 3, 2, date(2026, 12, 8)), domain="daylight.example.org")

    assert first == again == "<reminder.7.3.-2@daylight.example.org>"
    assert other != first


def test_no_key_can_break_out_of_a_message_id() -> None:
    made = message_id(Planned("a>\r\nBcc: x@example.org", "b c", 1, date(2026, 12, 8)), domain="example.org")

    assert made == "<reminder.a---Bcc--x-example.org.b-c.1@example.org>"


def test_what_people_typed_is_shown_and_never_obeyed() -> None:
    hostile = replace(
        NOTICE,
        about="<script>alert(1)</script>\r\nBcc: everyone@example.org",
        what_to_do="{% include 'secret' %} {{ settings.SECRET_KEY }} <img src=http://evil.example.org/>",
        reasons=("<b>bold</b>",),
    )

    mail = compose(hostile, on=date(2026, 12, 1), message_id=ID, is_court_day=is_court_day)
    html = Words(mail.html)

    assert html.tags.isdisjoint({"script", "img", "b"})
    assert html.links == [NOTICE.link]
    assert "<script>alert(1)</script>" in html.text
    assert "{{ settings.SECRET_KEY }}" in mail.text
    assert "\n" not in mail.subject
    message = mail.message(sender="daylight@example.org", to="ana@example.org").message()
    assert message["Bcc"] is None


def test_a_date_that_cannot_be_moved_says_so_first() -> None:
    warned = replace(NOTICE, warning="This date is jurisdictional.")

    mail = compose(warned, on=date(2026, 12, 1), message_id=ID, is_court_day=is_court_day)

    assert mail.text.index("jurisdictional") < mail.text.index("What to do")
    assert "This date is jurisdictional." in Words(mail.html).text


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 28), "in 6 days"),
        (date(2026, 12, 3), "tomorrow"),
        (date(2026, 12, 4), "today"),
        (date(2026, 12, 6), "just passed"),  # Friday's date, read on Sunday: no court day has gone by
        (date(2026, 12, 7), "1 court day late"),
        (date(2026, 12, 9), "3 court days late"),
    ],
)
def test_the_distance_is_told_in_days_before_and_in_court_days_after(on: date, words: str) -> None:
    assert distance_in_words(date(2026, 12, 4), on=on, is_court_day=is_court_day) == words
