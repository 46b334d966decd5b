"""Reminders: seen, put off, handed over; asked for; when they may come; and whether they come at all."""

from datetime import timedelta

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import attention, personal, preferences, watch
from requests_app.casework.reminders import what_to_do
from requests_app.errors import TrackerError
from requests_app.models import (
    Attention,
    CourtCase,
    Dataset,
    Deadline,
    Document,
    ExemptionClaim,
    Letter,
    MailState,
    Matter,
    PersonalReminder,
    RecordsRequest,
    Reminder,
    ReminderPreference,
    User,
    page_of,
)
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, find, signed_in
from requests_app.web.forms.reminders import HandOverForm, PreferenceForm, RemindForm, SnoozeForm

ROWS = Reminder.objects.select_related(
    "recipient", "deadline__request__agency", "deadline__case__court", "deadline__matter"
)
MOST = 100
CRUMBS = [("Reminders", "/reminders/")]


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    """What the person was reminded of and has not answered, and what they asked for."""
    mine = visible(request.user, ROWS.filter(recipient=request.user, state=MailState.SENT))
    answered = Attention.objects.filter(person=request.user, acknowledged_at__isnull=False).values("deadline")
    running = mine.filter(deadline__in=Deadline.objects.open()).exclude(deadline__in=answered)
    unanswered = {row.deadline_id: row for row in running.order_by("sent_at")}
    asked = visible(request.user, PersonalReminder.objects.filter(state=MailState.WAITING))
    context = {
        "unanswered": sorted(unanswered.values(), key=lambda row: row.deadline.due_on or clock.today()),
        "asked": asked.select_related(
            "matter", "request__agency", "case__court", "claim__request__agency", "letter", "document", "dataset"
        ),
        "sent": mine.order_by("-sent_at")[:MOST],
    }
    return render(request, "web/reminders/list.html", context)


def _people(request: SignedInRequest, deadline: Deadline) -> HandOverForm:
    others = User.objects.filter(is_active=True, memberships__matter=deadline.matter).exclude(pk=request.user.pk)
    return HandOverForm(request.POST or None, people=others)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Where a mail's link leads: the date, why, and what its recipient can say to it."""
    reminder = find(request, ROWS.all(), pk=pk)
    deadline = reminder.deadline
    is_mine = reminder.recipient == request.user and deadline.is_open
    context = {
        "reminder": reminder,
        "deadline": deadline,
        "what_to_do": what_to_do(deadline, on=clock.today()),
        "attention": Attention.objects.filter(deadline=deadline).select_related("person", "handed_to"),
        "answered": Attention.objects.filter(
            deadline=deadline, person=request.user, acknowledged_at__isnull=False
        ).exists(),
        "snooze": SnoozeForm(initial={"until": clock.today() + timedelta(days=1)}) if is_mine else None,
        "hand_over": _people(request, deadline) if is_mine else None,
    }
    return render(request, "web/reminders/detail.html", context)


def _own(request: SignedInRequest, pk: int) -> Reminder:
    """The person's own reminder; for others the address does not exist."""
    reminder = find(request, ROWS.all(), pk=pk)
    if reminder.recipient != request.user:
        raise Http404
    return reminder


@require_POST
@signed_in
def acknowledge(request: SignedInRequest, pk: int) -> HttpResponseBase:
    reminder = _own(request, pk)
    try:
        attention.acknowledge(deadline=reminder.deadline, by=request.user)
        messages.success(request, "Acknowledged: nobody else is called in for this date.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(reminder)


@require_POST
@signed_in
def snooze(request: SignedInRequest, pk: int) -> HttpResponseBase:
    reminder = _own(request, pk)
    form = SnoozeForm(request.POST)
    try:
        if form.is_valid():
            until = form.cleaned_data["until"]
            attention.snooze(deadline=reminder.deadline, until=until, by=request.user, on=clock.today())
            messages.success(request, f"The next mail about this date comes on {until:%a %-d %b %Y}.")
        else:
            messages.error(request, "Choose a day, written as YYYY-MM-DD.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(reminder)


@require_POST
@signed_in
def hand_over(request: SignedInRequest, pk: int) -> HttpResponseBase:
    reminder = _own(request, pk)
    form = _people(request, reminder.deadline)
    try:
        if form.is_valid():
            attention.hand_over(deadline=reminder.deadline, to=form.cleaned_data["to"], by=request.user)
            messages.success(request, f"{form.cleaned_data['to']} is reminded of this date from now on.")
        else:
            messages.error(request, "Choose a member of the matter.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(reminder)


@signed_in
def new(request: SignedInRequest) -> HttpResponseBase:
    """A mail to oneself, about the record that the address names."""
    about = _about(request)
    form = RemindForm(request.POST or None, initial={"send_on": clock.today() + timedelta(weeks=3)})
    act = Act(
        title="Remind me",
        says=f"A mail to you alone, about {about}.",
        button="Remind me",
        done="You will be reminded.",
        crumbs=[*CRUMBS, (str(about), page_of(about))],
    )
    return perform(
        request,
        act,
        form,
        lambda: personal.ask_to_be_reminded(of=about, **form.cleaned_data, by=request.user, on=clock.today()),
        done=reverse("reminders"),
    )


def _about(request: SignedInRequest) -> personal.Subject:
    """The record that the address names."""
    rows = {
        "request": RecordsRequest.objects.select_related("matter", "agency"),
        "case": CourtCase.objects.select_related("matter", "court"),
        "claim": ExemptionClaim.objects.select_related("request__matter", "request__agency"),
        "letter": Letter.objects.select_related("request__matter", "request__agency"),
        "document": Document.objects.select_related("matter"),
        "dataset": Dataset.objects.select_related("matter"),
        "matter": Matter.objects.all(),
    }
    for name, found in rows.items():
        if request.GET.get(name, "").isdecimal():
            about: personal.Subject = find(request, found, pk=request.GET[name])  # type: ignore[assignment]  # one
            return about
    raise Http404


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: int) -> HttpResponseBase:
    reminder = find(request, PersonalReminder.objects.all(), pk=pk)
    try:
        personal.withdraw_reminder(reminder=reminder, by=request.user)
        messages.success(request, "Withdrawn: no mail will come.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect("reminders")


@signed_in
def preference(request: SignedInRequest) -> HttpResponseBase:
    """The person's zone, quiet hours and weekends."""
    said = ReminderPreference.objects.filter(person=request.user).first()
    form = PreferenceForm(request.POST or None, initial=model_to_dict(said) if said else {})
    act = Act(
        title="When mails may come",
        says="Reminders wait for the end of your quiet hours, on your own clock, but never too long for the date.",
        button="Keep this",
        done="Kept.",
        crumbs=CRUMBS,
    )
    return perform(
        request,
        act,
        form,
        lambda: preferences.prefer(by=request.user, **form.cleaned_data),
        done=reverse("reminders"),
    )


@signed_in
def health(request: SignedInRequest) -> HttpResponseBase:
    """Whether the schedule runs and the mail goes out, as far as the person may see."""
    return render(request, "web/reminders/health.html", {"watch": watch.look(request.user, at=clock.now())})
