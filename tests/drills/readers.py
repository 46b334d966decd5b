"""Workers that keep and read one dataset each, and are killed where the drill says: python -m tests.drills.readers.

Each line of the input is one job as JSON: the verb, the row, how much later it is, and the place or the moment of the
kill. Each is done in a process of its own, and answered with its exit status. `places` are told apart by number: so
many reports of progress, or, with "published", when the bytes are safe and the row does not know it yet.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first

from requests_app import archive, clock, datasets  # noqa: E402
from requests_app.casework import arrivals  # noqa: E402
from requests_app.casework import datasets as verbs  # noqa: E402
from requests_app.datasets import readers, reading  # noqa: E402


def mortal(work: Callable[..., Any], heard: str, job: dict[str, Any]) -> Callable[..., Any]:
    """The same work, ended by a kill at the report of progress or at the end that the job names."""
    reports = 0

    @wraps(work)
    def lived(*args: Any, **kwargs: Any) -> Any:
        told = kwargs[heard]

        def tell(*report: Any) -> None:
            nonlocal reports
            reports += 1
            if reports == job.get("report"):
                os.kill(os.getpid(), signal.SIGKILL)
            told(*report)

        done = work(*args, **{**kwargs, heard: tell})
        if job.get("published"):
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    return lived


def do(job: dict[str, Any]) -> None:
    """Claim the row and work on it, in small steps, so that there are many places to die at."""
    settings.DATASETS_ROOT, settings.UPLOADS_ROOT = Path(job["datasets"]), Path(job["uploads"])
    readers.CHUNK_BYTES, reading.PART_LINES, archive.keeping.CHUNK_BYTES = 8192, 400, 8192
    datasets.ingest = mortal(datasets.ingest, "progress", job)
    archive.keep = mortal(archive.keep, "said", job)
    at = clock.now() + timedelta(seconds=job["later"])
    if job["verb"] == "keep":
        arrivals.keep_arrival(arrivals.claim_arrival(at=at, pk=job["pk"]))
    else:
        verbs.ingest_dataset(verbs.claim_dataset(at=at, pk=job["pk"]))


def say(word: str) -> None:
    """One line of output."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do job after job until the input ends."""
    say("ready")
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if not child:
            do(job)
            os._exit(0)
        if "after" in job:
            time.sleep(job["after"])
            os.kill(child, signal.SIGKILL)
        say(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))


if __name__ == "__main__":
    main()
