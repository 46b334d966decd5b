"""What every page knows: today, and which places this person may go."""

from django.http import HttpRequest

from requests_app import clock


def page(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """Names every template can use."""
    return {"today": clock.today()}
