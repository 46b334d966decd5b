"""The tags and filters of the case pages: dates, tones, marks of verification, sort heads, icons."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template
from django.db.models import Model
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from requests_app import clock, letters
from requests_app.casework.timeline import Event
from requests_app.models import (
    Communication,
    Deadline,
    Hearing,
    Letter,
    Milestone,
    SettlementTerm,
)
from requests_app.search import Piece
from requests_app.templatetags import why as reasons
from requests_app.templatetags import words

register = template.Library()

# Every state of every record in one of six tones. A tone never speaks alone: the tag's words say the state.
TONES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "draft",
            "completed",
            "withdrawn",
            "closed",
            "cancelled",
            "superseded",
            "moot",
            "skipped",
            "not_read",
            "waived",
        ),
        "",
    ),
    **dict.fromkeys(
        (
            "sent",
            "waiting",
            "claimed",
            "pending",
            "issuing",
            "reading",
            "open",
            "to_confirm",
            "preparing",
            "arriving",
        ),
        "info",
    ),
    **dict.fromkeys(("extended", "partly_denied", "challenged", "remanded", "to_decide", "met late"), "soon"),
    **dict.fromkeys(("denied", "failed", "sustained", "late", "breached"), "late"),
    **dict.fromkeys(
        ("granted", "producing", "issued", "ready", "read", "met", "overruled", "decided", "released"), "good"
    ),
    **dict.fromkeys(("in_court", "in_camera"), "held"),
}

_OFFICE = "application/vnd.openxmlformats-officedocument."
FILE_KINDS: Mapping[str, str] = {
    "application/pdf": "PDF",
    f"{_OFFICE}wordprocessingml.document": "Word document",
    f"{_OFFICE}spreadsheetml.sheet": "Excel workbook",
    f"{_OFFICE}presentationml.presentation": "PowerPoint slides",
    "application/x-ole-storage": "Office file from before 2007",
    "application/zip": "ZIP folder",
    "application/octet-stream": "File of no known kind",
    "message/rfc822": "Mail",
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
    "image/tiff": "TIFF picture",
    "image/gif": "GIF picture",
    "text/plain": "Plain text",
    "text/html": "Web page",
    "text/csv": "CSV table",
}

# The marks of verification: the class that draws it, and the words beside it.
VERIFIED: Mapping[str, tuple[str, str]] = {
    "P": ("primary", "verified: primary text read"),
    "V": ("primary", "verified: primary text read"),
    "S": ("secondary", "secondary source read"),
    "K": ("unread", "not verified"),
    "UNSETTLED": ("unsettled", "unsettled: the law leaves a choice"),
}


@register.filter
def day(value: date | datetime | None, precision: str = "day") -> str:
    """`Mon 28 Sep 2026`; a moment is given as its day in California. Blank for None."""
    precision = precision or "day"
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.COURT_ZONE).date()
    return words.day_in_words(value, precision)


@register.filter
def mid_sentence(said: str) -> str:
    """Words as they stand within a sentence: names in them keep their capitals.

    >>> mid_sentence("Mail within California")
    'mail within California'
    """
    return said[:1].lower() + said[1:]


@register.simple_tag(takes_context=True)
def once(context: Mapping[str, Any]) -> SafeString:
    """The key of the form as it is shown, kept while it is corrected, so that a double press is one act."""
    return format_html(
        '<input type="hidden" name="once" value="{}">', context["request"].POST.get("once") or uuid4().hex
    )


@register.simple_tag(takes_context=True)
def term_standing(context: Mapping[str, Any], term: SettlementTerm) -> SafeString:
    """How a settlement term stands today, as a tag with words."""
    words = term.standing(on=context["today"])
    return format_html('<span class="tag {}">{}</span>', tone(words), words.capitalize())


@register.filter
def cite(text: str) -> str:
    """A citation whose section signs stay with their numbers at the end of a line."""
    return text.replace("§ ", "§\u00a0")


@register.filter
def verb_words(verb: str) -> str:
    """A verb of the journal in words."""
    return verb.replace("_", " ")


@register.filter
def iso_day(value: str) -> str:
    """A day kept as text, `2026-09-28`, as pages write it."""
    return words.day_in_words(date.fromisoformat(value))


@register.filter
def distance(value: date, today: date) -> str:
    """How far a day is from today, in words."""
    return words.distance_in_words(value, today)


@register.filter
def moment(value: datetime | None) -> str:
    """`Mon 28 Sep 2026, 14:05`, in California. Blank for None."""
    return "" if value is None else f"{day(value)}, {value.astimezone(clock.COURT_ZONE):%H:%M}"


@register.filter
def tone(state: str) -> str:
    """The tone of a record's state: late, soon, good, info, held or none."""
    return TONES.get(str(state), "")


