"""What can go wrong on purpose. Every message is a sentence that is safe to show to the person who caused it."""


class TrackerError(Exception):
    """The root. The ways in catch this once; anything else is a bug and is loud."""


class RuleError(TrackerError):
    """The law engine cannot give a date from these facts: unknown kind, bad date, contradiction, out of range."""


class CaseworkError(TrackerError):
    """A verb refuses: the record is not in a state that allows it, or a fact is missing."""


class AccessError(TrackerError):
    """This person may not do this."""


class LetterError(TrackerError):
    """A letter cannot be composed or rendered: a fact is missing, or a tool is."""


class CalendarError(TrackerError):
    """A calendar file cannot be read."""


class MailError(TrackerError):
    """A mail cannot be read or sent."""


class ArchiveError(TrackerError):
    """Kept bytes are missing or are not what their hash says."""


class IngestError(TrackerError):
    """A received dataset cannot be read, or does not reconcile."""
