"""Which kinds of file are read, and which are only kept."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
MAIL = "message/rfc822"


def is_read(media_type: str) -> bool:
    """Whether the words of such a file are looked for.

    >>> is_read("image/tiff"), is_read("application/zip")
    (True, False)
    """
    return media_type in (PDF, WORD, EXCEL, MAIL) or media_type.startswith(("image/", "text/"))
