"""Invented mails that came in: placed by themselves, waiting with a guess, returned, automatic, hostile."""

from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from requests_app import clock, law, mailroom
from requests_app.casework.mail import place_mail, receive_mail, set_aside
from requests_app.casework.mail_moving import move_mail
from requests_app.management.demo.people import Team
from requests_app.models import Matter, ReceivedMail, RecordsRequest

DENIAL = """Dear Ms. Okafor:

Your request has been assigned request number AB-2026-0093.

Enclosed is the policy now in force. The Department withholds the draft policies under Government Code section
7927.500, because they are preliminary drafts that are not retained in the ordinary course of business. The Department
also withholds the officer training schedules under Government Code section 7923.600.

The first installment of the remaining records will be produced by {first}, and the second by {second}.

Sincerely,

Dana Whitlock
Custodian of Records
"""
EXTENSION = """Under Government Code section 7922.535(b), the time to respond to your request ST-26-0417 is extended
by 14 days, to {until}, because of the need to search for and collect the records from field facilities that are
separate from the office processing the request.

Regards,
Priya Anand, City Clerk
"""
INSTALMENT = """Attached is the third installment of responsive records, 46 pages. We expect to release the fourth
installment by {next}.

Regards,
Priya Anand, City Clerk
"""
ON_PAPER = """<p>We must still consult with the county about the sharing agreements.</p>
<div>On Monday, Mara Okafor wrote:</div>
<blockquote><p>Government Code section 7923.600 does not cover retention schedules.</p></blockquote>
<p>Dale Fenn<br>Records manager</p>"""
HOSTILE = """<p onclick="alert(1)">Your records are ready.<script>alert(2)</script>
<img src="http://tracker.example.org/opened.gif" width="1" height="1">
<a href="http://login.example.org/steal">Sign in to see them</a></p><form action="http://example.org"><input></form>"""
BOUNCE = """This is the mail system at mx.example.org. Your message could not be delivered.

<records.gone@example.org>: 550 5.1.1 no such user
"""


def receive(matter: Matter, team: Team, *, on: date) -> None:
    """Some dozen mails, taken in by the same verbs as real ones."""
    Mails(matter, team, on=on).receive()


class Mails:
    """Writes each mail as an agency would send it, and takes it in."""

    def __init__(self, matter: Matter, team: Team, *, on: date) -> None:
        self.matter, self.team, self.on = matter, team, on
        self.count = 0

    def receive(self) -> None:
        self._placed_by_themselves()
        self._waiting()
        self._of_machines()
        self._sorted_by_people()

    def _placed_by_themselves(self) -> None:
        late, waiting, producing, extended = (
            self._request(words) for words in ("Body-camera policy", "Acoustic", "Camera network", "Station cameras")
        )
        days = {"first": self._in_words(21), "second": self._in_words(49)}
        self._take("Determination", DENIAL.format(**days), to=late, sender="Dana Whitlock")
        until = (waiting.received_on or self.on) + timedelta(days=24)
        self._take("ST-26-0417: extension", EXTENSION.format(until=law.plain_date(until)), sender="Priya Anand")
        mail = self._mail("Instalment 3", INSTALMENT.format(next=self._in_words(30)), to=producing)
        mail.add_attachment("Camera;Audited on\n14;2026-02-03\n", filename="Audits, part 3.csv", subtype="csv")
        self._keep(mail)
        self._keep(mail, way="again")  # the same mail by another way
        mail = self._mail(
            "RE: sharing agreements", "", to=extended, sender="Dale Fenn", address="dfenn@transit.example.org"
        )
        mail.set_content(ON_PAPER, subtype="html")
        self._keep(mail)

    def _waiting(self) -> None:
        sender = "records.alderbaypd@example.org"  # of an agency with several requests
        self._take("About your request", "Please call us about the scope of your request.", address=sender)
        self._take("Retention schedule", "Here is the schedule you asked for.", address="archive@transit.example.org")
        wrong = mailroom.make(self._request("Drone flight logs").pk, "a" * mailroom.SECRET_CHARACTERS, "example.org")
        self._take("Flight logs", "See the portal.", address="portal@portal.example.org", to_address=wrong)
        mail = self._mail("Your records are ready", "Your records are ready.", address="noreply@parcels.example.org")
        mail.add_alternative(HOSTILE, subtype="html")
        mail.add_attachment(b"MZ not a program", maintype="application", subtype="pdf", filename="../../records.pdf")
        self._keep(mail)
        raw = self._mail("Meeting at the café", "Words").as_bytes()  # which will be in another charset than it says
        self._raw(raw.replace(b"Words", b"Caf\xe9 records, as \x93promised\x94.").replace(b"7bit", b"8bit"))

    def _of_machines(self) -> None:
        asked = self._request("Drone flight logs")
        mail = self._mail(
            "Undelivered Mail Returned to Sender", BOUNCE, to=asked, address="mailer-daemon@example.org"
        )
        mail["Return-Path"] = "<>"
        mail["X-Failed-Recipients"] = "records.gone@example.org"
        self._keep(mail)
        mail = self._mail("Out of office", "I am back on Monday.", to=self._request("Student-monitoring"))
        mail["Auto-Submitted"] = "auto-replied"
        self._keep(mail)

    def _sorted_by_people(self) -> None:
        staff = self.team.staff
        news = self._take("Webinar: records software", "Join us!", address="news@news.example.org")
        set_aside(news, reason="An advertisement", by=staff)
        mistaken = self._take(
            "Your question", "The audit is kept for five years.", address="clerk@transit.example.org"
        )
        mistaken = place_mail(mistaken, request=self._request("Camera network"), by=staff, on=self.on)
        move_mail(mistaken, request=self._request("Station cameras"), by=staff, on=self.on)

    def _request(self, words: str) -> RecordsRequest:
        return RecordsRequest.objects.get(matter=self.matter, subject__startswith=words)

    def _in_words(self, days: int) -> str:
        return law.plain_date(self.on + timedelta(days=days))

    def _take(self, subject: str, words: str, **more: Any) -> ReceivedMail:
        return self._keep(self._mail(subject, words, **more))

    def _mail(
        self,
        subject: str,
        words: str,
        *,
        to: RecordsRequest | None = None,
        to_address: str = "records@example.org",
        sender: str = "",
        address: str = "someone@post.example.org",
    ) -> EmailMessage:
        self.count += 1
        mail = EmailMessage()
        mail["From"] = f"{sender} <{address}>" if sender else address
        mail["To"] = mailroom.make(to.pk, to.mail_secret, "example.org") if to else to_address
        mail["Subject"] = subject
        at = datetime.combine(self.on - timedelta(days=1), time(9, self.count), clock.COURT_ZONE)
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<invented-{self.count}@example.org>"
        mail.set_content(words)
        return mail

    def _keep(self, mail: EmailMessage, *, way: str = "") -> ReceivedMail:
        return self._raw((f"X-Way: {way}\n".encode() if way else b"") + mail.as_bytes())

    def _raw(self, raw: bytes) -> ReceivedMail:
        return receive_mail(raw, by=None, on=self.on).mail
