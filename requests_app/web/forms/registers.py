"""A register of actions, pasted or as a file, and what each of its lines is."""

from typing import Any

from django import forms

from requests_app.web.forms.fields import LongField

LARGEST_BYTES = 1_000_000


class RegisterForm(forms.Form):
    """The register as it was given; a file's words take the place of what was pasted."""

    file = forms.FileField(label="A file", required=False, help_text="CSV or plain text, 1 MB at most.")
    text = LongField(
        label="Or paste it",
        rows=8,
        required=False,
        help_text="Lines that begin with a day, as 08/27/2014 Minute Order, with “Filed by …” beside or beneath; "
        "or a table with a head that names Date and Text.",
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file is not None:
            if file.size > LARGEST_BYTES:
                self.add_error("file", "The file is larger than 1 MB; cut it in parts.")
            else:
                data["text"] = words_of(file.read())
        elif not (data.get("text") or "").strip():
            self.add_error("text", "Paste the register, or choose its file.")
        return data


def words_of(raw: bytes) -> str:
    """The text of a file, in the encodings courts and spreadsheets use."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
