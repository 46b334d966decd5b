"""Turn bytes and headers that lie about their charset into words that any database keeps."""

import base64
import binascii
import codecs
import quopri
import re

# These turn text into something else, or cost time that grows with the square of the length.
_NOT_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
_ONE_BYTE = re.compile(r"(?:us-?)?ascii|latin|iso-?8859|windows|cp\d|mac")
_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?=")


def keepable(text: str) -> str:
    """The text with line ends made "\\n", and without control characters and halves of characters."""
    return _UNKEEPABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))


def decode(data: bytes, claimed: str) -> tuple[str, str | None]:
    """The words in these bytes, and a problem sentence where the charset they claim is not the one they are in."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-16"
        return keepable(data.decode(name, "replace")), None
    claimed = claimed.strip().strip("'\"").lower()
    as_claimed = _strictly(data, claimed or "us-ascii")
    as_utf8 = _strictly(data, "utf-8")
    # A one-byte charset accepts anything; bytes that form valid UTF-8 beyond ASCII are not that by accident.
    if as_claimed is not None and (as_utf8 is None or data.isascii() or not _ONE_BYTE.match(claimed)):
        return keepable(as_claimed), None
    if as_utf8 is not None:
        return keepable(as_utf8), _lie(claimed, "UTF-8") if claimed else None
    return keepable(data.decode("cp1252", "replace")), _lie(claimed, "Windows-1252")


def decode_words(raw: str) -> str:
    """A header's value in one line of words, its encoded words read; a broken one is shown as it stands.

    `raw` is as the parser gives it: bytes beyond ASCII are surrogates.
    """
    chunks: list[tuple[bytes, str]] = []  # the bytes, and the charset of an encoded word or ""
    end = 0
    for word in ENCODED_WORD.finditer(raw):
        between = raw[end : word.start()]
        if between.strip() or not chunks:  # spaces between two encoded words belong to neither
            chunks.append((between.encode("utf-8", "surrogateescape"), ""))
        charset = word[1].partition("*")[0].lower()
        data = _unpack(word)
        if chunks and chunks[-1][1] == charset:  # a character may be cut in two by the end of an encoded word
            chunks[-1] = (chunks[-1][0] + data, charset)
        else:
            chunks.append((data, charset))
        end = word.end()
    chunks.append((raw[end:].encode("utf-8", "surrogateescape"), ""))
    return _SPACES.sub(" ", "".join(decode(data, charset)[0] for data, charset in chunks)).strip()


def _unpack(word: re.Match[str]) -> bytes:
    text = word[3].encode("utf-8", "surrogateescape")
    if word[2] in "Qq":
        return quopri.decodestring(text, header=True)
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        return word[0].encode("utf-8", "surrogateescape")


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        if codecs.lookup(charset).name.replace("-", "_") in _NOT_CHARSETS:
            return None
        return data.decode(charset)
    except (LookupError, ValueError, TypeError):
        return None


def _lie(claimed: str, read_as: str) -> str:
    if not (shown := keepable(claimed)[:40]):
        return f"The text does not say which charset it is in; it was read as {read_as}."
    return f"The text says that its charset is “{shown}”, but it is not; it was read as {read_as}."
