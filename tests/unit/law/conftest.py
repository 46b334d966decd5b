"""Each test of the law begins without remembered dates, so that it sees the reckoning itself."""

from collections.abc import Iterator

import pytest

from requests_app.law import memory


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Empty the shelf that records share."""
    memory._SHARED.clear()
    yield
    memory._SHARED.clear()
