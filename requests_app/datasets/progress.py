"""How far a reading has come, and how a person stops it."""

from collections.abc import Callable
from enum import StrEnum

from requests_app.errors import IngestError


class Stage(StrEnum):
    """The stages of a reading, in order."""

    HASH = "hash"
    READ = "read"
    DUPLICATES = "duplicates"
    SUMMARISE = "summarise"
    DONE = "done"

    @property
    def sentence(self) -> str:
        """The stage in words, as the progress bar shows it."""
        return {
            Stage.HASH: "Taking the file's fingerprint",
            Stage.READ: "Reading and checking every line",
            Stage.DUPLICATES: "Looking for exact duplicates",
            Stage.SUMMARISE: "Summing up by device, hour and place",
            Stage.DONE: "Done",
        }[self]


class IngestCancelledError(IngestError):
    """A person stopped the reading; nothing of it was kept."""


Progress = Callable[[Stage, float, int], None]
"""Called with the stage, the fraction of that stage done (0 to 1) and the lines read so far."""

Cancelled = Callable[[], bool]
"""Asked between blocks of work; True stops the reading with IngestCancelledError."""


def ignore_progress(stage: Stage, fraction: float, lines: int) -> None:
    """The progress of a caller who does not want to know."""


def never_cancelled() -> bool:
    """The answer of a caller who cannot be asked to stop."""
    return False


def go_on(cancelled: Cancelled) -> None:
    """Stop where a person said so.

    Raises: IngestCancelledError.
    """
    if cancelled():
        raise IngestCancelledError("The reading was stopped. Nothing of it was kept; the file is untouched.")
