"""Plan reminders, write them, put them in calendars."""

from requests_app.reminders.mail import Notice, ReminderMail, compose, distance_in_words, message_id, short_date
from requests_app.reminders.plan import DEFAULT_OFFSETS, Due, Planned, outrun, plan

__all__ = [
    "DEFAULT_OFFSETS",
    "Due",
    "Notice",
    "Planned",
    "ReminderMail",
    "compose",
    "distance_in_words",
    "message_id",
    "outrun",
    "plan",
    "short_date",
]
