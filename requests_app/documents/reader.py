"""The process that looks into one file: a JSON job on its standard input, findings as JSON lines on its output.

It is a process of its own because the file may be hostile: what it breaks, or fills, or never ends, is this.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from requests_app.documents import enclosed_mail, ocr, office, pdf, pictures, plain
from requests_app.documents.findings import Found, Limits, Page, Problem
from requests_app.documents.kinds import EXCEL, MAIL, PDF, WORD

try:
    import resource
except ImportError:  # Windows sets no such limits
    resource = None  # type: ignore[assignment]

_NOT_READ = {
    "application/x-ole-storage": "Office files from before 2007 are kept, but their words are not read.",
    "application/octet-stream": "What kind of file this is was not recognised; it is kept, but not read.",
}


def read(path: Path, media_type: str, limits: Limits, *, with_ocr: bool) -> Iterator[Found]:
    """What the file holds, piece by piece, by what its bytes are."""
    if media_type == PDF:
        yield from _and_say_if_unread(pdf.read(path, limits, with_ocr=with_ocr))
    elif media_type == WORD:
        yield from office.read_word(path, limits)
    elif media_type == EXCEL:
        yield from office.read_excel(path, limits)
    elif media_type.startswith("image/"):
        yield from _and_say_if_unread(pictures.read(path, limits, with_ocr=with_ocr))
    elif media_type == MAIL:
        yield from enclosed_mail.read(path, limits)
    elif media_type.startswith("text/"):
        yield from plain.read(path, limits, is_html=media_type == "text/html")
    else:
        yield Problem(_NOT_READ.get(media_type, f"Files of this kind ({media_type}) are kept, but not read."))


def _and_say_if_unread(found: Iterator[Found]) -> Iterator[Found]:
    """Pass the findings on, and say once where pictures stayed unread for want of a reader."""
    has_pictures = False
    for item in found:
        has_pictures = has_pictures or (isinstance(item, Page) and not item.has_text)
        yield item
    if has_pictures and not ocr.is_available():
        yield Problem(ocr.MISSING)


def main() -> None:
    """Read the job, set the limits that the system enforces, and write what is found."""
    job = json.loads(sys.stdin.read())
    limits = Limits(**job["limits"])
    if resource is not None:
        seconds = int(limits.seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    for item in read(Path(job["path"]), job["media_type"], limits, with_ocr=job["with_ocr"]):
        line = json.dumps({"kind": type(item).__name__, **asdict(item)})
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    sys.stdout.write('{"kind": "End"}\n')


if __name__ == "__main__":
    main()
