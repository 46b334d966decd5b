"""A server killed within a piece: what was whole before stays whole, and the piece is sent again."""

import hashlib
import signal
import subprocess
import sys
import textwrap
from io import BytesIO
from pathlib import Path

from requests_app.archive import add_piece

FIRST, SECOND = b"a" * 700_000, b"b" * 700_000
KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from requests_app.archive.pieces import add_piece

    class Dies:
        left = 2
        def read(self, size):
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)
            self.left -= 1
            return b"b" * size

    add_piece(Path(sys.argv[1]), Dies(), offset=700_000, size_bytes=700_000, sha256="0" * 64)
    """
)


def test_a_server_killed_within_a_piece_loses_only_that_piece(tmp_path: Path) -> None:
    path = tmp_path / "week.part"
    add_piece(path, BytesIO(FIRST), offset=0, size_bytes=len(FIRST), sha256=hashlib.sha256(FIRST).hexdigest())
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    add_piece(
        path,
        BytesIO(SECOND),
        offset=len(FIRST),
        size_bytes=len(SECOND),
        sha256=hashlib.sha256(SECOND).hexdigest(),
    )
    assert path.read_bytes() == FIRST + SECOND
