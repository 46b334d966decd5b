"""Read received mail into plain values, say which request it belongs to, and fetch it."""

from requests_app.mailroom.mail import Attachment, Bounce, Correspondent, MailKind, ParsedMail

__all__ = ["Attachment", "Bounce", "Correspondent", "MailKind", "ParsedMail"]
