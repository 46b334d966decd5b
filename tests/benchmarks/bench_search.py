"""How fast search and the lists answer with 10,000 documents and 50,000 communications, for an ordinary member.

python tests/benchmarks/bench_search.py               on SQLite
python tests/benchmarks/bench_search.py postgresql    on a private PostgreSQL
python tests/benchmarks/bench_search.py small         a hundredth of the records, to try it
"""

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402 - after the path is set

django.setup()

from django.core.management import call_command  # noqa: E402 - after the setup
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from requests_app import clock, mailroom, models  # noqa: E402
from requests_app.casework.mail_candidates import candidates_for, find_requests  # noqa: E402
from requests_app.casework.search import Asked, search  # noqa: E402
from requests_app.casework.search_index import refresh_search_index  # noqa: E402
from tests import services  # noqa: E402
from tests.benchmarks.telling import say  # noqa: E402 - Django must be set up first

SMALL = "small" in sys.argv
SHARE = 100 if SMALL else 1
DOCUMENTS, COMMUNICATIONS, REQUESTS = 10_000 // SHARE, 50_000 // SHARE, 2_000 // SHARE
PAGES, PAGE_WORDS, BODY_WORDS = 3, 250, 90
LONG, LONG_WORDS = 10, 150_000  # documents of so many different words: each is in the index in several parts
ROUNDS = 5
FIRST_DAY = date(2024, 1, 2)
BAR_MS = 300
# The words of such letters, the common ones first; and made-up names, each rarer than the one before.
LETTER = """
the of to and in records request for public you your department we is are this that agency on by letter act
code section government exempt disclosure police under withheld response responsive plate reader data contract days
determination extension search found produced documents copies redacted investigation officer vendor policy audit"""
COMMON = LETTER.split()
SYLLABLES = ("bcdfghklmnprstvz", "aeiou", "lmnr", "bcdfgkpt", "aeiou", "lmnrt", "aeio")
QUERIES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("a very common word", "records", {}),
    ("two very common words", "the records", {}),
    ("three common words", "public records request", {}),
    ("five common words", "department plate reader data contract", {}),
    ("a common phrase", '"public records"', {}),
    ("a phrase of four", '"plate reader data contract"', {}),
    ("a common word and not another", "police -vendor", {}),
    ("not a phrase", 'police -"public records"', {}),
    ("a beginning", "investig*", {}),
    ("a short beginning", "re*", {}),
    ("a middling word", "{middle}", {}),
    ("a rare word", "{rare}", {}),
    ("a common and a rare word", "records {rare}", {}),
    ("two rare words", "{rare} {other}", {}),
    ("a section", "7923.600", {}),
    ("a number of ours", "DL-00007", {}),
    ("a hash", "{hash}", {}),
    ("nothing has it", "xyzzyplugh", {}),
    ("accents", "Núñez", {}),
    ("at the end of a long record", "w149999x* records", {}),
    ("of one kind", "records", {"kind": "document"}),
    ("of one agency", "records", {"agency": True}),
    ("of one matter", "police records", {"matter": True}),
    ("of some days", "records", {"since": date(2024, 6, 1), "until": date(2024, 6, 30)}),
    ("the tenth page", "police", {"offset": 200}),
)
PAGES_OF_LISTS = (
    "/", "/requests/", "/communications/", "/documents/", "/tray/", "/claims/", "/letters/",
    "/documents/?found=hidden", "/documents/?text=audit", "/communications/?q=vendor", "/search/?q=public+records",
)  # fmt: skip


def main() -> None:
    """Build the records, then print a line for each kind of query and each page."""
    if "postgresql" in sys.argv and not os.environ.get("DATABASE_URL"):
        with services.postgresql() as url:
            subprocess.run([sys.executable, *sys.argv], env={**os.environ, "DATABASE_URL": url}, check=True)
        return
    measure()


