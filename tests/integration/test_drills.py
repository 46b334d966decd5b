"""Reminders and letters reach their end whatever is killed on the way; nothing is lost, what comes twice is counted.

On servers of its own where this run has PostgreSQL and Redis, else on SQLite and a folder. In full size, with the
counts: `DRILL_REMINDERS=2000 python3 run.py test tests/integration/test_drills.py -s`. The small size has every kind
of accident too, in quicker succession.
"""

import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from requests_app.letters import is_available
from tests import services
from tests.drills.fleet import Fleet
from tests.drills.mail_server import FaultyMailServer

REMINDERS = int(os.environ.get("DRILL_REMINDERS", "300"))
LETTERS = REMINDERS // 10
SEED = 20261101
IS_FULL = REMINDERS >= 2000
DISTURBED_SECONDS = 30 if IS_FULL else 6  # then the machines are left alone; the mail server stays as it is
PAUSE_SECONDS = (1.0, 2.5) if IS_FULL else (0.3, 0.9)
LONGEST_SECONDS = 600
ON_SERVERS = os.environ.get("DATABASE_URL", "").startswith("postgresql:")


def counts(fleet: Fleet, sql: str) -> dict[str, int]:
    """A question to the fleet's database, asked from outside: {state: how many}."""
    if fleet.on_servers:
        with psycopg.connect(fleet.environment["DATABASE_URL"]) as connected:
            return {str(state): int(count) for state, count in connected.execute(sql.encode()).fetchall()}
    connected_file = sqlite3.connect(fleet.folder / "var" / "daylight.sqlite3", timeout=20)
    try:
        return dict(connected_file.execute(sql).fetchall())
    finally:
        connected_file.close()


def states(fleet: Fleet, table: str) -> dict[str, int]:
    return counts(fleet, f"SELECT state, count(*) FROM requests_app_{table} GROUP BY state")


def disturb(fleet: Fleet, server: FaultyMailServer, until: float) -> None:
    """Every moment something dies. Each kind of accident happens at least once."""
    chance = random.Random(SEED)  # noqa: S311 - a drill that can be repeated
    accidents: list[Callable[[], None]] = [
        fleet.kill_worker_process,
        fleet.kill_worker,
        fleet.lose_the_broker,
        fleet.restart_database,
        lambda: server.refuse(PAUSE_SECONDS[1]),
        fleet.kill_schedule,
    ]
    likely = [fleet.kill_worker_process] * 6 + [fleet.kill_worker, fleet.lose_the_broker]
    todo = accidents.copy()
    while time.monotonic() < until or todo:
        time.sleep(chance.uniform(*PAUSE_SECONDS))
        (todo.pop(0) if todo and chance.random() < 0.5 else chance.choice(likely))()
        fleet.revive()


@pytest.mark.skipif(not is_available(), reason="letters cannot be printed here: Pango is missing")
def test_every_reminder_and_letter_arrives_though_everything_is_killed_flushed_and_unplugged() -> None:
    began = time.monotonic()
    prefix = "daylight-drill-"  # not a folder of pytest's, which the user of PostgreSQL could not enter
    with (
        FaultyMailServer(SEED, moods=1 if IS_FULL else 3) as server,
        tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder,
    ):
        fleet = Fleet(Path(folder), on_servers=ON_SERVERS, email_url=server.url, seed=SEED)
        try:
            fleet.python("manage.py", "migrate", "-v0")
            fleet.python("-m", "tests.drills.rows", str(REMINDERS), str(LETTERS))
            ready = time.monotonic()
            fleet.start()
            services.wait_until(lambda: bool(server.taken), "the first mail arrives")
            disturb(fleet, server, time.monotonic() + DISTURBED_SECONDS)
            until = time.monotonic() + LONGEST_SECONDS
            while states(fleet, "reminder") != {"sent": REMINDERS} or states(fleet, "letter") != {"issued": LETTERS}:
                assert time.monotonic() < until, (states(fleet, "reminder"), states(fleet, "letter"), server.faults)
                time.sleep(1)
                fleet.revive()
            done = time.monotonic()
            found = json.loads(fleet.python("-m", "tests.drills.outcome"))
        finally:
            fleet.stop()
    expected = {*found["alone"], *found["digests"]}
    more_than_once = {name: count for name, count in server.taken.items() if count > 1}
    twice = sum(count - 1 for count in more_than_once.values())
    unknown = sum(count - 1 for name, count in more_than_once.items() if server.unanswered[name] < count - 1)
    kills = sum(fleet.killed.values())
    place = "PostgreSQL and Redis" if ON_SERVERS else "SQLite and a folder"
    sys.stdout.write(
        f"\n{place}: {REMINDERS} reminders, {LETTERS} letters; "
        f"ready in {ready - began:.0f} s, done in {done - ready:.0f} s"
        f"\n  killed: {fleet.killed}; the mail server: {dict(server.faults)}"
        f"\n  {len(found['alone'])} mails of one date, {len(found['digests'])} of {found['in_digests']} dates: "
        f"delivered {len(server.taken)}, lost {len(expected - set(server.taken))}, twice {twice}, "
        f"of which {twice - unknown} because the server's answer was lost and {unknown} because the sender was killed"
        f"\n  letters {found['letters']}, documents {found['documents']}, unsound {len(found['unsound'])}; "
        f"most tries: mail {found['tries']}, letter {found['letter_tries']}\n"
    )
    assert set(server.taken) == expected, "a reminder was lost, or one came that is no row"
    assert len(found["alone"]) + found["in_digests"] == REMINDERS
    assert len(found["digests"]) == 1, "one mail of the day for the one person who wants it"
    assert found["in_digests"] > 0
    assert unknown <= kills, "something came twice that no lost answer and no kill explains"
    assert found["told_sent"] == len(found["alone"]), "the journal tells of each mail once"
    assert found["told_digests"] == found["in_digests"] + 1
    assert found["letters"] == {"issued": LETTERS}
    assert found["documents"] == 2 * LETTERS, "a letter has one PDF and one Word file, however often its worker died"
    assert found["told_made"] == LETTERS
    assert found["unsound"] == []
