"""Plan reminders, write them, put them in calendars."""

from requests_app.reminders.hours import Hours, next_moment
from requests_app.reminders.mail import (
    Notice,
    ReminderMail,
    compose,
    compose_digest,
    distance_in_words,
    message_id,
    short_date,
)
from requests_app.reminders.plan import DEFAULT_OFFSETS, Due, Planned, eve_of_next_court_day, outrun, plan
from requests_app.reminders.policy import DEFAULT_POLICIES, Policy, policy_for

__all__ = [
    "DEFAULT_OFFSETS",
    "DEFAULT_POLICIES",
    "Due",
    "Hours",
    "Notice",
    "Planned",
    "Policy",
    "ReminderMail",
    "compose",
    "compose_digest",
    "distance_in_words",
    "eve_of_next_court_day",
    "message_id",
    "next_moment",
    "outrun",
    "plan",
    "policy_for",
    "short_date",
]
