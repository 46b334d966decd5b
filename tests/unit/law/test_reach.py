"""Facts from before the list of holidays begins are told apart from those that can be counted from."""

from datetime import date, timedelta

import pytest

from requests_app.law import FIRST_YEAR, Service, too_early
from requests_app.law.reach import _COUNTED_BACK_FROM
from tests.unit.law.law_asking import fact, one


def test_what_is_counted_forward_counts_from_the_first_day_of_the_list() -> None:
    assert too_early("petition_filed", date(FIRST_YEAR - 1, 12, 31)).startswith("It lies before 2012")
    assert too_early("petition_filed", date(FIRST_YEAR, 1, 1)) == ""


@pytest.mark.parametrize("service", Service)
def test_no_count_back_from_the_first_hearings_that_count_leaves_the_list(service: Service) -> None:
    assert {"hearing_set", "writ_trial_set"} == _COUNTED_BACK_FROM
    first = next(
        day
        for day in (date(FIRST_YEAR, 1, 1) + timedelta(days=more) for more in range(366))
        if not too_early("hearing_set", day)
    )
    for more in range(14):
        day = first + timedelta(days=more)
        assert one("MOT-MOVE", [fact("hearing_set", day, "", service, of="motion")]).due_on
        assert one("LASC-3.231", [fact("writ_trial_set", day, "", service)], "opening").due_on
