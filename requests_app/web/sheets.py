"""A letter on its page in the browser, for a frame: its own words, its logos beside them, and nothing that runs."""

from base64 import b64encode
from collections.abc import Sequence

from django.http import HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join

from requests_app import letters
from requests_app.letters.logos import media_type


def show_sheet(paper: letters.LetterPaper, missing: Sequence[str] = ()) -> HttpResponse:
    """The letter as one HTML page; `missing` are sentences shown above it.

    Raises: LetterError when the letter is not complete.
    """
    html = letters.to_html(paper)
    for number, head in enumerate(paper.letterheads, start=1):
        if head.logo:
            picture = f"data:{media_type(head.logo)};base64,{b64encode(head.logo).decode()}"
            html = html.replace(f'src="letter:logo-{number}"', f'src="{picture}"', 1)
    sheet = format_html('<link rel="stylesheet" href="{}"></head>', static("requests_app/css/letter-preview.css"))
    said = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in missing))
    note = format_html('<ul class="missing">{}</ul>', said) if missing else ""
    html = html.replace("</head>", sheet, 1)
    return HttpResponse(html.replace('<header class="letterhead', f'{note}<header class="letterhead', 1))
