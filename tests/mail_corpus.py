"""The mails written for the tests, what each is to be read as, and the requests they speak of."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection

from requests_app.casework import mail
from requests_app.casework.letters import propose_letter
from requests_app.models import LetterMail, MailState, RecordsRequest, RequestState
from tests import factories
from tests.factories import TODAY, Team

CORPUS = Path(__file__).resolve().parent / "data" / "mail"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((CORPUS / "expected.toml").read_text())
KNOWN = (
    (12, "k7mzq2xw9abc", "LAPD-2026-00417", "discovery@lapd.example", RequestState.WAITING),
    (15, "p4ngu8r2tvwy", "S26-1182", "records@sheriff.example", RequestState.WAITING),
    (16, "zzzzzzzzzzzz", "", "records@sheriff.example", RequestState.WAITING),
    (19, "yyyyyyyyyyyy", "", "aguilar@cityattorney.example", RequestState.WAITING),
    (20, "xxxxxxxxxxxx", "", "aguilar@cityattorney.example", RequestState.COMPLETED),
)


def known_requests(people: Team) -> dict[int, RecordsRequest]:
    """The five requests that the corpus speaks of; of 12 and 15 we have sent a mail."""
    made = {}
    for pk, secret, number, email, state in KNOWN:
        agency = factories.agency(f"Agency {pk}")
        agency.email = email
        agency.save()
        made[pk] = RecordsRequest.objects.create(
            pk=pk,
            matter=people.matter,
            agency=agency,
            subject=f"Request {pk}",
            records_sought="All.",
            agency_number=number,
            drafted_on=date(2026, 9, 28),
            mail_secret=secret,
            state=state,
        )
    with connection.cursor() as cursor:  # numbers given by hand are unknown to PostgreSQL, which counts from 1
        for sql in connection.ops.sequence_reset_sql(no_style(), [RecordsRequest]):
            cursor.execute(sql)
    for pk in (12, 15):
        letter = propose_letter(request=made[pk], kind="request", by=people.staff, on=TODAY)
        LetterMail.objects.create(
            letter=letter,
            to=made[pk].agency.email,
            asked_by=people.staff,
            send_on=TODAY,
            state=MailState.SENT,
            message_id=f"<cpra-{pk}@requests.example>",
        )
    return made


def raw(name: str) -> bytes:
    return (CORPUS / f"{name}.eml").read_bytes()


def receive(data: bytes, **more: Any) -> mail.Receipt:
    return mail.receive_mail(data, by=more.pop("by", None), on=TODAY)
