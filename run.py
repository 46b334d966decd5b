#!/usr/bin/env python3
"""The two commands: `python3 run.py` sets up and serves Daylight, `python3 run.py test` sets up and checks it."""

import argparse
import contextlib
import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - read by the Pythons it turns away, so this file parses on 3.6
    sys.exit(
        "Daylight needs Python 3.11 or newer; this is Python {}.{}. "
        "Start it with a newer one, for example: python3.11 run.py".format(*sys.version_info[:2])
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PYTHON_NAME = "python{}.{}".format(*sys.version_info[:2])
VAR = (ROOT / (os.environ.get("DAYLIGHT_VAR") or "var")).resolve()
LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
HELP = """usage: python3 run.py [--port PORT]     set up once, then serve Daylight on http://127.0.0.1:8000/
       python3 run.py test [ARGS...]    set up once, then run every check (with ARGS: only pytest, with those)
       python3 run.py manage ARGS...    manage.py, inside the same environment"""
PANGO_LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
PANGO_PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
PANGO_COMMANDS = {
    "apt-get": "sudo apt-get install -y --no-install-recommends " + " ".join(PANGO_PACKAGES),
    "dnf": "sudo dnf install -y pango harfbuzz",
    "apk": "sudo apk add pango harfbuzz-subset",
    "pacman": "sudo pacman -S --needed pango",
    "brew": "brew install pango",
}
HOMEBREW = ("/opt/homebrew/lib/", "/usr/local/lib/")
STOP_SECONDS = 15  # what a child is given to finish what it is doing
READY_SECONDS = 180  # a small or busy machine takes long; a process that ends is noticed at once
PROCESSES = {
    "web": "gunicorn tracker.wsgi --bind 127.0.0.1:{port} --worker-class gthread --threads 8 --access-logfile - "
    "--graceful-timeout 5 --no-control-socket",
    "worker": "celery -A tracker worker --concurrency 2 --without-gossip --without-mingle --max-tasks-per-child 50",
    "schedule": "celery -A tracker beat --pidfile=",
}
PREPARE = """
import os
import django
from django.core.management import call_command
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()
call_command("migrate", verbosity=0, interactive=False)
call_command("seed_demo", if_empty=True)
"""


def say(sentence: str) -> None:
    print(sentence, flush=True)


# Setting up: an environment in .venv from the hashed lock, wheels only, nothing compiled.


def ensure_environment(lock: Path) -> None:
    """Make .venv hold what `lock` names. Safe to repeat; does nothing when it already does.

    The stamp keeps one line per lock installed, so the tests' lock, which contains the other, serves both.
    """
    stamp = VENV / "installed"
    wanted = _key(lock)
    if PYTHON.exists() and stamp.exists() and wanted in stamp.read_text().split():
        return
    say("Setting up in .venv; this happens once.")
    if not PYTHON.exists() or not (VENV / "lib" / PYTHON_NAME).exists():
        _make_venv()
    _install_packages(lock)
    if not has_pango():
        apt_install(PANGO_PACKAGES)
    stamp.write_text(wanted + ("\n" + _key(LOCK) if lock == DEV_LOCK else ""))


def _key(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def _make_venv() -> None:
    uv = shutil.which("uv")
    if not uv and importlib.util.find_spec("ensurepip") is None:  # Debian splits it off
        package = PYTHON_NAME + "-venv"
        if not apt_install([package]):
            sys.exit(
                f"Python cannot make environments here because the package {package} is missing. "
                f"Install it and start again: sudo apt-get install -y {package}"
            )
    shutil.rmtree(VENV, ignore_errors=True)
    make = [uv, "venv", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    _run_or_explain([*make, str(VENV)], "The environment in .venv could not be made.")


def _install_packages(lock: Path) -> None:
    count = len(re.findall(r"^[A-Za-z0-9]", lock.read_text(), re.M))
    began = time.monotonic()
    uv = shutil.which("uv")
    installer = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install"]
    command = [*installer, "--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(lock)]
    say(f"  Installing {count} packages with {'uv' if uv else 'pip'} ...")
    fetched = 0

    def progress(line: str) -> None:
        nonlocal fetched
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            fetched += 1
            if fetched % 10 == 0:
                say(f"  {fetched} of {count} fetched")
        elif line.startswith("Installing collected"):
            say("  unpacking")

    _run_or_explain(command, "The packages could not be installed.", progress)
    say(f"  Installed in {time.monotonic() - began:.0f} s.")


def _run_or_explain(command: list[str], sentence: str, progress: Callable[[str], None] | None = None) -> None:
    """Run a set-up step quietly; where it fails, end with its last words and one clear sentence."""
    kept = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as step:
        try:
            for line in step.stdout or ():
                kept.append(line)
                if progress:
                    progress(line)
        except BaseException:
            step.kill()
            raise
    if step.returncode:
        say("".join(kept[-15:]))
        sys.exit(f"{sentence} The lines above say why; `python3 run.py` starts again where it stopped.")


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages where that needs no password: as root, or with such a sudo. False where it cannot."""
    if not shutil.which("apt-get"):
        return False
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if rights and (not shutil.which("sudo") or subprocess.run([*rights, "true"], capture_output=True).returncode):
        return False
    say("  Installing " + " ".join(packages) + " ...")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    install = [*rights, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (install, [*rights, "apt-get", "update", "-qq"], install):  # the lists may be missing or old
        done = subprocess.run(command, env=environment, capture_output=True)
        if command is install and done.returncode == 0:
            return True
    return False


def name_what_is_missing() -> None:
    """Letters become PDF through Pango; all else works without it."""
    if not has_pango():
        tool = next((tool for tool in PANGO_COMMANDS if shutil.which(tool)), "apt-get")
        say("Pango is missing, so letters cannot be made into PDF; everything else works. To add it:")
        say("  " + PANGO_COMMANDS[tool])


def has_pango() -> bool:
    return all(_loads(f"lib{name}.so.0") or _loads(f"lib{name}.dylib") for name in PANGO_LIBRARIES)


def _loads(library: str) -> bool:
    for folder in ("", *HOMEBREW):
        with contextlib.suppress(OSError):
            ctypes.CDLL(folder + library)
            return True
    return False


# Serving: three processes, one reader at the terminal.


class Child:
    """One supervised process, in a group of its own so that Ctrl-C reaches only this program."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name = name
        self.arguments = arguments
        self.log = VAR / "log" / f"{name}.log"
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(PYTHON), "-m", *self.arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def signal_group(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def end_with_parent() -> None:
    """In a new child on Linux: end too when this program is killed without a chance to say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def serve(port: int, *, port_was_given: bool) -> None:
    """Set up, migrate, seed the first time, then run web, worker and schedule until told to stop."""
    began = time.monotonic()
    _check_port(port)
    keep = _only_one()
    ensure_environment(LOCK)
    name_what_is_missing()
    address = f"http://127.0.0.1:{port}/"
    if port_was_given:
        os.environ.setdefault("SITE_URL", address)
    sign_in = _prepare()
    children: list[Child] = []
    try:
        for name, command in PROCESSES.items():
            children.append(Child(name, command.format(port=port).split()))
            if name == "web":  # it has the machine to itself until it answers
                _wait_until_it_answers(address, children[0])
        say(f"Daylight is ready after {time.monotonic() - began:.1f} s: {address}")
        say(sign_in or "Make the first account with: python3 run.py manage createsuperuser")
        say("Ctrl-C stops it.")
        with contextlib.suppress(KeyboardInterrupt):
            _watch(children)
    finally:
        _stop(children)
        keep.close()
    say("Stopped.")


def _check_folder() -> None:
    try:
        for folder in (VAR, VAR / "log") if VENV.exists() else (ROOT, VAR, VAR / "log"):
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".write-test-{os.getpid()}"
            probe.touch()
            probe.unlink()
    except OSError as error:
        sys.exit(f"Daylight keeps its records here, but {error.filename} cannot be written: {error.strerror}.")


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            sys.exit(f"Port {port} cannot be used ({reason}). Choose another, for example --port 8001.")


def _only_one() -> IO[str]:
    """Hold var/run.lock while we live: two schedules over one folder would only fight."""
    import fcntl  # only where there is one: Windows is turned away before

    keep = (VAR / "run.lock").open("w")
    try:
        fcntl.flock(keep, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(f"Daylight is already running from {VAR}. Stop that one first (Ctrl-C where it was started).")
    return keep


def _prepare() -> str:
    """Bring records and static files up to date; return what the demonstration says about signing in."""
    static_key = _static_key()
    stamp = VAR / "static" / ".collected"
    if not stamp.exists() or stamp.read_text() != static_key:
        say("  Collecting static files ...")
        collect = [str(PYTHON), "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
        _run_or_explain(collect, "The static files could not be collected.")
        stamp.parent.mkdir(exist_ok=True)  # elsewhere, where .env names another folder
        stamp.write_text(static_key)
    if not (VAR / "daylight.sqlite3").exists() and not os.environ.get("DATABASE_URL"):
        say("  Making the records and the model case ...")
    log = VAR / "log" / "prepare.log"
    with log.open("w+") as errors:
        done = subprocess.run(
            [str(PYTHON), "-c", PREPARE],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            preexec_fn=end_with_parent,
        )
        errors.seek(0)
        last = errors.read().strip().rpartition("\n")[2]
    if done.returncode:
        sys.exit(f"The records could not be brought up to date: {last or 'no reason given'}\nMore is in {log}.")
    return done.stdout.strip()


def _static_key() -> str:
    files = sorted((ROOT / "requests_app" / "static").rglob("*.*"))
    state = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr((_key(LOCK), state)).encode()).hexdigest()


def _wait_until_it_answers(address: str, web: Child) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever http_proxy says
    while time.monotonic() - web.started < READY_SECONDS and web.process.poll() is None:
        try:
            with direct.open(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.stderr.write("".join(web.log.read_text(errors="replace").splitlines(keepends=True)[-20:]))
    sys.exit(f"The web process did not answer; the lines above are the end of {web.log}.")


def _watch(children: list[Child]) -> NoReturn:
    """Start again what dies; give up on what dies as soon as it is started."""
    while True:
        for child in children:
            code = child.process.poll()
            if code is None:
                continue
            child.signal_group(signal.SIGKILL)
            if time.monotonic() - child.started < 5:
                last = child.log.read_text(errors="replace").strip().rpartition("\n")[2]
                say(f"The {child.name} process ends as soon as it starts: {last}\nMore is in {child.log}.")
                sys.exit(1)
            say(f"The {child.name} process ended (code {code}) and is started again; see {child.log}.")
            child.start()
        time.sleep(0.5)


def _stop(children: list[Child]) -> None:
    """Ask, wait, then insist. The work in hand is a row, so what is cut short is done at the next start."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.1, until - time.monotonic()))
        child.signal_group(signal.SIGKILL)
        child.process.wait()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main(arguments: list[str]) -> None:
    if os.name != "posix":
        sys.exit("Daylight runs on Linux and macOS; on Windows, start it inside WSL.")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)  # also where a script's "&" has made Ctrl-C ignored
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup keeps its promise
        signal.signal(signal.SIGHUP, _interrupt)
    _check_folder()
    if arguments[:1] == ["manage"]:
        ensure_environment(LOCK)
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *arguments[1:]])
    if arguments[:1] == ["test"]:
        ensure_environment(DEV_LOCK)
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), "-m", "tests.suite", *arguments[1:]])
    parser = argparse.ArgumentParser(usage=HELP, add_help=True)
    parser.add_argument("--port", type=int)
    port = parser.parse_args(arguments).port
    serve(port or 8000, port_was_given=port is not None)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        say("Stopped.")
        sys.exit(130)