@register.simple_tag(takes_context=True)
def when(context: Mapping[str, Any], value: date | None, precision: str = "day") -> SafeString | str:
    """A date and its distance from today in words."""
    if value is None:
        return ""
    if precision != "day":
        return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m}", words.day_in_words(value, precision))
    return format_html(
        '<time datetime="{}">{}</time><span class="distance">, {}</span>',
        value.isoformat(),
        words.day_in_words(value),
        words.distance_in_words(value, context["today"]),
    )


@register.simple_tag(takes_context=True)
def due(context: Mapping[str, Any], value: date) -> SafeString:
    """The due day of an open act in a table: the date, and its distance tinted when it is late or soon."""
    today = context["today"]
    tone_of_it = words.tone_of_day(value, today)
    distance_of_it = reasons.lateness(value, today) if tone_of_it == "late" else words.distance_in_words(value, today)
    return format_html(
        '<time datetime="{}">{}</time> <span class="distance {}">{}</span>',
        value.isoformat(),
        words.day_in_words(value),
        tone_of_it,
        distance_of_it,
    )


@register.filter
def event_tone(event: Event) -> str:
    """How a line of a timeline is marked: from the agency, from us, in court, or by the clock."""
    if isinstance(event.record, Communication):
        return event.record.direction
    return {"milestone": "law", "deadline": "", "request": "out"}.get(event.kind, "in")


@register.filter
def event_anchor(event: Event) -> str:
    """Where links to this record point on the page; blank where nothing does."""
    linked = isinstance(event.record, Communication | Milestone)
    return f"{event.record._meta.model_name}-{event.record.pk}" if linked else ""


@register.filter
def record_kind(record: Model) -> str:
    """What a record is, in a word: its own kind where it has one."""
    if isinstance(record, Communication):
        return record.get_kind_display()
    return str(record._meta.verbose_name).capitalize()


@register.filter
def file_kind(media_type: str) -> str:
    """The kind of a file in words."""
    return FILE_KINDS.get(media_type, media_type)


@register.filter
def letter_kind(letter: Letter) -> str:
    """The kind of a letter in words."""
    return letters.kind_of(letter.kind).title


@register.simple_tag
def status(state: str, label: str) -> SafeString:
    """A state as a tag: its words, tinted by its tone."""
    return format_html('<span class="tag {}">{}</span>', tone(state), label)


@register.simple_tag(takes_context=True)
def standing(context: Mapping[str, Any], hearing: Hearing) -> SafeString:
    """How a hearing stands today, as a tag."""
    words_of_it = hearing.standing(on=context["today"])
    tone_of_it = {"set": "info", "held": "good", "off calendar": ""}.get(words_of_it, "soon")
    return format_html('<span class="tag {}">{}</span>', tone_of_it, words_of_it)


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text in pieces, each escaped, those that were asked for marked."""
    nested = (format_html("<mark>{}</mark>" if piece.is_hit else "{}", piece.text) for piece in pieces)
    return format_html_join("", "{}", ((piece,) for piece in nested))


@register.simple_tag
def verified(mark: str) -> SafeString | str:
    """How far a rule or a fact is verified, in words with a small mark."""
    if not mark:
        return ""
    kind, says = VERIFIED.get(str(mark).strip().upper(), ("unread", f"status {mark}"))
    return format_html('<span class="verified {}">{}</span>', kind, says)


@register.simple_tag
def admin_url(record: Model) -> str:
    """The same record in the admin; blank where the admin does not have its kind."""
    try:
        return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""


@register.simple_tag
def fact_url(key: str) -> str:
    """Where the docket entry is that the law engine knows by this key; blank for facts that are no entries."""
    noun, _, number = key.partition("-")
    return reverse("milestone", args=[int(number)]) if noun == "milestone" and number.isdecimal() else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside words; it says nothing by itself."""
    sprite = static("requests_app/img/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.inclusion_tag("web/components/sort_head.html", takes_context=True)
def sort_head(context: Mapping[str, Any], label: str, field: str, number: bool = False) -> dict[str, object]:
    """A column head that sorts by `field`, up and then down, and keeps the filters of the address."""
    query = context["request"].GET.copy()
    now = query.get("sort", context.get("default_sort", ""))
    query["sort"] = f"-{field}" if now == field else field
    query.pop("page", None)
    return {
        "label": label,
        "number": number,
        "address": f"?{query.urlencode()}",
        "direction": {field: "ascending", f"-{field}": "descending"}.get(now, ""),
    }


@register.inclusion_tag("web/components/why.html", takes_context=True)
def why(context: Mapping[str, Any], deadline: Deadline, brief: bool = False) -> dict[str, object]:
    """A deadline in one line, with its reasons opening in place. `brief` leaves its title to the page."""
    distance, distance_tone = reasons.standing(deadline, context["today"])
    return {
        "deadline": deadline,
        "brief": brief,
        "distance": distance,
        "distance_tone": distance_tone,
        "steps": reasons.steps_of(deadline),
        "questions": reasons.questions_of(deadline),
    }
