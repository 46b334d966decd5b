"""The containers are described as the Compose specification wants, and set only what the settings read."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator

from tests.services import PATIENCE, plain_environment

ROOT = Path(__file__).resolve().parents[2]
OURS = ("migration", "web", "worker", "schedule")
ANSWERS = {"SECRET_KEY": "k" * 60 + "0123456789", "POSTGRES_PASSWORD": "p", "SITE_URL": "https://records.example.org"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def names_the_settings_read() -> set[str]:
    source = "".join(path.read_text() for path in (ROOT / "tracker").glob("*.py"))
    return set(re.findall(r'\b(?:env\.\w+|folder)\(\s*"([A-Z_]+)"', source))


def container_environment(service: dict[str, Any]) -> dict[str, str]:
    """What a container of this service would see, with ANSWERS as its .env."""
    seen = {}
    for name, value in service["environment"].items():
        text = ANSWERS.get(name) if value is None else re.sub(r"\$\{(\w+)[^}]*\}", lambda m: ANSWERS[m[1]], value)
        if text is not None:
            seen[name] = text
    return seen


def test_the_compose_file_follows_the_specification(compose: dict[str, Any]) -> None:
    schema = json.loads((Path(__file__).parent / "compose_spec" / "compose_spec.json").read_text())
    problems = [error.message for error in Draft201909Validator(schema).iter_errors(compose)]
    assert problems == []


def test_a_wrong_compose_file_is_caught(compose: dict[str, Any]) -> None:
    schema = json.loads((Path(__file__).parent / "compose_spec" / "compose_spec.json").read_text())
    services = {**compose["services"], "web": {**compose["services"]["web"], "helthcheck": {}}}
    assert not Draft201909Validator(schema).is_valid({**compose, "services": services})


def test_every_variable_given_to_our_containers_is_one_the_settings_read(compose: dict[str, Any]) -> None:
    for name in OURS:
        assert set(compose["services"][name]["environment"]) <= names_the_settings_read()


def test_the_example_environment_names_every_variable_the_settings_read_and_no_other() -> None:
    named = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert named == names_the_settings_read() | {"POSTGRES_PASSWORD", "PORT"}


def test_every_service_that_can_hang_has_a_health_check(compose: dict[str, Any]) -> None:
    assert {name for name, service in compose["services"].items() if "healthcheck" not in service} == {"migration"}


def test_nothing_of_ours_starts_before_the_migration_has_succeeded(compose: dict[str, Any]) -> None:
    for name in OURS[1:]:
        condition = compose["services"][name]["depends_on"]["migration"]["condition"]
        assert condition == "service_completed_successfully"


def test_every_named_volume_is_declared_and_used(compose: dict[str, Any]) -> None:
    used = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert used == set(compose["volumes"])


def test_in_a_container_the_settings_use_the_other_containers(compose: dict[str, Any]) -> None:
    ask = (
        "from tracker import settings as s; d = s.DATABASES['default'];"
        "print(d['ENGINE'], d['HOST'], d['PORT'], s.CELERY_BROKER_URL, s.SESSION_COOKIE_SECURE)"
    )
    answer = in_container(compose["services"]["web"], [sys.executable, "-c", ask])
    assert answer.stdout.split() == [
        "django.db.backends.postgresql",
        "database",
        "5432",
        "redis://broker:6379/0",
        "True",
    ]


def test_djangos_deployment_check_says_only_what_was_decided(compose: dict[str, Any]) -> None:
    decided = {
        "security.W005",  # whether subdomains are https too is for the owner of the domain
        "security.W021",  # and so is the preload list
        "security.W019",  # the pages show letters and exhibits in frames of their own
    }
    answer = in_container(compose["services"]["web"], [sys.executable, "manage.py", "check", "--deploy"])
    assert answer.returncode == 0, answer.stderr
    assert set(re.findall(r"\((\w+\.\w\d+)\)", answer.stderr)) == decided, answer.stderr


def test_the_image_starts_gunicorn_with_options_it_knows(compose: dict[str, Any]) -> None:
    last = (ROOT / "Dockerfile").read_text().rpartition("\nCMD ")[2]
    command = json.loads(last.replace("\\\n", ""))
    answer = in_container(compose["services"]["web"], [sys.executable, "-m", *command, "--check-config"])
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("name", ["worker", "schedule"])
def test_celery_knows_the_options_of_its_containers(compose: dict[str, Any], name: str) -> None:
    command = compose["services"][name]["command"]
    answer = in_container(compose["services"][name], [sys.executable, "-m", *command, "--help"])
    known = set(re.findall(r"--[a-z-]+", answer.stdout))
    assert {option.split("=")[0] for option in command if option.startswith("--")} <= known


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(), re.M)
    assert users and users[-1] != "root"


def test_what_the_image_copies_holds_no_secrets_or_records() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git", ".venv"} <= set(ignored)


def in_container(service: dict[str, Any], command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command here under the environment that the service's container would have."""
    environment = {**plain_environment(), **container_environment(service), "ENV_FILE": os.devnull}
    environment["DAYLIGHT_VAR"] = os.environ["DAYLIGHT_VAR"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE)


class Answering(BaseHTTPRequestHandler):
    """Answers everything with one status."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (301, True), (400, True), (500, False), (503, False)])
def test_web_is_healthy_when_it_answers_and_does_not_fail(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch, status: int, healthy: bool
) -> None:
    monkeypatch.setattr(Answering, "status", status)
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        code = compose["services"]["web"]["healthcheck"]["test"][-1].replace("8000", str(server.server_port))
        assert (subprocess.run([sys.executable, "-c", code]).returncode == 0) is healthy
        thread.join()


@pytest.mark.parametrize(("minutes", "healthy"), [(3, True), (11, False)])
def test_the_schedule_is_healthy_while_it_saves_its_state(
    compose: dict[str, Any], tmp_path: Path, minutes: int, healthy: bool
) -> None:
    saved = tmp_path / "schedule.db"  # some Pythons add the ending
    saved.touch()
    os.utime(saved, (time.time() - minutes * 60,) * 2)
    code = compose["services"]["schedule"]["healthcheck"]["test"][-1].replace("/var/lib/daylight", str(tmp_path))
    assert (subprocess.run([sys.executable, "-c", code]).returncode == 0) is healthy
