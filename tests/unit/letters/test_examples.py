import doctest
from types import ModuleType

import pytest

from requests_app.letters import authorities
from requests_app.reminders import mail


@pytest.mark.parametrize("module", [authorities, mail])
def test_the_examples_in_the_docstrings_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)

    assert found.attempted > 0
    assert found.failed == 0
