"""Mail of machines: a letter of ours that came back says so on its own row, until a person has dealt with it."""

from requests_app import clock
from requests_app.access import Power, may_see, require
from requests_app.casework import journal, records
from requests_app.errors import CaseworkError
from requests_app.mailroom import Bounce, ParsedMail
from requests_app.models import MACHINES, LetterMail, ReceivedMail, User

RETURNED = "Returned by a mail server"


def words_of(bounce: Bounce | None) -> str:
    """To whom a returned mail went and what the server said, in one line; "" where it says neither."""
    if bounce is None:
        return ""
    return ": ".join(filter(None, (bounce.recipient, " ".join(f"{bounce.status} {bounce.diagnostic}".split()))))[
        :2000
    ]


def record_return(mail: ReceivedMail, parsed: ParsedMail) -> ReceivedMail:
    """Find the letter that this returned mail took to an agency, and say on it that it did not arrive.

    A letter is found by the identifier that only its mail bears; without one nothing is marked. Safe to repeat.
    """
    named = parsed.bounce.message_id if parsed.bounce else ""
    sent = LetterMail.objects.filter(message_id=f"<{named}>").select_related("letter__request").first()
    if sent is None:
        return mail
    said = f"{RETURNED}{f': {mail.server_says}' if mail.server_says else ''}"
    records.change(sent, by=None, verb="record_return", summary=f"{said}."[:500], failure=said)
    journal.write(
        sent.letter, by=None, verb="record_return", summary=f"“{sent.letter.subject}” did not arrive. {said}."[:500]
    )
    return records.change(
        mail, by=None, verb="record_return", summary=f"It returns “{sent.letter.subject}”."[:500], returns=sent
    )


def settle_mail(mail: ReceivedMail, *, by: User) -> ReceivedMail:
    """Say that a returned mail or an automatic reply was dealt with: it leaves Today, and stays on its request.

    Raises:
        AccessError: the person may not change records.
        CaseworkError: it is of another matter, or of a person.
    """
    require(by, Power.CHANGE, None)
    if not may_see(by, mail):
        raise CaseworkError("This mail is of a matter you are not a member of.")
    if mail.outcome not in MACHINES:
        raise CaseworkError("Only a returned mail or an automatic reply is dealt with so; place this one.")
    return records.change(
        mail,
        by=by,
        verb="settle_mail",
        summary=f"Dealt with “{mail}”."[:500],
        settled_at=clock.now(),
        settled_by=by,
    )
