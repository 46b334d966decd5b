"""Render the draft of a letter to a file; nothing is recorded."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app import clock, letters
from requests_app.casework.letter_paper import paper_of
from requests_app.casework.letters import draft_letter
from requests_app.errors import TrackerError
from requests_app.letters.docx import render_docx
from requests_app.models import RecordsRequest

RENDERERS = {".pdf": letters.render, ".docx": render_docx}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("request_id", type=int)
        parser.add_argument("kind", help="as `letter_kinds` lists them")
        parser.add_argument("--on", type=date.fromisoformat, help="the day, YYYY-MM-DD; today where left out")
        parser.add_argument("--output", type=Path, required=True, help="a file that ends in .pdf or .docx")

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        render = RENDERERS.get(output.suffix.lower())
        if render is None:
            raise CommandError("The output ends in .pdf or .docx.")
        request = RecordsRequest.objects.filter(pk=options["request_id"]).first()
        if request is None:
            raise CommandError(f"There is no request {options['request_id']}.")
        try:
            letter = draft_letter(
                request=request, kind=options["kind"], by=request.responsible, on=options["on"] or clock.today()
            )
            data = render(paper_of(letter))
        except TrackerError as error:
            raise CommandError(str(error)) from error
        output.write_bytes(data)
        self.stdout.write(f"{output}: {len(data):,} bytes")
