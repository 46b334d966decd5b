"""Confirming how a dataset is read: what kind of table it is, how it is written, which column is what."""

from collections.abc import Mapping
from typing import Any

from django import forms

from requests_app import datasets
from requests_app.web.forms.fields import AsideForm, LongField

SEPARATORS = (("", "as found"), (",", "a comma"), ("\t", "a tab"), ("|", "a bar"), (";", "a semicolon"))
ENCODINGS = (
    ("", "as found"),
    ("utf-8", "UTF-8"),
    ("mixed", "UTF-8, but Windows-1252 in lines that are none"),
    ("cp1252", "Windows-1252"),
    ("utf-16", "UTF-16"),
)
DOUBLED = (
    ("first", "the first of the two, and counted"),
    ("second", "the second of the two, and counted"),
    ("set_aside", "neither: such rows are set aside"),
)


class LookForm(AsideForm):
    """What a person says about a file before it is looked at again. All of it may be left to the product."""

    aside_title = "How the file is written"
    aside_names: tuple[str, ...] = ("encoding", "separator", "header_lines", "cuts")

    shape = forms.ChoiceField(
        label="What it is",
        required=False,
        choices=[("", "as found"), *((shape.name, shape.title) for shape in datasets.SHAPES.values())],
    )
    table = forms.ChoiceField(label="Sheet or member", required=False)
    encoding = forms.ChoiceField(required=False, choices=ENCODINGS)
    separator = forms.ChoiceField(label="Fields are parted by", required=False, choices=SEPARATORS)
    header_lines = forms.IntegerField(
        label="Lines above the data",
        required=False,
        min_value=0,
        max_value=100,
        help_text="The last of them has the names; 0 where there is none.",
    )
    cuts = forms.CharField(
        label="Columns begin at the characters",
        required=False,
        help_text="For columns of fixed width: 0, 8, 28.",
    )

    def __init__(self, *args: Any, tables: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.get("table", "")
        names = dict.fromkeys((*tables, asked) if asked else tables)
        self.fields["table"].choices = [("", "as found"), *((name, name) for name in names)]  # type: ignore[attr-defined]
        if len(names) < 2:
            self.fields["table"].widget = forms.HiddenInput()

    def clean_cuts(self) -> tuple[int, ...]:
        try:
            cuts = tuple(int(word) for word in self.cleaned_data["cuts"].split(",") if word.strip())
        except ValueError as error:
            raise forms.ValidationError("Write numbers with commas between them: 0, 8, 28.") from error
        if cuts and (cuts[0] != 0 or list(cuts) != sorted(set(cuts)) or cuts[-1] > 4000):
            raise forms.ValidationError("The first column begins at 0, and each further one later.")
        return cuts

    def chosen(self) -> tuple[datasets.Shape | None, datasets.Hints]:
        """What was said that can be used; what cannot is left to the product, and the form says why."""
        self.is_valid()
        data = self.cleaned_data
        hints = datasets.Hints(
            table=data.get("table") or "",
            encoding=data.get("encoding") or "",
            separator=data.get("separator") or "",
            header_lines=data.get("header_lines"),
            cuts=data.get("cuts") or (),
        )
        return datasets.SHAPES.get(data.get("shape") or ""), hints


def said_before(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping confirmed before, as the choices of the form that leads to the same columns again."""
    text = mapping["text"]
    separated = text.get("form", "separated") == "separated"
    return {
        "shape": mapping["shape"],
        "table": (mapping.get("tables") or [""])[0],
        "encoding": text["encoding"] if text.get("form") != "table" else "",
        "separator": text["separator"] if separated else "",
        "header_lines": text["header_lines"],
        "cuts": ", ".join(map(str, text.get("cuts", ()))),
    }


class MappingForm(AsideForm):
    """Which column feeds which field, and the answers to what the bytes do not settle."""

    aside_title = "How values are written: times, zone, blanks"
    aside_names: tuple[str, ...] = ("time_formats", "zone", "doubled", "blanks")

    def __init__(self, *args: Any, proposal: datasets.Proposal, begun: Mapping[str, Any], **kwargs: Any) -> None:
        """`begun` is a mapping as JSON, complete or not: what was proposed, or what was confirmed before."""
        super().__init__(*args, **kwargs)
        self.proposal, self.begun = proposal, dict(begun)
        self.shape = datasets.SHAPES[begun["shape"]]
        self.is_free = self.shape.name == datasets.FREE_TABLE.name
        if self.is_free:
            self._add_kinds(begun)
        else:
            self._add_fields(begun)
        for number, question in enumerate(proposal.questions):
            values = [choice.value for choice in question.choices]
            answer = question.proposed if begun == proposal.draft else question.answer_in(self.begun)
            self.fields[f"question_{number}"] = forms.ChoiceField(
                label=question.sentence,
                choices=[(str(at), choice.sentence) for at, choice in enumerate(question.choices)],
                widget=forms.RadioSelect,
                initial=str(values.index(answer)) if answer else None,
            )
        self._add_the_rest(begun)

    def _add_fields(self, begun: Mapping[str, Any]) -> None:
        columns = [("", "no column"), *((name, name) for name in self.proposal.columns)]
        for known in self.shape.fields:
            chosen = list(begun["fields"].get(known.name, ()))
            self.fields[f"field_{known.name}"] = forms.ChoiceField(
                label=known.title, choices=columns, required=known.required, initial=chosen[0] if chosen else ""
            )
            if known.kind is datasets.Kind.TIME:
                self.fields[f"also_{known.name}"] = forms.ChoiceField(
                    label=f"{known.title}: the rest of it",
                    choices=columns,
                    required=False,
                    initial=chosen[1] if len(chosen) > 1 else "",
                    help_text="Only where the date and the time stand in two columns.",
                )

    def _add_kinds(self, begun: Mapping[str, Any]) -> None:
        kinds = [("", "text, as it is"), *((kind.value, kind.value) for kind in datasets.FREE_KINDS)]
        for at, column in enumerate(self.proposal.columns):
            name = datasets.free_name(at)
            self.fields[f"kind_{name}"] = forms.ChoiceField(
                label=column, choices=kinds, required=False, initial=begun.get("kinds", {}).get(name, "")
            )

    def _add_the_rest(self, begun: Mapping[str, Any]) -> None:
        asked = {question.about for question in self.proposal.questions}
        if "time_formats" not in asked:
            self.fields["time_formats"] = LongField(
                label="How times are written",
                rows=2,
                required=not self.is_free,
                initial="\n".join(begun["time_formats"]),
                help_text="One way to a line, tried in order: %Y year, %m month, %d day, %H:%M:%S time, %I %p "
                "twelve-hour clock.",
            )
        if "zone" not in asked:
            self.fields["zone"] = forms.CharField(
                label="Time zone of times written without one", initial=begun["zone"]
            )
        self.fields["doubled"] = forms.ChoiceField(
            label="A local time that came twice, when the clock went back, is",
            choices=DOUBLED,
            initial=begun.get("doubled", "first"),
            help_text="A time the clock skipped when it went forward never was; such rows are always set aside.",
        )
        self.fields["blanks"] = forms.CharField(
            label="Words that mean nothing was given",
            required=False,
            initial=", ".join(word for word in begun["blanks"] if word),
        )

    def mapping(self) -> datasets.Mapping:
        """The choice as the reader takes it.

        Raises: IngestError, with a sentence about what cannot be.
        """
        data = self.cleaned_data
        formats = [line.strip() for line in data.get("time_formats", "").splitlines() if line.strip()]
        blanks = ["", *(word.strip() for word in data["blanks"].split(",") if word.strip())]
        mapping = datasets.Mapping.from_json(
            self.begun
            | self._chosen_fields()
            | {
                "time_formats": formats or self.begun["time_formats"],
                "zone": data.get("zone") or self.begun["zone"],
                "blanks": blanks,
                "doubled": data["doubled"],
            }
        )
        for number, question in enumerate(self.proposal.questions):
            mapping = question.answered(mapping, question.choices[int(data[f"question_{number}"])].value)
        return mapping

    def _chosen_fields(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.is_free:
            names = {datasets.free_name(at): column for at, column in enumerate(self.proposal.columns)}
            kinds = {name: kind for name in names if (kind := data.get(f"kind_{name}"))}
            return {"fields": {name: [names[name]] for name in kinds}, "kinds": kinds}
        fields = {}
        for known in self.shape.fields:
            sources = [data.get(f"{prefix}_{known.name}") for prefix in ("field", "also")]
            if any(sources):
                fields[known.name] = [source for source in sources if source]
        return {"fields": fields, "kinds": {}}
