"""Unpack winmail.dat, the wrapping (TNEF) that Outlook puts around a mail for readers that are not Outlook."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from requests_app.mailroom.words import decode

# [MS-OXTNEF] sections 2.1.3.1 and 2.1.3.3: the signature, and the attributes that matter here.
SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY = 0x0002800C
_ATTACH_BEGINS = 0x00069002
_ATTACH_TITLE = 0x00018010
_ATTACH_DATA = 0x0006800F
_ATTACH_PROPERTIES = 0x00069005
# [MS-OXPROPS]: PidTagAttachLongFilename.
_LONG_NAME = 0x3707
_STRINGS, _MULTIPLE, _NAMED = (0x1E, 0x1F, 0x102, 0x0D), 0x1000, 0x8000
_FIXED_BYTES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_FILES = 1000


@dataclass(slots=True)
class WrappedFile:
    """One file inside, under the best name found so far."""

    name: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was inside. `is_whole` is False where the wrapping is damaged or holds more than was taken out."""

    text: str
    files: tuple[WrappedFile, ...]
    is_whole: bool


def is_tnef(data: bytes) -> bool:
    """Whether these bytes are such a wrapping."""
    return data.startswith(SIGNATURE)


def unpack(data: bytes, limit_bytes: int) -> Unpacked:
    """Take out the plain text and the files, up to `limit_bytes` of files; what is damaged ends the unpacking."""
    text = ""
    files: list[WrappedFile] = []
    taken = 0
    is_whole = True
    try:
        for attribute, value in _attributes(data):
            if attribute == _BODY:
                text = decode(value.rstrip(b"\0"), "cp1252")[0]
            elif attribute == _ATTACH_BEGINS:
                files.append(WrappedFile())
            elif not files:
                continue
            elif attribute == _ATTACH_TITLE and not files[-1].name:
                files[-1].name = decode(value.rstrip(b"\0"), "cp1252")[0]
            elif attribute == _ATTACH_PROPERTIES:
                files[-1].name = _long_name(value) or files[-1].name
            elif attribute == _ATTACH_DATA:
                taken += len(value)
                if taken > limit_bytes or len(files) > _FILES:
                    is_whole = False
                    break
                files[-1].data = value
    except (struct.error, IndexError):
        is_whole = False
    return Unpacked(text, tuple(file for file in files if file.data), is_whole)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each attribute's number and bytes. Raises: struct.error where the wrapping breaks off."""
    at = 6  # the signature and a key
    while at < len(data):
        _level, attribute, size = struct.unpack_from("<BII", data, at)
        value = data[at + 9 : at + 9 + size]
        if len(value) != size:
            raise struct.error("the attribute is longer than the file")
        yield attribute, value
        at += 9 + size + 2  # and a checksum


def _long_name(properties: bytes) -> str:
    """The file's full name among the properties of an attachment, or "".

    Raises: struct.error where the properties break off or are of a kind that is not known.
    """
    (count,) = struct.unpack_from("<I", properties)
    at = 4
    for _ in range(count):
        kind, number = struct.unpack_from("<HH", properties, at)
        at += 4
        if number & _NAMED:
            at = _after_name(properties, at)
        values = 1
        if kind & _MULTIPLE or kind in _STRINGS:
            (values,) = struct.unpack_from("<I", properties, at)
            at += 4
        base = kind & ~_MULTIPLE
        if values > len(properties):
            raise struct.error("more values than bytes")
        for _ in range(values):
            size = _FIXED_BYTES.get(base)
            if size is None:
                (size,) = struct.unpack_from("<I", properties, at)
                at += 4
            value = properties[at : at + size]
            if number == _LONG_NAME and value:
                return decode(value, "utf-16-le" if base == 0x1F else "cp1252")[0].rstrip("\0\ufffd")
            at += size + -size % 4
    return ""


def _after_name(properties: bytes, at: int) -> int:
    """Where the value of a named property begins: after its family's identifier and its number or name."""
    (kind,) = struct.unpack_from("<I", properties, at + 16)
    at += 20
    if kind == 0:
        return at + 4
    size = int(struct.unpack_from("<I", properties, at)[0])
    return at + 4 + size + -size % 4