def measure() -> None:
    if connection.vendor == "postgresql":
        connection.settings_dict["NAME"] = "postgres"
    call_command("migrate", verbosity=0)
    member, facts = build()
    spent, count = timed(refresh_search_index)
    say(f"{connection.vendor}: {count:,} records indexed in {spent / 1000:.0f} s")
    spent, _ = timed(refresh_search_index)
    say(f"again, nothing changed: {spent / 1000:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    search(member, Asked("records"))  # once for nothing: it imports every page to know its address
    measure_queries(member, facts)
    measure_pages(member)
    measure_chooser()


def build() -> tuple[Any, dict[str, Any]]:
    """The records, in bulk: four matters, two of them the member's."""
    chance = random.Random(7)  # noqa: S311 - the same records every time
    rare = ["".join(chance.choice(letters) for letters in SYLLABLES) for _ in range(30_000)]
    vocabulary = [*COMMON, *rare]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    cumulative = list(_sums(weights))

    def text(words: int) -> str:
        return " ".join(chance.choices(vocabulary, cum_weights=cumulative, k=words))

    organisation = models.Organisation.objects.create(name="Records Project")
    member, lead = (
        models.User.objects.create(username=name, email=f"{name}@example.org", role="staff") for name in ("m", "l")
    )
    matters = [
        models.Matter.objects.create(title=f"Matter {n}", organisation=organisation, lead=lead, opened_on=FIRST_DAY)
        for n in range(4)
    ]
    models.Membership.objects.bulk_create(models.Membership(matter=matter, user=member) for matter in matters[:3])
    agencies = [
        models.Agency.objects.create(name=f"City {n} Police", short_name=f"City {n}", kind="police")
        for n in range(40)
    ]
    requests = models.RecordsRequest.objects.bulk_create(
        models.RecordsRequest(
            matter=matters[n % 4],
            agency=agencies[n % 40],
            subject=text(5),
            records_sought=text(60),
            state="waiting",
            drafted_on=FIRST_DAY + timedelta(days=n % 700),
        )
        for n in range(REQUESTS)
    )
    now = clock.now()
    communications = models.Communication.objects.bulk_create(
        (
            models.Communication(
                request=requests[n % REQUESTS],
                direction="in" if n % 2 else "out",
                kind="other",
                happened_on=FIRST_DAY + timedelta(days=n % 800),
                subject=text(6),
                body=text(BODY_WORDS)
                + (" Gov. Code, § 7923.600" if n % 50 == 0 else "")
                + (" J. Núñez" * (n % 90 == 0)),
                recorded_at=now,
            )
            for n in range(COMMUNICATIONS)
        ),
        batch_size=2000,
    )
    documents = models.Document.objects.bulk_create(
        (
            models.Document(
                matter=requests[n % REQUESTS].matter,
                request=requests[n % REQUESTS],
                communication=communications[n % REQUESTS],
                title=text(4),
                file_name=f"file-{n}.pdf",
                sha256=f"{chance.getrandbits(256):064x}",
                size_bytes=20_000,
                media_type="application/pdf",
                page_count=PAGES,
                kept_at=now,
            )
            for n in range(DOCUMENTS)
        ),
        batch_size=2000,
    )
    models.Inspection.objects.bulk_create(
        (
            models.Inspection(
                document=document, state="read", page_count=PAGES, read_page_count=PAGES, character_count=5000
            )
            for document in documents
        ),
        batch_size=2000,
    )
    models.DocumentPage.objects.bulk_create(
        (
            models.DocumentPage(document=document, number=number, text=text(PAGE_WORDS), source="file")
            for document in documents
            for number in range(1, PAGES + 1)
        ),
        batch_size=2000,
    )
    models.DocumentPage.objects.bulk_create(
        models.DocumentPage(
            document=document,
            number=PAGES + 1,
            text=f"{' '.join(f'w{word}x{document.pk}' for word in range(LONG_WORDS // SHARE))} {text(PAGE_WORDS)}",
            source="file",
        )
        for document in documents[:LONG]
    )
    models.DocumentFinding.objects.bulk_create(
        models.DocumentFinding(document=document, kind="hidden", page=1, sentence="Hidden.")
        for document in documents[::20]
    )
    exemption = models.Exemption.objects.create(citation="§ 7923.600", title="Investigations")
    models.ExemptionClaim.objects.bulk_create(
        models.ExemptionClaim(
            request=one.request, communication=one, exemption=exemption, cited_as="§ 7923.600", justification=text(40)
        )
        for one in communications[::25]
    )
    models.ReceivedMail.objects.bulk_create(
        models.ReceivedMail(
            sha256=f"{n:064x}",
            size_bytes=1,
            subject=text(5),
            sender_address=f"a{n}@city{n % 40}.example",
            received_at=now,
            outcome="tray",
        )
        for n in range(2_000 // SHARE)
    )
    facts = {"rare": rare[200:2000:37], "middle": rare[:60:3], "hash": [row.sha256[:16] for row in documents[:50]]}
    return member, {**facts, "agency": agencies[1], "matter": matters[0]}


def _sums(weights: Iterable[float]) -> Iterable[float]:
    total = 0.0
    for weight in weights:
        total += weight
        yield total


def measure_queries(member: Any, facts: dict[str, Any]) -> None:
    """Each kind of query several times, with other words where it can have them."""
    every: list[float] = []
    for name, pattern, more in QUERIES:
        spent = []
        for turn in range(ROUNDS):
            words = pattern.format(
                rare=facts["rare"][turn % len(facts["rare"])],
                other=facts["rare"][-turn - 1],
                middle=facts["middle"][turn % len(facts["middle"])],
                hash=facts["hash"][turn],
            )
            narrowed = {key: facts[key] if value is True else value for key, value in more.items()}
            offset = narrowed.pop("offset", 0)
            if "kind" in narrowed:
                narrowed["kind"] = models.SearchKind(narrowed["kind"])
            asked = Asked(words, **narrowed)
            milliseconds, found = timed(lambda asked=asked, offset=offset: search(member, asked, offset=offset))
            spent.append(milliseconds)
        every += spent
        say(f"  {name:<32}{found.count:>8,} found {statistics.median(spent):>8.1f} ms, worst {max(spent):>7.1f}")
    p50, p95 = statistics.median(every), statistics.quantiles(every, n=20)[-1]
    say(f"search: p50 {p50:.1f} ms, p95 {p95:.1f} ms of {len(every)} queries, bar {BAR_MS} ms")


def measure_pages(member: Any) -> None:
    """Each page of the member, with its number of queries."""
    client = Client(headers={"host": "localhost"})
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    for address in PAGES_OF_LISTS:
        client.get(address)
        spent = []
        for _ in range(ROUNDS):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                milliseconds, response = timed(lambda address=address: client.get(address))
            assert response.status_code == 200, address
            spent.append(milliseconds)
        say(f"  {address:<32}{len(queries):>4} queries {statistics.median(spent):>8.1f} ms")


def measure_chooser() -> None:
    """What it takes to find the requests that a mail may belong to."""
    raw = b"From: a@city1.example\nSubject: Your request 24-1234\nMessage-ID: <1@x>\n\nWe have it.\n"
    parsed = mailroom.parse(raw)
    everything = models.RecordsRequest.objects.all()
    for name, work in (
        ("candidates for a mail", lambda: candidates_for(parsed)),
        ("requests to choose from", lambda: find_requests(everything, "city records")),
    ):
        spent = [timed(work)[0] for _ in range(ROUNDS)]
        say(f"  {name}: {len(work())} of {REQUESTS:,} requests, {statistics.median(spent):.1f} ms")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds by the clock on the wall, and what the work gave."""
    began = time.perf_counter()
    result = work()
    return 1000 * (time.perf_counter() - began), result


if __name__ == "__main__":
    main()
