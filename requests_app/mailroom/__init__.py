"""Read received mail into plain values, say which request it belongs to, and fetch it."""

from requests_app.mailroom.address import SECRET_CHARACTERS, Claim, claims_in, make, matches, new_secret, subject_tag
from requests_app.mailroom.attachments import disagreement, safe_name
from requests_app.mailroom.body import Limits
from requests_app.mailroom.imap import FetchedMail, FetchReport, ImapAccount, ImapBox, Security, fetch_each
from requests_app.mailroom.mail import Attachment, Bounce, Correspondent, MailKind, ParsedMail
from requests_app.mailroom.parse import parse
from requests_app.mailroom.placing import PUBLIC_DOMAINS, TEXT_CHARACTERS, Candidate, Placement, choose, number_keys

__all__ = [
    "PUBLIC_DOMAINS",
    "SECRET_CHARACTERS",
    "TEXT_CHARACTERS",
    "Attachment",
    "Bounce",
    "Candidate",
    "Claim",
    "Correspondent",
    "FetchReport",
    "FetchedMail",
    "ImapAccount",
    "ImapBox",
    "Limits",
    "MailKind",
    "ParsedMail",
    "Placement",
    "Security",
    "choose",
    "claims_in",
    "disagreement",
    "fetch_each",
    "make",
    "matches",
    "new_secret",
    "number_keys",
    "parse",
    "safe_name",
    "subject_tag",
]
