"""The law stays pure and quick to reach, and its document says what the rulebook says."""

import subprocess
import sys
import tomllib
from pathlib import Path

from requests_app.law.document import law_document

ROOT = Path(__file__).resolve().parents[2]


def test_the_law_loads_neither_django_nor_a_clock() -> None:
    program = (
        "import sys, requests_app.law, requests_app.law.lines, requests_app.law.document\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'django' or name == 'requests_app.clock'])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_document_of_the_law_equals_the_rulebook() -> None:
    cases = tomllib.loads((ROOT / "tests" / "law_cases.toml").read_text(encoding="utf-8"))["case"]
    written = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
    assert written == law_document(cases), "run `python3 run.py manage law_document`"


def test_the_command_answers_lines_and_fails_when_one_is_bad() -> None:
    lines = (
        b'{"id": "13", "facts": [{"kind": "notice_of_entry_served", "on": "2026-09-02", "service": "mail"}]}\n'
        b"\n"
        b'{"id": "bad", "facts": [{"kind": "wish", "on": "2026-09-02"}]}\n'
        b'{"id": "1", "facts": [{"kind": "request_received", "on": "2026-10-05"}]}\n'
    )
    command = [sys.executable, "manage.py", "due_dates"]
    done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, check=False)
    answers = done.stdout.decode().splitlines()
    assert done.returncode == 1, done.stderr.decode()
    assert [answer.partition(",")[0] for answer in answers] == ['{"id": "13"', '{"id": "bad"', '{"id": "1"']
    assert '"due_on": "2026-09-28"' in answers[0]
    assert '"error": "There is no kind of fact called \'wish\'."' in answers[1]


def test_the_command_succeeds_when_every_line_is_good() -> None:
    line = b'{"id": "1", "facts": [{"kind": "request_received", "on": "2026-10-05"}]}'
    command = [sys.executable, "manage.py", "due_dates"]
    done = subprocess.run(command, cwd=ROOT, input=line, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
