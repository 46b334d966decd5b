"""Make an attachment of a part: a safe name, the type its bytes are, and unpacked if Outlook wrapped it."""

import io
import mimetypes
import re
import unicodedata

from requests_app import archive
from requests_app.mailroom import tnef
from requests_app.mailroom.mail import Attachment
from requests_app.mailroom.words import keepable

NAME_CHARACTERS = 150
UNKNOWN = "application/octet-stream"
# Names that Windows gives to devices, whatever their ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f\ufffd]')
_CONTAINERS = {"application/zip", "application/gzip", "application/x-ole-storage"}
_CARDS_AND_TEXT = {
    "application/json",
    "application/xml",
    "application/rtf",
    "message/delivery-status",
    "message/rfc822",
    "application/pgp-encrypted",
    "application/pgp-keys",
    "application/pgp-signature",
}
_SAME_THING = {
    "application/x-pdf": "application/pdf",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "application/x-gzip": "application/gzip",
    "application/x-zip-compressed": "application/zip",
}


def safe_name(name: str, media_type: str, number: int) -> str:
    """A file name without path, control, direction-changing or reserved characters; made up where nothing is left."""
    name = unicodedata.normalize("NFC", keepable(name)).replace("\\", "/").rsplit("/", 1)[-1]
    # Category Cf holds the marks that turn the direction of reading: "gnp.exe" shown as "exe.png".
    name = "".join(character for character in name if unicodedata.category(character) not in ("Cf", "Cc"))
    name = " ".join(_UNSAFE.sub("_", name).split()).strip(". ")
    if not name.strip("_"):
        name = f"attachment-{number}{mimetypes.guess_extension(media_type) or '.bin'}"
    if _DEVICE.match(name):
        name = f"_{name}"
    if len(name) > NAME_CHARACTERS:
        stem, dot, ending = name.rpartition(".")
        kept = f"{dot}{ending}" if dot and len(ending) <= 10 else ""
        name = (stem or name)[: NAME_CHARACTERS - len(kept)].rstrip(". ") + kept
    return name


def attachment_of(
    data: bytes, *, name: str, claimed_type: str, number: int, is_inline: bool = False, content_id: str = ""
) -> Attachment:
    """These bytes as an attachment; `number` names one that has no name."""
    media_type = claimed_type if claimed_type == "message/rfc822" else archive.media_type_of(io.BytesIO(data))
    return Attachment(
        name=safe_name(name, claimed_type if media_type in (UNKNOWN, "text/plain") else media_type, number),
        claimed_type=claimed_type,
        media_type=media_type,
        data=data,
        is_inline=is_inline,
        content_id=keepable(content_id)[:200],
    )


def disagreement(name: str, claimed_type: str, media_type: str) -> str | None:
    """A sentence where a mail says that the file is one thing and its bytes clearly are another."""
    claimed = _SAME_THING.get(claimed_type, claimed_type)
    if claimed in (UNKNOWN, media_type, "") or media_type == UNKNOWN or claimed in _CARDS_AND_TEXT:
        return None
    if media_type in _CONTAINERS and claimed.startswith("application/") and claimed != "application/pdf":
        return None  # many kinds of file are zip or OLE containers inside
    if media_type.startswith("text/") and claimed.startswith("text/"):
        return None
    return f"“{name}” is said to be {keepable(claimed)[:80]}, but its bytes are {media_type}."


def unwrapped(attachment: Attachment, limit_bytes: int) -> tuple[str, tuple[Attachment, ...], str | None]:
    """What is inside Outlook's winmail.dat: its text, its files, and a problem sentence where some cannot be read.

    Gives ("", (), None) for any other attachment.
    """
    if not tnef.is_tnef(attachment.data):
        return "", (), None
    opened = tnef.unpack(attachment.data, limit_bytes)
    files = tuple(
        attachment_of(file.data, name=file.name, claimed_type=UNKNOWN, number=number)
        for number, file in enumerate(opened.files, 1)
    )
    problem = None
    if not opened.is_whole:
        problem = f"“{attachment.name}” (Outlook's own wrapping) could not be unpacked whole; it is kept as it came."
    return opened.text, files, problem
