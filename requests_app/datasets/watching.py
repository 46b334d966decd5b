"""Ask an engine something long without losing sight of it: how far it is, and whether to stop."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, Protocol

from requests_app.datasets.progress import IngestCancelledError
from requests_app.errors import IngestError

EVERY_SECONDS = 1.0

Watch = Callable[[float | None], bool]
"""Called every second with how much is done, 0 to 1, or None where the engine does not tell; True stops it."""


class Askable(Protocol):
    """An engine that answers in one thread and listens in another."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of one question."""

    def interrupt(self) -> None:
        """Stop the question being asked."""

    def fraction(self) -> float | None:
        """How much of it is done."""


def watched(engine: Askable, sql: str, watch: Watch) -> list[tuple[Any, ...]]:
    """All rows of one question, asked while `watch` looks on. What `watch` raises stops the question too.

    Raises: IngestCancelledError, if `watch` said so; IngestError, if the engine refuses the question.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        answer = pool.submit(engine.rows, sql)
        while not wait([answer], timeout=EVERY_SECONDS).done:
            try:
                stop = watch(engine.fraction())
            except BaseException:
                engine.interrupt()
                raise
            if stop:
                engine.interrupt()
                try:
                    return answer.result()
                except IngestError as error:
                    raise IngestCancelledError("The question was stopped.") from error
        return answer.result()
