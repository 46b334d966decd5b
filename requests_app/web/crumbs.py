"""Where a page stands: the links that lead to it, each with its name."""

from django.urls import reverse

from requests_app.models import CourtCase


def of_case(case: CourtCase) -> list[tuple[str, str]]:
    """To the page of the case, through the list of cases."""
    return [("Cases", reverse("cases")), (str(case), case.get_absolute_url())]
