"""How long a bundle of 500 mails takes beside one of 100, and the memory of both.

python tests/benchmarks/bench_bundle.py [MAILS]      each size in a process of its own, on SQLite

Every mail has a page of words; every third brings a PDF of three pages. Bars: the time for each mail of the large
bundle at most 1.5 times that of the small one, and the peak at most 1.3 times.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402 - after the path is set

django.setup()

from django.conf import settings  # noqa: E402 - after the setup
from django.core.management import call_command  # noqa: E402

from requests_app import clock  # noqa: E402
from requests_app.casework import bundles  # noqa: E402
from requests_app.casework.mail import place_mail, receive_mail  # noqa: E402
from tests import factories  # noqa: E402
from tests.benchmarks.telling import say  # noqa: E402 - Django must be set up first
from tests.pdf_pages import pdf  # noqa: E402

SMALL, LARGE = 100, int(sys.argv[1]) if len(sys.argv) > 1 else 500
TODAY = date(2026, 11, 23)


def main() -> None:
    """Print both sizes, and what the large one costs for each mail beside the small one."""
    if os.environ.get("BUNDLE_OF"):
        measure(int(os.environ["BUNDLE_OF"]))
        return
    spent = {}
    for count in (SMALL, LARGE):
        with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
            run = subprocess.run(
                [sys.executable, __file__],
                env={**os.environ, "BUNDLE_OF": str(count), "DAYLIGHT_VAR": folder},
                check=True,
                capture_output=True,
                text=True,
            )
        say(run.stdout.strip().splitlines()[0])
        seconds, peak = map(float, run.stdout.strip().splitlines()[1].split())
        spent[count] = (seconds / count, peak)
    each, peak = (spent[LARGE][at] / spent[SMALL][at] for at in (0, 1))
    say(f"{LARGE} beside {SMALL}: {each:.2f} times the time for each mail, {peak:.2f} times the peak")


def measure(count: int) -> None:
    """Make one bundle of so many mails; print what it took in words, then seconds and megabytes."""
    settings.BUNDLES_ROOT = Path(os.environ["DAYLIGHT_VAR"]) / "bundles"
    call_command("migrate", verbosity=0)
    people = factories.team()
    request = factories.received_request(people)
    for number in range(count):
        paper = pdf(*(f"BT /F1 12 Tf 72 700 Td (Page {page} of {number}) Tj ET".encode() for page in range(3)))
        mail = receive_mail(written(number, paper if number % 3 == 0 else b""), by=None, on=TODAY).mail
        if mail.communication_id is None:
            place_mail(mail, request=request, by=people.staff, on=TODAY)
    bundles.ask_for_bundle(of=request, by=people.staff, on=TODAY)
    claimed = bundles.claim_bundle(at=clock.now())
    assert claimed is not None
    before = peak_megabytes()
    start = time.perf_counter()
    made = bundles.make_bundle(claimed)
    seconds = time.perf_counter() - start
    assert made.state == "ready", made.failure
    sizes = [bundles.path_of(made, kind).stat().st_size / 1e6 for kind in ("pdf", "zip")]  # type: ignore[arg-type]
    after = peak_megabytes()
    say(
        f"{count} mails: {seconds:.1f} s, {made.page_count} pages, PDF {sizes[0]:.1f} MB, ZIP {sizes[1]:.1f} MB; "
        f"peak {before:.0f} -> {after:.0f} MB; load {os.getloadavg()[0]:.1f}"
    )
    say(f"{seconds} {after}")


def written(number: int, paper: bytes) -> bytes:
    """One mail of the agency, with a PDF where there is one."""
    head = (
        f"From: Records <records@alderbay.example>\r\nTo: us@example.org\r\nSubject: Our answer {number}\r\n"
        f"Date: Tue, 06 Oct 2026 10:00:00 -0700\r\nMessage-ID: <{number}@alderbay.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
    )
    words = "The records of that week are searched for; we write again when they are found.\r\n" * 30
    part = b"\r\n--b\r\nContent-Type: application/pdf; name=answer.pdf\r\n\r\n" + paper if paper else b""
    return head.encode() + words.encode() + part + b"\r\n--b--\r\n"


def peak_megabytes() -> float:
    """The most memory this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
