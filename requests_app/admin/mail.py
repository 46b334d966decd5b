"""Mail that came in. Looked at, never edited: the tray has the verbs."""

from requests_app.admin.base import ReadOnlyAdmin
from requests_app.models import ReceivedMail


class ReceivedMailAdmin(ReadOnlyAdmin):
    list_display = ("subject", "sender_address", "outcome", "received_at", "request")
    list_filter = ("outcome", "kind")
    search_fields = ("subject", "sender_address", "message_id", "sha256")
    date_hierarchy = "received_at"
    list_select_related = ("request__agency",)
    # Guessed are also requests of other matters; the tray shows them to who may see them.
    exclude = ("guess", "reasons")


REGISTER = {ReceivedMail: ReceivedMailAdmin}
