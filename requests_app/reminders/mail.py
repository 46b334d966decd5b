"""Write the mail of one reminder: when, why, what to do, and where."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from requests_app.reminders.plan import Planned

_UNSAFE_IN_ID = re.compile(r"[^A-Za-z0-9.-]")


@dataclass(frozen=True, slots=True)
class Notice:
    """What one reminder says.

    `title` is the deadline ("Determination due"), `about` the request or case as openly as this recipient may see
    it, `reasons` the sentences of the law engine, `what_to_do` one sentence, `link` an absolute address that asks
    for sign-in. `calendar` is an .ics file, or empty. `warning` is shown first, for dates that cannot be moved.
    `why_you` says why it is this recipient who is told; `is_answered_there` whether the link leads to the buttons.
    """

    title: str
    about: str
    due_on: date
    reasons: tuple[str, ...]
    authority: str
    what_to_do: str
    link: str
    recipient_name: str = ""
    warning: str = ""
    why_you: str = ""
    is_answered_there: bool = False
    calendar: bytes = b""

    @property
    def unnamed_authority(self) -> str:
        """The authority, where the reasons do not name it already."""
        return "" if any(self.authority in reason for reason in self.reasons) else self.authority


@dataclass(frozen=True, slots=True)
class ReminderMail:
    """A mail ready to be sent: subject, plain text, HTML, headers, and the .ics file or nothing."""

    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)
    calendar: bytes = b""

    def message(self, *, sender: str, to: str) -> EmailMultiAlternatives:
        """The mail as Django sends it."""
        mail = EmailMultiAlternatives(self.subject, self.text, sender, [to], headers=self.headers)
        mail.attach_alternative(self.html, "text/html")
        if self.calendar:
            mail.attach("deadline.ics", self.calendar, "text/calendar; method=PUBLISH")
        return mail


def message_id(reminder: Planned, *, domain: str) -> str:
    """The Message-ID of a reminder: the same however often it is tried, so that mail programs show it once."""
    parts = (reminder.deadline_key, reminder.recipient_key, reminder.offset_days)
    name = ".".join(_UNSAFE_IN_ID.sub("-", str(part)) for part in parts)
    return f"<reminder.{name}@{domain}>"


def compose(notice: Notice, *, on: date, message_id: str, is_court_day: Callable[[date], bool]) -> ReminderMail:
    """The mail for this notice as read on this day."""
    distance = distance_in_words(notice.due_on, on=on, is_court_day=is_court_day)
    context = {
        "notice": notice,
        "date": short_date(notice.due_on),
        "distance": distance,
        "is_late": notice.due_on < on,
        "is_near": notice.due_on <= on + timedelta(days=1),
    }
    subject = f"{short_date(notice.due_on)}, {distance}: {notice.title} – {notice.about}"
    return ReminderMail(
        subject=" ".join(subject.split()),
        text=render_to_string("email/reminder.txt", context).strip() + "\n",
        html=render_to_string("email/reminder.html", context),
        headers=_headers(message_id),
        calendar=notice.calendar,
    )


def compose_digest(
    notices: Sequence[Notice],
    *,
    on: date,
    recipient_name: str,
    link: str,
    message_id: str,
    is_court_day: Callable[[date], bool],
    calendar: bytes = b"",
) -> ReminderMail:
    """One mail for several notices, nearest date first; `calendar` is one .ics file with the dates of all."""
    rows = [
        {
            "notice": notice,
            "date": short_date(notice.due_on),
            "distance": distance_in_words(notice.due_on, on=on, is_court_day=is_court_day),
            "is_late": notice.due_on < on,
        }
        for notice in sorted(notices, key=lambda notice: notice.due_on)
    ]
    context = {"rows": rows, "recipient_name": recipient_name, "link": link}
    count = f"{len(rows)} date{'' if len(rows) == 1 else 's'}"
    return ReminderMail(
        subject=f"{short_date(on)}: {count} to watch",
        text=render_to_string("email/digest.txt", context).strip() + "\n",
        html=render_to_string("email/digest.html", context),
        headers=_headers(message_id),
        calendar=calendar,
    )


def _headers(message_id: str) -> dict[str, str]:
    return {"Message-ID": message_id, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def short_date(day: date) -> str:
    """The date as pages and mails write it.

    >>> short_date(date(2026, 9, 28))
    'Mon 28 Sep 2026'
    """
    return f"{day:%a} {day.day} {day:%b %Y}"


def distance_in_words(due_on: date, *, on: date, is_court_day: Callable[[date], bool]) -> str:
    """How far away the day is: calendar days before it, court days after it.

    >>> distance_in_words(date(2026, 9, 28), on=date(2026, 9, 22), is_court_day=lambda day: day.weekday() < 5)
    'in 6 days'
    >>> distance_in_words(date(2026, 9, 25), on=date(2026, 9, 29), is_court_day=lambda day: day.weekday() < 5)
    '2 court days late'
    """
    days = (due_on - on).days
    if days < 0:
        late = sum(is_court_day(due_on + timedelta(days=count)) for count in range(1, -days + 1))
        return {0: "just passed", 1: "1 court day late"}.get(late, f"{late} court days late")
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
