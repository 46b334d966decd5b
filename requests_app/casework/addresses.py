"""The mail address that each request has for its own."""

from django.conf import settings

from requests_app import mailroom
from requests_app.models import RecordsRequest


def mail_address(request: RecordsRequest) -> str:
    """`request+12-k7…@domain`; "" while no mail is fetched for this installation."""
    if not (settings.MAIL_DOMAIN and request.mail_secret):
        return ""
    return mailroom.make(request.pk, request.mail_secret, settings.MAIL_DOMAIN)
