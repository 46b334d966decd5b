"""Write a file so that it appears whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from requests_app.exhibits.shapes import ExhibitError


@contextmanager
def whole_or_not_at_all(output: Path) -> Iterator[BinaryIO]:
    """A stream that takes the name `output` when the block ends well, in place of what stood there.

    Raises: ExhibitError when the folder does not exist or cannot be written to.
    """
    try:
        stream = NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False)  # noqa: SIM115
    except OSError as error:
        raise ExhibitError(f"“{output.name}” cannot be written: {error.strerror}.") from error
    unfinished = Path(stream.name)
    try:
        with stream:
            yield cast(BinaryIO, stream)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.chmod(0o644)
        unfinished.replace(output)
    except OSError as error:
        raise ExhibitError(f"“{output.name}” cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
