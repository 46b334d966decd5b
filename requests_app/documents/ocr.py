"""Read the words on a picture with Tesseract, where it is installed."""

import io
import os
import shutil
import subprocess

from PIL import Image

from requests_app.documents.plain import keepable

SECONDS = 120
MISSING = "Tesseract is not installed here, so the words in pictures were not read (Debian: tesseract-ocr)."


def is_available() -> bool:
    """Whether pictures can be read on this machine."""
    return shutil.which("tesseract") is not None


def words_on(picture: Image.Image, dots_per_inch: int) -> str | None:
    """The words on the picture; None where Tesseract is missing, fails or takes too long."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    data = io.BytesIO()
    picture.convert("L").save(data, "PNG", compress_level=1)
    try:
        done = subprocess.run(  # noqa: S603 - no part of the command comes from outside
            [program, "stdin", "stdout", "--dpi", str(dots_per_inch), "-l", "eng"],
            input=data.getvalue(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return keepable(done.stdout.decode("utf-8", "replace").replace("\f", "")).strip()
