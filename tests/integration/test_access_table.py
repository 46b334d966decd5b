"""Every address, every role. A new address without an entry here fails; strangers get 404, never a hint."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from requests_app.admin.registry import site
from requests_app.casework import (
    campaigns,
    communications,
    courts,
    datasets,
    feeds,
    letter_batches,
    letters,
    personal,
    sorting,
)
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.documents import keep_document
from requests_app.models import (
    CourtClosure,
    DeterminationOutcome,
    JournalEntry,
    Reminder,
    ReminderPolicy,
    RuleInForce,
)
from tests import factories
from tests.factories import MONDAY, TODAY

pytestmark = pytest.mark.django_db

ROLES = ("signed_out", "stranger", "reader", "staff", "counsel", "admin")
EVERYONE = set(ROLES)
TEAM = EVERYONE - {"signed_out"}
MEMBERS = TEAM - {"stranger"}
EDITORS = {"staff", "counsel", "admin"}
EDITORS_ANYWHERE = EDITORS | {"stranger"}  # the stranger is staff elsewhere; what they see there is gated row by row

ADDRESSES: dict[str, set[str]] = {
    "health": EVERYONE,
    "login": EVERYONE,
    "logout": EVERYONE,
    "today": TEAM,
    "choose-matter": TEAM,
    "search": TEAM,
    "matters": TEAM,
    "matter-new": EDITORS_ANYWHERE,
    "matter": MEMBERS,
    "member-new": {"counsel", "admin"},  # counsel leads the matter
    "member-remove": {"counsel", "admin"},
    "requests": TEAM,
    "request-new": EDITORS_ANYWHERE,
    "request": MEMBERS,
    "request-sending": EDITORS,
    "request-receipt": EDITORS,
    "request-withdraw": EDITORS,
    "request-close": EDITORS,
    "request-selection": EDITORS_ANYWHERE,
    "request-tags": EDITORS,
    "saved-filter-save": TEAM,
    "saved-filter-forget": {"staff"},  # a person's own
    "campaigns": TEAM,
    "campaign-new": EDITORS_ANYWHERE,
    "campaign": MEMBERS,
    "campaign-status": MEMBERS,
    "campaign-cancel": EDITORS,
    "campaign-retry": EDITORS,
    "productions": TEAM,
    "exemptions": TEAM,
    "exemption": TEAM,
    "request-came": EDITORS,
    "request-acknowledgement": EDITORS,
    "request-extension": EDITORS,
    "request-determination": EDITORS,
    "request-production": EDITORS,
    "request-promise": EDITORS,
    "request-note": EDITORS,
    "request-letter": EDITORS,
    "letters": TEAM,
    "letter-batch-new": EDITORS_ANYWHERE,
    "letter-batch": MEMBERS,
    "letter-batch-status": MEMBERS,
    "letter-batch-cancel": EDITORS,
    "letter": MEMBERS,
    "letter-revise": EDITORS,
    "letter-preview": MEMBERS,
    "letter-status": MEMBERS,
    "letter-retry": EDITORS,
    "letter-discard": EDITORS,
    "letter-sent": EDITORS,
    "letter-review": EDITORS,
    "letter-approve": EDITORS,  # the verb asks for counsel
    "letter-send-back": EDITORS,
    "letter-correct": EDITORS,
    "letter-mail": EDITORS,
    "letter-stop-mail": EDITORS,
    "letter-received": EDITORS,
    "communications": TEAM,
    "claims": TEAM,
    "claim": MEMBERS,
    "claim-answer": EDITORS,
    "request-log": MEMBERS,
    "matter-log": MEMBERS,
    "case-log": MEMBERS,
    "claim-describe": EDITORS,
    "claim-outcome": EDITORS,
    "cases": TEAM,
    "case-new": EDITORS_ANYWHERE,
    "case": MEMBERS,
    "milestone-new": EDITORS,
    "case-close": EDITORS,
    "term-new": EDITORS,
    "term-fulfilment": EDITORS,
    "deadlines": TEAM,
    "calendar": TEAM,
    "datasets": TEAM,
    "dataset-new": EDITORS_ANYWHERE,
    "dataset": MEMBERS,
    "dataset-confirm": EDITORS,
    "dataset-status": MEMBERS,
    "dataset-cancel": EDITORS,
    "dataset-retry": EDITORS,
    "dataset-quarantine": MEMBERS,
    "measure": MEMBERS,
    "measure-chart": MEMBERS,
    "document": MEMBERS,
    "agencies": TEAM,
    "agency": TEAM,
    "reminders": TEAM,
    "reminder": MEMBERS,
    "reminder-acknowledge": {"staff"},  # whose reminder it is
    "reminder-snooze": {"staff"},
    "reminder-hand-over": {"staff"},
    "reminder-new": MEMBERS,
    "personal-withdraw": {"staff"},
    "preferences": TEAM,
    "reminders-health": TEAM,
    "feeds": TEAM,
    "feed-new": TEAM,
    "feed-revoke": {"staff"},
    "feed": EVERYONE,  # whoever knows the secret
    "mail": TEAM,
    "mail-one": {"reader", "admin"},  # this mail is to the reader
    "mail-html": {"reader", "admin"},
    "journal": TEAM,
    "agency-closures": EDITORS_ANYWHERE,
    "law": TEAM,
    "court-closure-new": {"admin"},
    "rule-in-force-new": {"admin"},
}
READ_ONLY_IN_ADMIN = {
    "campaign",
    "courtclosure",
    "ruleinforce",
    "deadline",
    "document",
    "dataset",
    "reminder",
    "journalentry",
}
ADMINISTRATORS_ONLY = {"user", "organisation", "reminderpolicy"}
SHARED_IN_ADMIN = {
    "courtclosure",
    "ruleinforce",
    "user",
    "organisation",
    "agency",
    "court",
    "exemption",
    "reminderpolicy",
}
NOT_ADDED_IN_ADMIN = READ_ONLY_IN_ADMIN | {"communication", "letter", "matter"}


class World:
    """One record of every kind in one matter, and a browser for each role."""

    def __init__(self, folder: Path) -> None:
        people = factories.team()
        self.clients = {"signed_out": Client()}
        for role in ROLES[1:]:
            self.clients[role] = Client()
            self.clients[role].force_login(getattr(people, role), backend="django.contrib.auth.backends.ModelBackend")
        request = factories.received_request(people)
        determination = communications.record_determination(
            request=request,
            paper=Paper(happened_on=MONDAY),
            outcome=DeterminationOutcome.PART,
            claims=[Claim(exemption=factories.exemption(), cited_as="§ 7923.600")],
            by=people.staff,
            on=TODAY,
        )
        production = communications.record_production(
            request=request, paper=Paper(happened_on=MONDAY), by=people.staff, on=TODAY
        )
        letter = letters.propose_letter(request=request, kind="request", by=people.staff, on=TODAY)
        together = letters.propose_letter(request=request, kind="follow_up", by=people.staff, on=TODAY)
        self.batch, refused = letter_batches.issue_letters([together], by=people.staff)
        assert refused == []
        case = factories.court_case(people, request)
        milestone = courts.record_milestone(
            case=case, title="Petition filed", happened_on=MONDAY, by=people.counsel, on=TODAY
        )
        term = courts.record_settlement_term(case=case, what="Data", obliged="Agency", by=people.counsel)
        document = keep_document(b"plain words", file_name="a.txt", title="Words", by=people.staff, request=request)
        dataset = datasets.receive_dataset(
            BytesIO(b"plate,read_at\nA,2026-01-01 00:00:00\n"),
            file_name="scans.csv",
            title="Scans",
            request=request,
            by=people.staff,
            on=TODAY,
        )
        deadline = request.deadlines.first()
        assert deadline is not None
        reminder = Reminder.objects.create(
            deadline=deadline, recipient=people.staff, offset_days=7, send_on=TODAY, message_id="<1@example.org>"
        )
        personal_reminder = personal.ask_to_be_reminded(
            of=request, words="Ring them", send_on=TODAY + timedelta(days=21), by=people.staff, on=TODAY
        )
        feed, self.secret = feeds.make_feed(of=None, by=people.staff)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "to-reader.log").write_text(
            f"From: d@example.org\nTo: {people.reader.email}\nSubject: Due\nContent-Type: text/html\n\n<p>Hello</p>\n"
        )
        campaign = campaigns.start_campaign(
            matter=people.matter,
            title="Everywhere",
            subject="Contracts",
            records_sought="Contracts.",
            agencies=[request.agency],
            by=people.staff,
        )
        saved = sorting.save_filter(person=people.staff, place="requests", name="Mine", query="state=waiting")
        self.keys: dict[str, int] = {
            "campaign": campaign.pk,
            "saved": saved.pk,
            "matter": people.matter.pk,
            "member": people.matter.memberships.get(user=people.reader).pk,
            "request": request.pk,
            "letter": letter.pk,
            "claim": determination.communication.claims.get().pk,
            "case": case.pk,
            "milestone": milestone.pk,
            "term": term.pk,
            "dataset": dataset.pk,
            "document": document.pk,
            "agency": request.agency.pk,
            "communication": determination.communication.pk,
            "production": production.pk,
            "deadline": deadline.pk,
            "reminder": reminder.pk,
            "personal": personal_reminder.pk,
            "feed": feed.pk,
            "reminderpolicy": ReminderPolicy.objects.create(offsets="7, 3").pk,
            "journalentry": JournalEntry.objects.filter(matter=people.matter).first().pk,  # type: ignore[union-attr]
            "user": people.staff.pk,
            "organisation": people.matter.organisation.pk,
            "court": case.court.pk,
            "courtclosure": CourtClosure.objects.create(closed_on=TODAY, name="Storm", source="Order").pk,
            "ruleinforce": RuleInForce.objects.create(
                rule_id="CPRA-DET-2027", in_force_from=date(2027, 1, 1), source="Chaptered bill"
            ).pk,
            "exemption": determination.communication.claims.get().exemption.pk,
            "recordsrequest": request.pk,
            "exemptionclaim": determination.communication.claims.get().pk,
            "courtcase": case.pk,
            "settlementterm": term.pk,
        }

    def address(self, name: str) -> str:
        if name == "letter-batch-new":
            return reverse(name)
        if name.startswith("letter-batch"):
            return reverse(name, args=[self.batch])
        if name == "feed":
            return reverse(name, args=[self.secret])
        if name == "reminder-new":
            return reverse(name) + f"?request={self.keys['request']}"
        if name in ("request-selection", "saved-filter-save"):
            return reverse(name)
        if name == "member-new":
            return reverse(name, args=[self.keys["matter"]])
        if name == "member-remove":
            return reverse(name, args=[self.keys["matter"], self.keys["member"]])
        if name in ("milestone-new", "term-new"):
            return reverse(name, args=[self.keys["case"]])
        if name == "term-fulfilment":
            return reverse(name, args=[self.keys["case"], self.keys["term"]])
        if name.startswith("measure"):
            return reverse(name, args=[self.keys["dataset"], "reads_per_hour"])
        if name in ("mail-one", "mail-html"):
            return reverse(name, args=["to-reader-0"])
        noun, _, rest = name.partition("-")
        if noun in self.keys and not rest.endswith("new"):
            return reverse(name, args=[self.keys[noun]])
        return reverse(name)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path / "mail")
    return World(tmp_path / "mail")


def names_of(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace is None:
                yield from names_of(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            yield pattern.name


def test_every_address_has_its_entry() -> None:
    assert set(names_of(get_resolver().url_patterns)) == set(ADDRESSES)


def enters(client: Client, address: str) -> str:
    """What happens: "in", "asked to sign in", or "not found"."""
    response = client.get(address)
    if response.status_code == 302 and response["Location"].startswith(reverse("login")):
        return "asked to sign in"
    if response.status_code == 404:
        return "not found"
    if response.status_code == 405:
        return "only by post"
    assert response.status_code in (200, 302), (address, response.status_code)
    if response.streaming:
        response.getvalue()  # read to its end, so that the file behind it is closed
    return "in"


# Pages of a state the one record of the test is not in: who may enter finds nothing to do there.
OTHER_STATE = {"measure", "measure-chart", "dataset-quarantine"}


def test_every_address_lets_in_exactly_its_roles(world: World) -> None:
    wrong = []
    for name, allowed in ADDRESSES.items():
        for role in ROLES:
            found = enters(world.clients[role], world.address(name))
            expected = "in" if role in allowed else "asked to sign in" if role == "signed_out" else "not found"
            if found == "only by post":
                continue  # the next test tries these
            if name in OTHER_STATE and found == "not found" and role != "signed_out":
                continue
            if found != expected:
                wrong.append(f"{name} for {role}: {found}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_changing_by_post_is_closed_to_those_who_may_not(world: World) -> None:
    wrong = []
    for name, allowed in ADDRESSES.items():
        if name in ("login", "logout", "health"):
            continue
        for role in set(ROLES) - allowed:
            response = world.clients[role].post(world.address(name), {})
            if response.status_code not in (302, 404) or (
                response.status_code == 302 and not response["Location"].startswith(reverse("login"))
            ):
                wrong.append(f"POST {name} for {role}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def admin_expected(model: str, page: str, role: str) -> str:
    if role in ("signed_out", "reader"):
        return "sent away"
    if model in ADMINISTRATORS_ONLY and page in ("add", "change-post") and role != "admin":
        return "refused"
    if page == "add":
        return "refused" if model in NOT_ADDED_IN_ADMIN else "in"
    if page == "change" and role == "stranger" and model not in SHARED_IN_ADMIN:
        return "refused"
    if page == "delete":
        return "refused"
    return "in"


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_lets_in_exactly_its_roles(world: World, role: str) -> None:
    wrong = []
    for model in (found._meta.model_name or "" for found in site._registry):
        base = f"admin:requests_app_{model}"
        pages = {
            "changelist": reverse(f"{base}_changelist"),
            "add": reverse(f"{base}_add"),
            "change": reverse(f"{base}_change", args=[world.keys[model]]),
            "delete": reverse(f"{base}_delete", args=[world.keys[model]]),
        }
        for page, address in pages.items():
            status = world.clients[role].get(address).status_code
            found = {200: "in", 302: "sent away", 403: "refused", 404: "refused"}[status]
            expected = admin_expected(model, page, role)
            if found != expected:
                wrong.append(f"{model} {page}: {found}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_the_admin_lists_only_what_the_person_may_see(world: World) -> None:
    page = world.clients["stranger"].get(reverse("admin:requests_app_recordsrequest_changelist"))
    assert b"Plate-reader contracts" not in page.content
    page = world.clients["staff"].get(reverse("admin:requests_app_recordsrequest_changelist"))
    assert b"Plate-reader contracts" in page.content


def test_no_list_search_or_export_shows_a_stranger_anything(world: World) -> None:
    client = world.clients["stranger"]
    for name in ADDRESSES:
        if ADDRESSES[name] in (TEAM, EDITORS_ANYWHERE):
            for more in ("", "?export=csv", "?q=plate"):
                content = client.get(world.address(name) + more).getvalue()
                for secret in (b"Plate-reader contracts", b"Plate readers", b"26CV00001", b"Scans"):
                    assert secret not in content, (name, more, secret)
