"""How fast files are looked into and mails are read, beside pdftotext and the standard library doing less.

python tests/benchmarks/bench_documents.py
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from requests_app.documents import inspect  # noqa: E402 - after the path is set
from requests_app.mailroom import parse  # noqa: E402
from tests.pdf_pages import pdf  # noqa: E402

PAGES = 300
LINE = "The Department has determined that the records you seek are exempt under section 7923.600. "
ROUNDS = 20


def main() -> None:
    """Print one line for each measure: seconds, of processor time, and the ratio to the peer."""
    with tempfile.TemporaryDirectory() as name:
        _documents(Path(name))
    _mails()


def _documents(folder: Path) -> None:
    lines = b"".join(b"(%s) Tj T*\n" % LINE.encode() for _ in range(45))
    page = b"BT /F1 10 Tf 14 TL 40 740 Td\n" + lines + b"ET 0 g 100 600 80 14 re f\n"
    long, short = folder / "long.pdf", folder / "short.pdf"
    long.write_bytes(pdf(*[page] * PAGES))
    short.write_bytes(pdf(page))
    one, _ = _timed(lambda: inspect(short, short.name))
    many, found = _timed(lambda: inspect(long, long.name))
    assert len(found.pages) == PAGES
    assert len(found.hidden) == PAGES
    sys.stdout.write(f"1 page: {one:.2f} s; {PAGES} pages of 4,000 letters: {many:.2f} s, ")
    sys.stdout.write(f"{1000 * (many - one) / (PAGES - 1):.0f} ms a page, hidden words looked for\n")
    if program := shutil.which("pdftotext"):
        peer, _ = _timed(lambda: subprocess.run([program, str(long), "-"], capture_output=True, check=True))
        sys.stdout.write(f"pdftotext, words only: {peer:.2f} s; ratio {many / peer:.1f}\n")


def _mails() -> None:
    # Without the one on which the standard library gives up.
    paths = sorted((ROOT / "tests" / "data" / "mail").glob("*.eml"))
    mails = [path.read_bytes() for path in paths if path.stem != "nested_two_thousand_deep"]
    ours, _ = _timed(lambda: [parse(mail) for _ in range(ROUNDS) for mail in mails])
    peer, _ = _timed(lambda: [_plainly(mail) for _ in range(ROUNDS) for mail in mails])
    count = ROUNDS * len(mails)
    sys.stdout.write(f"{count} mails of the corpus: {ours:.2f} s, {1000 * ours / count:.2f} ms a mail; ")
    sys.stdout.write(f"the standard library, taken apart only: {peer:.2f} s; ratio {ours / peer:.1f}\n")


def _plainly(mail: bytes) -> None:
    for part in message_from_bytes(mail).walk():
        part.get_payload(decode=True)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time, that of the processes it started included; and what the work gave."""
    began = _processor_seconds()
    result = work()
    return _processor_seconds() - began, result


def _processor_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    main()
