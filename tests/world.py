"""One record of every kind in one matter, a browser for each role, and the address of every page."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.casework import (
    away,
    binders,
    bundles,
    campaigns,
    communications,
    costs,
    courts,
    datasets,
    docket,
    docket_imports,
    exhibits,
    feeds,
    hearings,
    letter_batches,
    letterheads,
    letters,
    notes,
    parties,
    personal,
    rates,
    request_facts,
    sorting,
    terms,
    time_entries,
    uploads,
    wordings,
)
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.documents import keep_document
from requests_app.casework.mail import place_mail, receive_mail
from requests_app.models import (
    CourtClosure,
    DataAgreement,
    DeterminationOutcome,
    JournalEntry,
    Letterhead,
    LetterMail,
    LineCorrection,
    MailFetch,
    MeasureAnswer,
    NoteKind,
    Phase,
    Release,
    ReleasePolicy,
    Reminder,
    ReminderPolicy,
    RuleInForce,
    TaskCode,
)
from tests import factories
from tests.factories import MONDAY, TODAY

ROLES = ("signed_out", "stranger", "reader", "staff", "counsel", "admin")

MAIL = (
    b"From: a@nowhere.example\nSubject: Hello\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b\nContent-Type: text/plain; name=a.txt\n\nwords\n--b--\n"
)


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
        party = parties.add_party(case=case, name="The Project", role="petitioner", by=people.counsel)
        (counsel,) = parties.add_counsel(parties=[party], name="J. Doe", by=people.counsel)
        judge = parties.assign_judge(case=case, judge="A. Judge", by=people.counsel)
        hearing = hearings.set_hearing(case=case, title="Conference", held_on=MONDAY, by=people.counsel, on=TODAY)
        hearings.continue_hearing(hearing=hearing, held_on=TODAY, why="Agreed", by=people.counsel, on=TODAY)
        service = docket.record_service(
            milestone=milestone,
            served_by="Us",
            served_on_whom="Them",
            method="mail",
            served_on=MONDAY,
            by=people.counsel,
            on=TODAY,
        )
        taken_over = docket_imports.take_over(
            case=case, text="01/05/2026 Notice\nUnread", choices={}, by=people.counsel, on=TODAY
        )
        term = terms.record_settlement_term(case=case, what="Data", obliged="Agency", by=people.counsel, on=TODAY)
        document = keep_document(b"plain words", file_name="a.txt", title="Words", by=people.staff, request=request)
        dataset = datasets.receive_dataset(
            BytesIO(b"plate,read_at\nA,2026-01-01 00:00:00\n"),
            file_name="scans.csv",
            title="Scans",
            request=request,
            by=people.staff,
            on=TODAY,
        )
        release = Release.objects.create(
            dataset=dataset, title="Counts", prepared_by=people.counsel, asked_at=dataset.created_at
        )
        question = MeasureAnswer.objects.create(
            dataset=dataset, measure="totals", question="0" * 64, asked_at=clock.now()
        )
        upload = uploads.begin_upload(
            file_name="week.csv", size_bytes=10, fingerprint="0" * 64, by=people.staff, at=clock.now()
        )
        self.upload_key = upload.key
        deadline = request.deadlines.first()
        assert deadline is not None
        reminder = Reminder.objects.create(
            deadline=deadline, recipient=people.staff, offset_days=7, send_on=TODAY, message_id="<1@example.org>"
        )
        fact = request_facts.record_fact(
            request=request, fact_kind="fees_paid", happened_on=MONDAY, by=people.staff, on=TODAY
        )
        personal_reminder = personal.ask_to_be_reminded(
            of=request, words="Ring them", send_on=TODAY + timedelta(days=21), by=people.staff, on=TODAY
        )
        waiting, other = (receive_mail(raw, by=None, on=TODAY).mail for raw in (MAIL, b"Subject: Placed\n\nWords"))
        placed = place_mail(other, request=request, by=people.staff, on=TODAY)
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
        bundle = bundles.ask_for_bundle(of=request, by=people.staff, on=TODAY)
        exhibit_set = exhibits.make_set(case=case, title="Our exhibits", by=people.counsel)
        (exhibit,) = exhibits.choose_documents(exhibit_set=exhibit_set, documents=[document], by=people.counsel)
        binder = binders.ask_for_binder(exhibit_set=exhibit_set, by=people.counsel)
        saved = sorting.save_filter(person=people.staff, place="requests", name="Mine", query="state=waiting")
        entry = time_entries.record_time(
            matter=people.matter,
            worked_on=MONDAY,
            task_code=TaskCode.L120,
            phase=Phase.TRIAL,
            tenths=12,
            narrative="Read the denial.",
            by=people.counsel,
            on=TODAY,
        )
        cost = costs.record_cost(
            matter=people.matter,
            incurred_on=MONDAY,
            category="filing",
            description="Petition",
            amount_cents=43_500,
            by=people.counsel,
            on=TODAY,
        )
        rate = rates.set_rate(
            person=people.counsel,
            year=MONDAY.year,
            hour_cents=50_000,
            position="Attorney",
            source="Survey",
            by=people.counsel,
        )
        note = notes.write_note(about=request, words="Settle late.", kind=NoteKind.STRATEGY, by=people.counsel)
        days_away = away.be_away(person=people.staff, first_on=TODAY, last_on=TODAY, by=people.staff)
        self.keys: dict[str, int] = {
            "away": days_away.pk,
            "daysaway": days_away.pk,
            "bundle": bundle.pk,
            "exhibitset": exhibit_set.pk,
            "exhibit": exhibit.pk,
            "binder": binder.pk,
            "entry": entry.pk,
            "timeentry": entry.pk,
            "cost": cost.pk,
            "hourlyrate": rate.pk,
            "note": note.pk,
            "campaign": campaign.pk,
            "saved": saved.pk,
            "savedfilter": saved.pk,
            "matter": people.matter.pk,
            "member": people.matter.memberships.get(user=people.reader).pk,
            "request": request.pk,
            "letter": letter.pk,
            "claim": determination.communication.claims.get().pk,
            "case": case.pk,
            "milestone": milestone.pk,
            "term": term.pk,
            "party": party.pk,
            "docketimport": taken_over.pk,
            "hearing": hearing.pk,
            "continuance": hearing.continuances.get().pk,
            "serviceofpaper": service.pk,
            "counsel": counsel.pk,
            "judgeassignment": judge.pk,
            "dataset": dataset.pk,
            "release": release.pk,
            "releasepolicy": ReleasePolicy.objects.create(organisation=people.matter.organisation).pk,
            "measureanswer": question.pk,
            "upload": upload.pk,
            "dataagreement": DataAgreement.objects.create(
                matter=people.matter, dataset=dataset, since_on=TODAY, until_on=TODAY, recorded_at=clock.now()
            ).pk,
            "linecorrection": LineCorrection.objects.create(
                dataset=dataset, line=2, raw_sha256="0" * 64, cells=["A"], why="Asked", made_at=clock.now()
            ).pk,
            "document": document.pk,
            "inspection": document.inspection.pk,
            "agency": request.agency.pk,
            "communication": determination.communication.pk,
            "production": production.pk,
            "tray": waiting.pk,
            "receivedmail": placed.pk,
            "lettermail": LetterMail.objects.create(
                letter=together,
                to="a@example.org",
                asked_by=people.staff,
                send_on=TODAY,
                message_id="<2@example.org>",
            ).pk,
            "mailfetch": MailFetch.objects.create(mailbox="imap.example.org").pk,
            "deadline": deadline.pk,
            "reminder": reminder.pk,
            "personal": personal_reminder.pk,
            "feed": feed.pk,
            "reminderpolicy": ReminderPolicy.objects.create(offsets="7, 3").pk,
            "journalentry": JournalEntry.objects.filter(matter=people.matter, is_privileged=False).first().pk,  # type: ignore[union-attr]
            "user": people.staff.pk,
            "organisation": people.matter.organisation.pk,
            "letterhead": letterheads.keep_letterhead(
                letterhead=Letterhead(organisation=people.matter.organisation, name="Open Records"), by=people.admin
            ).pk,
            "letterwording": wordings.keep_wording(
                kind="thanks",
                organisation=people.matter.organisation,
                subject="Thank you",
                body="Thank you.",
                why="Shorter",
                by=people.staff,
            ).pk,
            "court": case.court.pk,
            "courtclosure": CourtClosure.objects.create(closed_on=TODAY, name="Storm", source="Order").pk,
            "ruleinforce": RuleInForce.objects.create(
                rule_id="CPRA-DET-2027", in_force_from=date(2027, 1, 1), source="Chaptered bill"
            ).pk,
            "exemption": determination.communication.claims.get().exemption.pk,
            "recordsrequest": request.pk,
            "fact": fact.pk,
            "requestfact": fact.pk,
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
        if name == "case-paper":
            return reverse(name, args=[self.keys["case"], "chronology"])
        if name in ("exhibit-page", "exhibit-picture"):
            return reverse(name, args=[self.keys["exhibit"], 1])
        if name == "bundle-file":
            return reverse(name, args=[self.keys["bundle"], "pdf"])
        if name in ("reminder-new", "bundle-new", "note-new"):
            return reverse(name) + f"?request={self.keys['request']}"
        if name in ("request-selection", "saved-filter-save"):
            return reverse(name)
        if name in ("letterheads", "wordings", "wording-versions"):
            return reverse(name)
        if name in ("wording", "wording-look"):
            return reverse(name, args=["follow_up"]) + f"?organisation={self.keys['organisation']}"
        if name == "request-letter-facts":
            return reverse(name, args=[self.keys["request"], "notice_of_petition"])
        if name == "member-new":
            return reverse(name, args=[self.keys["matter"]])
        if name in ("release-new", "dataset-corrections-new"):
            return reverse(name, args=[self.keys["dataset"]])
        if name == "release-file":
            return reverse(name, args=[self.keys["release"], "release.parquet"])
        if name == "release-datasheet":
            return reverse(name, args=[self.keys["release"], "md"])
        if name in ("member-remove", "member-raw"):
            return reverse(name, args=[self.keys["matter"], self.keys["member"]])
        if name in ("milestone-new", "term-new"):
            return reverse(name, args=[self.keys["case"]])
        if name in ("upload-one", "upload-discard"):
            return reverse(name, args=[self.upload_key])
        if name == "dataset-line":
            return reverse(name, args=[self.keys["dataset"], 2])
        if name == "dataset-correction-withdraw":
            return reverse(name, args=[self.keys["dataset"], self.keys["linecorrection"]])
        if name.startswith("measure"):
            return reverse(name, args=[self.keys["dataset"], "reads_per_hour"])
        if name in ("production-requests", "production-agencies", "away"):
            return reverse(name)
        if name in ("tray", "tray-drop", "tray-selection"):
            return reverse(name)
        if name == "tray-file":
            return reverse(name, args=[self.keys["tray"], 0])
        if name in ("mail-one", "mail-html"):
            return reverse(name, args=["to-reader-0"])
        if name == "tray-move":
            return reverse(name, args=[self.keys["receivedmail"]])
        if name == "tray-new-request":
            return reverse(name, args=[self.keys["tray"]])
        noun, _, rest = name.partition("-")
        if noun in self.keys and not rest.endswith("new"):
            return reverse(name, args=[self.keys[noun]])
        return reverse(name)
