"""What run.py says where something is missing, and when it sets up again."""

import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parents[2]


def test_an_old_python_is_turned_away_in_one_sentence_before_anything_else() -> None:
    pretend = (
        "import sys, runpy; sys.version_info = (3, 8, 10, 'final', 0); runpy.run_path('run.py', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Daylight needs Python 3.11 or newer; this is Python 3.8.")
    assert done.stderr.count("\n") == 1


def test_where_pango_is_missing_the_command_to_add_it_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "has_pango", lambda: False)
    monkeypatch.setattr(run.shutil, "which", lambda tool: f"/usr/bin/{tool}" if tool == "dnf" else None)
    run.name_what_is_missing()
    said = capsys.readouterr().out
    assert "everything else works" in said
    assert "sudo dnf install -y pango" in said


def test_where_pango_is_present_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "has_pango", lambda: True)
    run.name_what_is_missing()
    assert capsys.readouterr().out == ""


def test_a_person_without_rights_is_never_asked_for_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(run.shutil, "which", lambda tool: None if tool == "sudo" else f"/usr/bin/{tool}")
    monkeypatch.setattr(run.subprocess, "run", lambda *_, **__: pytest.fail("something was started"))
    assert run.apt_install(["anything"]) is False


class TestEnvironment:
    """The environment is set up once for each lock and Python."""

    @pytest.fixture
    def installed(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
        """The locks that were installed, in an empty folder with nothing real done."""
        locks: list[Path] = []
        (tmp_path / "lib" / run.PYTHON_NAME).mkdir(parents=True)
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "python").touch()
        for name, text in (("LOCK", "django==1"), ("DEV_LOCK", "django==1\npytest==2")):
            (tmp_path / name).write_text(text)
            monkeypatch.setattr(run, name, tmp_path / name)
        monkeypatch.setattr(run, "VENV", tmp_path)
        monkeypatch.setattr(run, "PYTHON", tmp_path / "bin" / "python")
        monkeypatch.setattr(run, "has_pango", lambda: True)
        monkeypatch.setattr(run, "_install_packages", locks.append)
        return locks

    def test_it_is_set_up_once(self, installed: list[Path]) -> None:
        run.ensure_environment(run.LOCK)
        run.ensure_environment(run.LOCK)
        assert installed == [run.LOCK]

    def test_what_the_tests_installed_serves_the_site_too(self, installed: list[Path]) -> None:
        run.ensure_environment(run.DEV_LOCK)
        run.ensure_environment(run.LOCK)
        assert installed == [run.DEV_LOCK]

    def test_a_changed_lock_is_installed(self, installed: list[Path]) -> None:
        run.ensure_environment(run.LOCK)
        run.LOCK.write_text("django==2")
        run.ensure_environment(run.LOCK)
        assert installed == [run.LOCK, run.LOCK]

    def test_another_python_is_set_up_for(self, installed: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
        run.ensure_environment(run.LOCK)
        monkeypatch.setattr(run.sys, "version", "3.14.0")
        run.ensure_environment(run.LOCK)
        assert installed == [run.LOCK, run.LOCK]

    def test_a_set_up_that_was_cut_short_is_taken_up_again(
        self, installed: list[Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def cut_short(lock: Path) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as short, pytest.raises(KeyboardInterrupt):
            short.setattr(run, "_install_packages", cut_short)
            run.ensure_environment(run.LOCK)
        run.ensure_environment(run.LOCK)
        assert installed == [run.LOCK]
