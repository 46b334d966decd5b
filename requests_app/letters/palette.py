"""What a writer of wordings may insert: every fact and every section of law, ready to paste, with its caption."""

from dataclasses import dataclass

from requests_app.letters.authorities import SECTIONS
from requests_app.letters.vocabulary import LISTS, ROWS, TEXTS


@dataclass(frozen=True, slots=True)
class Insert:
    """`words` go into the text; `name` is what a person types to find it."""

    name: str
    words: str
    caption: str


MARKS = "A blank line ends a paragraph. “# ” begins a heading, “- ” a point, “> ” words quoted."
FACTS = (
    *(Insert(name, f"{{{{ {name} }}}}", caption) for name, caption in TEXTS.items()),
    *(
        Insert(name, f"{{% for point in {name} %}}\n- {{{{ point }}}}\n{{% endfor %}}", f"{caption}; a list")
        for name, caption in LISTS.items()
    ),
    *(
        Insert(
            name,
            f"{{% for row in {name} %}}\n# {{{{ row.{next(iter(columns))} }}}}\n{{% endfor %}}",
            f"{caption}; each row has {', '.join(columns)}",
        )
        for name, (caption, columns) in ROWS.items()
    ),
    Insert("if", "{% if purpose %}\n\n{% endif %}", "words only where a fact is known"),
)
LAW = tuple(
    Insert(section.current, f'{{% cite "{section.current}" %}}', section.content) for section in SECTIONS.values()
)
