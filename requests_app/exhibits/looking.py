"""Look at a page on the screen: a process of its own measures and draws it, so that a hostile file ends only that."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import requests_app
from requests_app.exhibits.pdf import Source
from requests_app.exhibits.raster import Pictures
from requests_app.exhibits.shapes import ExhibitError

try:
    import resource
except ImportError:  # Windows sets no such limits
    resource = None  # type: ignore[assignment]

DOTS_IN_A_POINT = 1.5
MOST_PIXELS = 4_000_000
_ROOT = Path(requests_app.__file__).parent.parent
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")  # nothing of the settings
_AT_ONCE = threading.BoundedSemaphore(2)  # others wait: the pages of the site need their processor too
_REFUSED = 3


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a file may take of this machine before it is given up."""

    seconds: float = 15.0
    waiting_seconds: float = 5.0  # for the pages that others look at
    memory_bytes: int = 2 * 1024**3


BOUNDS = Bounds()


def page_sizes(path: Path, *, bounds: Bounds = BOUNDS) -> list[tuple[float, float]]:
    """Width and height of each page of a PDF as it is shown, in points.

    Raises: ExhibitError with the file's name when it cannot be read, or not within the bounds.
    """
    return [(width, height) for width, height in json.loads(_asked("sizes", path, 0, bounds))]


def page_picture(path: Path, page: int, *, bounds: Bounds = BOUNDS) -> bytes:
    """A page of a PDF, counted from 1, as a PNG of four million pixels at most.

    Raises: as `page_sizes`; IndexError where there is no such page.
    """
    picture = _asked("picture", path, page, bounds)
    if not picture:
        raise IndexError(page)
    return picture


def _asked(what: str, path: Path, page: int, bounds: Bounds) -> bytes:
    command = [sys.executable, "-B", "-m", __name__, what, str(path.resolve()), str(page)]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    limits = [str(int(bounds.seconds) + 1), str(bounds.memory_bytes)]
    if not _AT_ONCE.acquire(timeout=bounds.waiting_seconds):
        raise ExhibitError(f"“{path.name}” is not shown yet: other pages are being drawn. Look again in a moment.")
    try:
        seen = subprocess.run(  # noqa: S603 - a kept file and numbers of our own
            [*command, *limits],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=bounds.seconds,
            cwd=_ROOT,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise ExhibitError(f"“{path.name}” takes more than {bounds.seconds:g} seconds to be shown.") from error
    finally:
        _AT_ONCE.release()
    if seen.returncode == _REFUSED:
        raise ExhibitError(seen.stdout.decode())
    if seen.returncode:
        raise ExhibitError(f"“{path.name}” is damaged, or needs too much memory to be shown.")
    return seen.stdout


def _sizes(path: Path) -> bytes:
    with Source(path) as source:
        frames = [source.frame(index) for index in range(source.page_count)]
    return json.dumps([(frame.shown_width, frame.shown_height) for frame in frames]).encode()


def _picture(path: Path, page: int) -> bytes:
    with Source(path) as source, Pictures(path) as pictures:
        if not 1 <= page <= source.page_count:
            return b""
        frame = source.frame(page - 1)
        most: float = (MOST_PIXELS / (frame.shown_width * frame.shown_height)) ** 0.5
        data = BytesIO()
        pictures.picture(page - 1, min(DOTS_IN_A_POINT, most) * frame.unit).save(data, "PNG")
        return data.getvalue()


def main(what: str, path: str, page: str, seconds: str, memory_bytes: str) -> None:
    """In the process of its own: set the limits that the system enforces, and write what was seen."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
    try:
        seen = _sizes(Path(path)) if what == "sizes" else _picture(Path(path), int(page))
    except ExhibitError as error:
        sys.stdout.buffer.write(str(error).encode())
        sys.stdout.flush()
        sys.exit(_REFUSED)
    sys.stdout.buffer.write(seen)


if __name__ == "__main__":
    main(*sys.argv[1:])
