"""What `run.py test` makes of its parts: nothing hidden, the totals last, and no excuse where CI=true."""

from pathlib import Path

import pytest

from tests import suite as suites

ALL_WELL = "<testsuites><testsuite><testcase name='a'/></testsuite></testsuites>"
MIXED = """<testsuites><testsuite>
  <testcase name='a'/>
  <testcase name='b'><failure message='x'/></testcase>
  <testcase name='c'><error message='x'/></testcase>
  <testcase name='d'><skipped message='Pango is missing'/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def suite(monkeypatch: pytest.MonkeyPatch) -> suites.Suite:
    monkeypatch.delenv("CI", raising=False)
    return suites.Suite()


def counted(tmp_path: Path, text: str) -> suites.Part:
    (tmp_path / "report.xml").write_text(text)
    part = suites.Part("some")
    suites._count(part, tmp_path / "report.xml")
    return part


def test_failures_and_errors_count_as_failed_and_skips_keep_their_reason(tmp_path: Path) -> None:
    part = counted(tmp_path, MIXED)
    assert (part.passed, part.failed, part.skipped) == (1, 2, {"Pango is missing": 1})


def test_the_last_line_is_the_totals(suite: suites.Suite, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    suite.parts += [counted(tmp_path, ALL_WELL), counted(tmp_path, MIXED)]
    assert suite.finish() == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 2 failed, 1 skipped"


def test_all_well_is_success(suite: suites.Suite, tmp_path: Path) -> None:
    suite.parts += [counted(tmp_path, ALL_WELL)]
    assert suite.finish() == 0


def test_what_could_not_run_is_named_and_is_a_failure_only_where_everything_has_to_run(
    suite: suites.Suite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    suite.could_not_run("browser", "Chromium not found on this machine")
    assert suite.finish() == 0
    assert "browser: Chromium not found on this machine (1)" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert suite.finish() == 1


def test_large_datasets_that_are_elsewhere_are_nobodys_failure(
    suite: suites.Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    suite.could_not_run("SQLite", suites.NOT_HERE)
    assert suite.finish() == 0


def test_a_check_that_fails_shows_what_it_said_and_the_next_one_runs(
    suite: suites.Suite, capsys: pytest.CaptureFixture[str]
) -> None:
    suite.check("wrong", ["ruff", "check", "--no-such-option"])
    suite.check("right", ["ruff", "--version"])
    assert [(part.passed, part.failed) for part in suite.parts] == [(0, 1), (1, 0)]
    assert "--no-such-option" in capsys.readouterr().out


def test_a_lane_that_breaks_is_a_failure_with_its_reason(
    suite: suites.Suite, capsys: pytest.CaptureFixture[str]
) -> None:
    def lane(_: suites.Suite) -> None:
        raise OSError("no room for PostgreSQL")

    suites._run_lane(lane, suite)
    assert suite.finish() == 1
    assert "no room for PostgreSQL" in capsys.readouterr().out
