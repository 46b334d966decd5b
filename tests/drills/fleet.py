"""What a drill runs on and kills: a database, a broker, two schedules, four workers, each in a group of its own."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from run import end_with_parent
from tests import services

ROOT = Path(__file__).resolve().parents[2]
SCHEDULES, WORKERS = 2, 4


class Server:
    """One process that can be killed and started again on the same port and folder."""

    def __init__(self, command: list[str], log: Path, **options: Any) -> None:
        self.command, self.log, self.options = command, log, options
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent,
                **self.options,
            )

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """End it with this signal, then whatever of its group is left."""
        if self.process is None:
            return
        self.process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(services.PATIENCE)  # a database ends its own processes before it may start again
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Fleet:
    """Schedules and workers on a database and a broker: servers of their own, or files in `folder`."""

    def __init__(self, folder: Path, *, on_servers: bool, email_url: str, seed: int) -> None:
        self.folder, self.on_servers = folder, on_servers
        self.killed: dict[str, int] = {}
        self._chance = random.Random(seed)  # noqa: S311 - a drill that can be repeated
        self.database: Server | None = None
        self.redis: Server | None = None
        self.environment = {
            **services.plain_environment(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DAYLIGHT_VAR": str(folder / "var"),
            "EMAIL_URL": email_url,
            "EMAIL_TIMEOUT": "3",
            "REMINDERS_EVERY_SECONDS": "3",
            "MAIL_LEASE_SECONDS": "12",
            "MAIL_RETRY_SECONDS": "2",
            "LETTER_LEASE_SECONDS": "12",
            "LOG_LEVEL": "ERROR",
        }
        if on_servers:
            self._prepare_servers()
        celery = [sys.executable, "-m", "celery", "-A", "tracker"]
        beat = [*celery, "beat", "--pidfile="]
        work = [*celery, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"]
        ours: dict[str, Any] = {"cwd": ROOT, "env": self.environment}
        self.schedules = [
            Server([*beat, "-s", str(folder / f"schedule-{n}")], folder / f"schedule-{n}.log", **ours)
            for n in range(SCHEDULES)
        ]
        self.workers = [
            Server([*work, "-n", f"drill{n}@localhost"], folder / f"worker-{n}.log", **ours) for n in range(WORKERS)
        ]

    def _prepare_servers(self) -> None:
        initdb, postgres = services.postgresql_program("initdb"), services.postgresql_program("postgres")
        assert initdb and postgres, "PostgreSQL's programs initdb and postgres are needed"
        data = self.folder / "postgresql"
        data.mkdir()
        self.folder.chmod(0o755)
        identity = services.other_identity(data)
        make = [initdb, "-D", f"{data}/data", "-U", "daylight", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=data, **identity)
        port, self.redis_port = services.free_port(), services.free_port()
        # What was committed stays committed when the server is killed; only the machine's own end would lose it.
        serve = [postgres, "-D", f"{data}/data", "-k", str(data), "-h", "127.0.0.1", "-p", str(port), "-cfsync=off"]
        self.database = Server(serve, self.folder / "postgresql.log", cwd=data, **identity)
        keep_nothing = ["redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", ""]
        self.redis = Server([*keep_nothing, "--dir", str(self.folder)], self.folder / "redis.log")
        self.database.start()
        self._start_redis()
        base = f"postgresql://daylight@127.0.0.1:{port}"
        services.wait_until(lambda: self._asks(f"{base}/postgres"), "PostgreSQL starts")
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connected:
            connected.execute("CREATE DATABASE daylight")
        self.environment |= {
            "DATABASE_URL": f"{base}/daylight",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
        }

    def _start_redis(self) -> None:
        """Until it answers: the next accident may be that it is flushed."""
        assert self.redis is not None
        self.redis.start()
        services.wait_until(lambda: services.answers(self.redis_port), "Redis starts")

    @staticmethod
    def _asks(url: str) -> bool:
        try:
            with psycopg.connect(url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def python(self, *arguments: str) -> str:
        """Run this Python on the fleet's database; gives what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        for server in (*self.schedules, *self.workers):
            server.start()

    def _count(self, what: str) -> None:
        self.killed[what] = self.killed.get(what, 0) + 1

    def kill_worker_process(self) -> None:
        """SIGKILL the process in which some worker does its work; the worker itself starts another."""
        worker = self._chance.choice(self.workers)
        children = services.descendants(worker.process.pid) if worker.process else set()
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._chance.choice(sorted(children)), signal.SIGKILL)
            self._count("worker process")

    def kill_worker(self) -> None:
        """SIGKILL a whole worker, and start it again as `run.py` or systemd would."""
        worker = self._chance.choice(self.workers)
        worker.kill()
        worker.start()
        self._count("worker")

    def kill_schedule(self) -> None:
        schedule = self._chance.choice(self.schedules)
        schedule.kill()
        schedule.start()
        self._count("schedule")

    def lose_the_broker(self) -> None:
        """Redis is flushed, killed and started again; or the broker's folder is emptied."""
        if self.redis is not None:
            subprocess.run(
                ["redis-cli", "-p", str(self.redis_port), "FLUSHALL"], check=True, stdout=subprocess.DEVNULL
            )
            self.redis.kill()
            time.sleep(1)
            self._start_redis()
        else:
            shutil.rmtree(self.folder / "var" / "broker")
            (self.folder / "var" / "broker").mkdir()
        self._count("broker")

    def restart_database(self) -> None:
        """PostgreSQL is stopped without asking anyone, and recovers; SQLite has nothing to restart."""
        if self.database is not None:
            self.database.kill(signal.SIGQUIT)
            time.sleep(1)
            self.database.start()
            services.wait_until(lambda: self._asks(self.environment["DATABASE_URL"]), "PostgreSQL recovers")
            self._count("database")

    def revive(self) -> None:
        """Start again what ended by itself, as `run.py` or systemd would."""
        for server in (*self.schedules, *self.workers):
            if server.process is not None and not server.is_running:
                server.kill()
                server.start()
                self._count("ended by itself")

    def stop(self) -> None:
        everything: list[Callable[[], None]] = [server.kill for server in (*self.schedules, *self.workers)]
        everything += [server.kill for server in (self.redis, self.database) if server is not None]
        for end in everything:
            end()
