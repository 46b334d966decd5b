"""Look into a file in a process of its own, with a limit on its time, and gather what was found until then."""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import requests_app
from requests_app import archive
from requests_app.documents.findings import (
    Box,
    Found,
    HiddenText,
    Inspection,
    Limits,
    Metadata,
    Page,
    PageCount,
    Problem,
)

LIMITS = Limits()
_GLANCE_SECONDS = 0.2
_ROOT = Path(requests_app.__file__).parent.parent
# The reader learns nothing of the settings: a hostile file may take it over.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "SYSTEMROOT", "LD_LIBRARY_PATH")

OnPage = Callable[[int, int | None], None]


def inspect(
    source: Path | IO[bytes],
    file_name: str,
    *,
    on_page: OnPage | None = None,
    should_stop: Callable[[], bool] | None = None,
    with_ocr: bool = True,
    limits: Limits = LIMITS,
) -> Inspection:
    """Look into one file. Whatever it does, the answer is an Inspection with what was read and what went wrong.

    A stream is read whole. `on_page` is called after each page with how many are read and how many there are (None
    where that is not known); `should_stop` is asked several times a second and ends the looking when true.
    Raises: OSError when there is no such file to read.
    """
    with _on_disk(source) as path:
        with path.open("rb") as file:
            media_type = archive.media_type_of(file)
        size_bytes = path.stat().st_size
        gathered = _Gathered()
        if size_bytes == 0:
            gathered.problems.append("The file is empty.")
        else:
            job = {
                "path": str(path.resolve()),
                "media_type": media_type,
                "with_ocr": with_ocr,
                "limits": asdict(limits),
            }
            _look(job, limits, gathered, on_page, should_stop)
    return Inspection(
        file_name=file_name,
        media_type=media_type,
        size_bytes=size_bytes,
        page_count=gathered.page_count,
        pages=tuple(gathered.pages),
        hidden=tuple(gathered.hidden),
        metadata=gathered.metadata,
        problems=tuple(dict.fromkeys(gathered.problems)),
        is_complete=gathered.is_complete,
    )


def extract_text(path: Path) -> str:
    """All words of a file, form feeds between pages; "" where it has none that can be read. Pictures are not read."""
    return inspect(path, path.name, with_ocr=False).text


@dataclass(slots=True)
class _Gathered:
    """What the reader has reported so far."""

    page_count: int | None = None
    pages: list[Page] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    problems: list[str] = field(default_factory=list)
    is_complete: bool = False

    def take(self, found: Found) -> None:
        match found:
            case PageCount():
                self.page_count = found.count
            case Page():
                self.pages.append(found)
            case HiddenText():
                self.hidden.append(found)
            case Metadata():
                self.metadata = found
            case Problem():
                self.problems.append(found.sentence)


def _look(
    job: dict[str, Any],
    limits: Limits,
    gathered: _Gathered,
    on_page: OnPage | None,
    should_stop: Callable[[], bool] | None,
) -> None:
    reader = subprocess.Popen(
        [sys.executable, "-B", "-m", "requests_app.documents.reader"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        start_new_session=True,
    )
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    pump = threading.Thread(target=_pump, args=(reader, json.dumps(job), lines), daemon=True)
    pump.start()
    try:
        until = time.monotonic() + limits.seconds
        while True:
            if should_stop is not None and should_stop():
                gathered.problems.append("The looking was stopped; what was read until then is kept.")
                return
            if time.monotonic() > until:
                gathered.problems.append(
                    f"The file took longer than {limits.seconds:g} seconds; the rest was not read."
                )
                return
            try:
                line = lines.get(timeout=_GLANCE_SECONDS)
            except queue.Empty:
                continue
            if line is None:
                gathered.problems.append(_how_it_ended(reader, gathered))
                return
            said = json.loads(line)
            if said["kind"] == "End":
                gathered.is_complete = True
                return
            gathered.take(_found(said))
            if said["kind"] == "Page" and on_page is not None:
                on_page(len(gathered.pages), gathered.page_count)
    finally:
        _end(reader)
        pump.join()


def _pump(reader: subprocess.Popen[bytes], job: str, lines: "queue.SimpleQueue[str | None]") -> None:
    """Give the reader its job and pass on each line it writes; None when it has ended."""
    if reader.stdin is None or reader.stdout is None:
        return
    try:
        with reader.stdin as its_input:
            its_input.write(job.encode())
    except BrokenPipeError:  # it died before it read: the end of its output says so
        pass
    with reader.stdout as its_output:
        for line in its_output:
            lines.put(line.decode())
    lines.put(None)


def _end(reader: subprocess.Popen[bytes]) -> None:
    """End the reader and whatever it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(reader.pid, signal.SIGKILL)
    else:
        reader.kill()
    reader.wait()


def _how_it_ended(reader: subprocess.Popen[bytes], gathered: _Gathered) -> str:
    after = f" after page {len(gathered.pages)}" if gathered.pages else ""
    reader.wait()
    return (
        f"The file broke the reader{after}: it needs too much memory or time, or is damaged. The rest was not read."
    )


def _found(said: dict[str, Any]) -> Found:
    """A finding from its line."""
    values = {name: value for name, value in said.items() if name != "kind"}
    match said["kind"]:
        case "PageCount":
            return PageCount(**values)
        case "Page":
            return Page(**values)
        case "Metadata":
            return Metadata(**values)
        case "HiddenText":
            box = values.pop("box")
            return HiddenText(**values, box=Box(**box) if box else None)
        case _:
            return Problem(**values)


@contextmanager
def _on_disk(source: Path | IO[bytes]) -> Iterator[Path]:
    """The file as a path; a stream is copied to one that goes away."""
    if isinstance(source, Path):
        yield source
        return
    with tempfile.NamedTemporaryFile(prefix="inspect-") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)
