"""Say how a drill ended, as one JSON object: python -m tests.drills.outcome."""

import json
import os
import sys
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from requests_app import archive  # noqa: E402 - Django must be set up first
from requests_app.models import Document, JournalEntry, Letter, Reminder, ReminderDigest  # noqa: E402


def outcome() -> dict[str, object]:
    """Rows by state, what the journal tells, and what the archive holds."""
    hashes = set(Document.objects.values_list("sha256", flat=True))
    alone = Reminder.objects.filter(digest=None)
    return {
        "reminders": Counter(Reminder.objects.values_list("state", flat=True)),
        "alone": list(alone.values_list("message_id", flat=True)),
        "digests": list(ReminderDigest.objects.values_list("message_id", flat=True)),
        "in_digests": Reminder.objects.exclude(digest=None).count(),
        "told_sent": JournalEntry.objects.filter(verb="send_reminder").count(),
        "told_digests": JournalEntry.objects.filter(verb="send_digest").count(),
        "letters": Counter(Letter.objects.values_list("state", flat=True)),
        "documents": Document.objects.count(),
        "told_made": JournalEntry.objects.filter(verb="make_letter").count(),
        "unsound": [finding.problem for finding in archive.verify_all(hashes) if not finding.is_sound],
        "tries": max(Reminder.objects.values_list("attempt_count", flat=True), default=0),
        "letter_tries": max(Letter.objects.values_list("attempt_count", flat=True), default=0),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(outcome()))
