"""Plan reminders, write them, send them, put them in calendars."""
