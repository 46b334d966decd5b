"""The SHA-256 of a received file, found in a thread of its own, so that reading need not wait for it."""

import hashlib
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from types import TracebackType

from requests_app.datasets.progress import Cancelled, Progress, Stage, go_on

PIECE_BYTES = 1 << 20
EVERY_SECONDS = 0.1


class Hashing(AbstractContextManager["Hashing"]):
    """Begins at once, and is given up when the block ends."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._size = max(source.stat().st_size, 1)
        self._done = 0
        self._given_up = Event()
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._digest = self._thread.submit(self._run)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._given_up.set()
        self._thread.shutdown()

    def result(self, progress: Progress, cancelled: Cancelled) -> str:
        """The hash in lower-case hex, waited for.

        Raises: IngestCancelledError, if `cancelled` said so; OSError, if the file cannot be read.
        """
        while wait([self._digest], EVERY_SECONDS).not_done:
            go_on(cancelled)
            progress(Stage.HASH, self._done / self._size, 0)
        return self._digest.result()

    def _run(self) -> str:
        digest = hashlib.sha256()
        with self._source.open("rb") as stream:
            while not self._given_up.is_set() and (piece := stream.read(PIECE_BYTES)):
                digest.update(piece)
                self._done += len(piece)
        return digest.hexdigest()
