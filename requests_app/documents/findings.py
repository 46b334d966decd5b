"""What looking into a file showed, as plain frozen values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a PDF's page, in points (1/72 inch) from the page's lower-left corner."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Words that are in the file but that a reader of the page does not see.

    `page` counts from 1 and is None where the file has no pages; so is `box`. `reason` is a sentence's end:
    "under a black box".
    """

    text: str
    reason: str
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself. Dates are ISO 8601 where the file's own form could be read."""

    title: str = ""
    author: str = ""
    creator: str = ""
    producer: str = ""
    created_at: str = ""
    modified_at: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page's words. `has_text` is False where they came from reading its picture, or where there are none."""

    text: str = ""
    has_text: bool = True
    is_read_by_ocr: bool = False


@dataclass(frozen=True, slots=True)
class PageCount:
    """How many pages the file says it has."""

    count: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence on what could not be read."""

    sentence: str


# What looking into a file gives, piece by piece, as it goes.
Found = PageCount | Page | HiddenText | Metadata | Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost before the looking stops."""

    page_count: int = 5_000
    seconds: float = 600.0
    memory_bytes: int = 4 * 1024**3
    picture_pixels: int = 100_000_000
    unpacked_bytes: int = 500 * 1024**2
    text_characters: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file holds. A broken, locked or hostile file has sentences in `problems` and whatever could be read."""

    file_name: str
    media_type: str
    size_bytes: int
    page_count: int | None = None
    pages: tuple[Page, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    problems: tuple[str, ...] = ()
    is_complete: bool = True

    @property
    def text(self) -> str:
        """All words; a form feed stands between pages, so that a place can be counted back to its page."""
        return "\f".join(page.text for page in self.pages)

    @property
    def pages_without_text(self) -> tuple[int, ...]:
        """The pages, counted from 1, that are pictures only or empty."""
        return tuple(number for number, page in enumerate(self.pages, 1) if not page.has_text)
