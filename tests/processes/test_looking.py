"""A page is looked at in a process of its own: what a hostile file breaks, fills or never ends is that process."""

import io
import os
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from requests_app.exhibits import looking
from requests_app.exhibits.looking import Bounds
from requests_app.exhibits.shapes import ExhibitError
from tests.pdf_pages import pdf

INK = b"0 g 0 0 306 792 re f\n"  # the left half of a letter page


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf(b"", INK))
    return path


def test_a_page_is_measured_and_drawn(paper: Path) -> None:
    assert looking.page_sizes(paper) == [(612.0, 792.0)] * 2
    picture = Image.open(io.BytesIO(looking.page_picture(paper, 2)))
    assert picture.size == (918, 1188)  # one and a half dots for a point
    grey = picture.convert("L")
    assert (grey.getpixel((200, 600)), grey.getpixel((700, 600))) == (0, 255)
    with pytest.raises(IndexError):
        looking.page_picture(paper, 3)


def test_a_file_that_is_no_pdf_says_so_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "odd.pdf"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ExhibitError, match=r"odd\.pdf"):
        looking.page_sizes(path)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "endless.pdf"
    os.mkfifo(path)  # whoever opens it waits for ever
    with pytest.raises(ExhibitError, match=r"“endless.pdf” takes more than 0.5 seconds"):
        looking.page_picture(path, 1, bounds=Bounds(seconds=0.5))


@pytest.mark.only_where(sys.platform == "linux")
def test_a_file_that_takes_too_much_memory_breaks_nothing_else(paper: Path) -> None:
    with pytest.raises(ExhibitError, match=r"“paper.pdf” is"):
        looking.page_picture(paper, 2, bounds=Bounds(memory_bytes=1))
    assert looking.page_picture(paper, 2)


def test_nothing_of_the_settings_reaches_the_process(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, str]] = []
    really_run = looking.subprocess.run

    def run(*args: object, env: dict[str, str], **more: object) -> object:
        told.append(env)
        return really_run(*args, env=env, **more)  # type: ignore[call-overload]

    monkeypatch.setenv("SECRET_KEY", "never told")
    monkeypatch.setattr(looking.subprocess, "run", run)
    looking.page_sizes(paper)
    assert "SECRET_KEY" not in told[0] and "DATABASE_URL" not in told[0]


def test_who_finds_others_looking_is_told_and_does_not_wait_for_ever(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_AT_ONCE", threading.BoundedSemaphore(1))
    with looking._AT_ONCE, pytest.raises(ExhibitError, match="Look again in a moment"):
        looking.page_picture(paper, 2, bounds=Bounds(waiting_seconds=0.1))
    assert looking.page_picture(paper, 2)
