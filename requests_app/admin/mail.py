"""Mail that came in, the mailboxes it is fetched from, and the mails that took letters out.

Looked at, never edited: the tray and the pages of letters have the verbs.
"""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from requests_app import clock
from requests_app.access import Power, may
from requests_app.admin.base import ReadOnlyAdmin, person_of
from requests_app.casework.mail_rereading import reread_mail
from requests_app.errors import TrackerError
from requests_app.models import LetterMail, MailFetch, ReceivedMail


class ReceivedMailAdmin(ReadOnlyAdmin):
    list_display = ("subject", "sender_address", "outcome", "received_at", "request", "settled_at", "reread_at")
    list_filter = ("outcome", "kind")
    search_fields = ("subject", "sender_address", "message_id", "sha256")
    date_hierarchy = "received_at"
    list_select_related = ("request__agency",)
    # Guessed are also requests of other matters; the tray shows them to who may see them.
    exclude = ("guess", "reasons")
    actions = ("reread",)

    def has_administer_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Power.ADMINISTER)

    @admin.action(description="Read again from the raw mail", permissions=["administer"])
    def reread(self, request: HttpRequest, queryset: QuerySet[ReceivedMail]) -> None:
        """Each chosen mail by itself: one that cannot be read stops no other."""
        count = 0
        for mail in queryset:
            try:
                reread_mail(mail, by=person_of(request), on=clock.today())
                count += 1
            except TrackerError as error:
                self.message_user(request, f"“{mail}”: {error}", messages.ERROR)
        self.message_user(request, f"Read again: {count}. Nothing that people recorded was changed.")


class MailFetchAdmin(ReadOnlyAdmin):
    list_display = ("mailbox", "finished_at", "kept_count", "claimed_at", "failures")
    search_fields = ("mailbox",)


class LetterMailAdmin(ReadOnlyAdmin):
    list_display = ("letter", "to", "state", "send_on", "sent_at", "asked_by", "attempt_count", "failure")
    list_filter = ("state",)
    search_fields = ("to", "letter__subject", "message_id", "failure")
    date_hierarchy = "send_on"
    list_select_related = ("letter", "asked_by")


REGISTER = {ReceivedMail: ReceivedMailAdmin, MailFetch: MailFetchAdmin, LetterMail: LetterMailAdmin}
