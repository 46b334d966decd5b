"""The language of wordings: a subset of Django's in which a text can print facts, choose and repeat, and no more."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, cast

from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.base import (
    FilterExpression,
    Lexer,
    Node,
    NodeList,
    Parser,
    TextNode,
    Token,
    TokenType,
    Variable,
    VariableNode,
)
from django.template.defaulttags import do_for, do_if

from requests_app.errors import LetterError
from requests_app.letters.authorities import SECTIONS, cite_section
from requests_app.letters.marks import LONGEST_LETTER, is_marked, is_point, printable
from requests_app.letters.vocabulary import CAPTIONS, LISTS, ROWS, Value

_ENGINE = Engine(loaders=[], autoescape=False)
_NUMBER = re.compile(r"\d{1,3}[.)](?=\s)")
LONGEST_WORDING = 20_000  # characters; the longest that ships has three thousand
LONGEST_TAG = 300
_MOST_TAGS = 1000  # what opens and never closes is looked for to the end of its line, each time
_DEEPEST = 8
_FORLOOP = frozenset({"counter", "first", "last"})
# Names that begin with an underscore are closed to wordings.
_DATED_ON, _REQUESTED_ON, _USED, _MISSING, _ROOM = "_dated_on", "_requested_on", "_used", "_missing", "_room"


class Wording:
    """A checked text. Nothing in it can read a file, reach the network, or call anything.

    Raises: LetterError on an unknown tag, filter or fact, with the number of its line.
    """

    def __init__(self, source: str) -> None:
        if len(source) > LONGEST_WORDING:
            raise LetterError(f"A wording has at most {LONGEST_WORDING:,} characters; this one has {len(source):,}.")
        if sum(map(source.count, ("{{", "{%", "{#"))) > _MOST_TAGS:
            raise LetterError(f"A wording has at most {_MOST_TAGS:,} tags.")
        try:
            self._template = _WordingTemplate(printable(source), engine=_ENGINE)
        except TemplateSyntaxError as error:
            token = getattr(error, "token", None)
            where = f"Line {token.lineno}: " if token is not None else ""
            raise LetterError(f"{where}{str(error).rstrip('.')}.") from error

    def render(
        self,
        words: Mapping[str, Value],
        *,
        dated_on: date,
        requested_on: date | None,
        used: set[str] | None = None,
        missing: list[str] | None = None,
    ) -> str:
        """The text with the facts in it; one line per paragraph, so that people can edit it.

        `used` gathers the names of the facts read. With `missing`, a fact that is not known leaves its caption in
        brackets, and a sentence there.
        Raises: LetterError when a fact the text prints is not known, unless `missing` is given; when the letter would
            be too long.
        """
        own = {_DATED_ON: dated_on, _REQUESTED_ON: requested_on, _USED: set() if used is None else used}
        context = Context({**words, **own, _MISSING: missing, _ROOM: [LONGEST_LETTER]}, autoescape=False)
        return _one_line_per_paragraph(self._template.render(context))


class _WordingTemplate(Template):
    def compile_nodelist(self) -> NodeList:
        parser = _WordingParser(Lexer(self.source).tokenize())
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes


class _WordingParser(Parser):
    """Knows four tags and no filter, and every fact by name."""

    def __init__(self, tokens: list[Token]) -> None:
        super().__init__(tokens)
        self.tags = {"if": _if, "for": _for, "cite": _cite, "section": _section}
        self.filters = {}
        self.loops: list[tuple[str, frozenset[str]]] = []
        self.depth = 0
        for token in tokens:
            if token.token_type in (TokenType.VAR, TokenType.BLOCK) and len(token.contents) > LONGEST_TAG:
                raise self.error(token, f"A tag is longer than {LONGEST_TAG} characters")

    def compile_filter(self, token: str) -> FilterExpression:
        """Every name in a wording passes here, in a print, a choice or a loop."""
        fact = _Fact(token, self)
        if isinstance(fact.var, Variable) and fact.var.lookups is not None:
            self._check(fact.var.lookups)
        return fact

    def invalid_block_tag(self, token: Token, command: str, parse_until: Any = None) -> None:
        if parse_until:
            super().invalid_block_tag(token, command, parse_until)
        raise self.error(token, f'A wording cannot use "{command}": it knows if, for, cite and section')

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        if isinstance(node, VariableNode) and (name := token.contents.strip()) in {*LISTS, *ROWS}:
            raise self.error(token, f'"{name}" is a list: print it in a loop, "for one in {name}"')
        super().extend_nodelist(nodelist, node, token)

    @contextmanager
    def looping(self, name: str, over: str) -> Iterator[None]:
        """Inside, `name` stands for one entry of the list called `over`."""
        if self.loops:
            raise TemplateSyntaxError("A loop cannot stand inside another loop")
        if not name.isidentifier() or name.startswith("_") or name == "forloop":
            raise TemplateSyntaxError(f'"{name}" cannot be the name of one entry of a list')
        if over not in LISTS and over not in ROWS:
            raise TemplateSyntaxError(f'"{over}" is not a list of facts')
        if name in CAPTIONS:
            raise TemplateSyntaxError(f'"{name}" is the name of a fact already')
        self.loops.append((name, frozenset(ROWS[over][1]) if over in ROWS else frozenset()))
        yield
        self.loops.pop()

    @contextmanager
    def choosing(self) -> Iterator[None]:
        """Inside one more choice."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise TemplateSyntaxError(f"Choices stand inside one another more than {_DEEPEST} deep")
        yield
        self.depth -= 1

    def _check(self, lookups: tuple[str, ...]) -> None:
        name, rest = lookups[0], lookups[1:]
        columns = dict(self.loops).get(name)
        if name == "forloop" and self.loops:
            columns = _FORLOOP
        known = (name in CAPTIONS and not rest) if columns is None else self._is_column(columns, rest)
        if not known:
            raise TemplateSyntaxError(f'There is no fact called "{".".join(lookups)}"')

    @staticmethod
    def _is_column(columns: frozenset[str], rest: tuple[str, ...]) -> bool:
        return rest[0] in columns if len(rest) == 1 else not (columns or rest)


class _Fact(FilterExpression):
    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """The value. Choosing and looping may find nothing; printing nothing is a missing fact."""
        value = super().resolve(context, ignore_failures)
        name = self.token.strip().partition(".")[0]
        if name in CAPTIONS:
            context[_USED].add(name)
        if value in ("", None, ()) and not ignore_failures:
            caption = _caption(self.token)
            sentence = f"The letter needs {caption}, which is not known yet."
            if context[_MISSING] is None:
                raise LetterError(sentence)
            if sentence not in context[_MISSING]:
                context[_MISSING].append(sentence)
            return f"[{caption}]"
        if not ignore_failures:
            _take_room(context, len(str(value)))
        return value


def _caption(name: str) -> str:
    columns = {column: caption for _, row in ROWS.values() for column, caption in row.items()}
    return CAPTIONS.get(name) or columns.get(name.rpartition(".")[2], f'"{name}"')


def _take_room(context: Context, characters: int) -> None:
    """Few facts, repeated, could fill the memory."""
    room: list[int] = context[_ROOM]
    room[0] -= characters
    if room[0] < 0:
        raise LetterError(f"The letter would have more than {LONGEST_LETTER:,} characters.")


class _Round(Node):
    """Stands first in a loop, and takes the room of the words and tags that each round repeats."""

    def __init__(self, repeated: Any) -> None:
        nodes = repeated.get_nodes_by_type(Node)
        self.weight = sum(len(node.s) if isinstance(node, TextNode) else 1 for node in nodes)

    def render(self, context: Context) -> str:
        _take_room(context, self.weight)
        return ""


def _if(parser: _WordingParser, token: Token) -> Node:
    with parser.choosing():
        return do_if(parser, token)


def _for(parser: _WordingParser, token: Token) -> Node:
    match token.split_contents():
        case [_, name, "in", over]:
            with parser.looping(name, over):
                loop: Any = do_for(parser, token)
            loop.nodelist_loop.insert(0, _Round(loop.nodelist_loop))
            return cast("Node", loop)
        case _:
            raise TemplateSyntaxError('Write a loop as "for claim in claims"')


class _Citation(Node):
    def __init__(self, section: str, prefix: str) -> None:
        self.section = section
        self.prefix = prefix

    def render(self, context: Context) -> str:
        return self.prefix + cite_section(
            self.section, dated_on=context[_DATED_ON], requested_on=context[_REQUESTED_ON]
        )


def _cite(parser: Parser, token: Token) -> Node:  # noqa: ARG001
    """`{% cite "7922.535(a)" %}`: the section with its code."""
    return _Citation(_quoted_section(token), "Gov. Code ")


def _section(parser: Parser, token: Token) -> Node:  # noqa: ARG001
    """`{% section "7922.535(a)" %}`: the section alone."""
    return _Citation(_quoted_section(token), "")


def _quoted_section(token: Token) -> str:
    name = token.contents.partition(" ")[2].strip()
    section = name.strip('"')
    if name != f'"{section}"' or section not in SECTIONS:
        raise TemplateSyntaxError(f"{name or 'Nothing'} is not in the table of authorities")
    return section


def _one_line_per_paragraph(text: str) -> str:
    """Join the lines a wording is wrapped at; keep points of a list on lines of their own, and number them."""
    paragraphs: list[list[str]] = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        joined: list[str] = []
        for line in filter(None, (" ".join(line.split()) for line in paragraph.split("\n"))):
            if joined and not is_marked(line):
                joined[-1] += f" {line}"
            else:
                joined.append(line)
        if joined and paragraphs and is_point(joined[0]) and is_point(paragraphs[-1][-1]):
            paragraphs[-1].extend(joined)
        elif joined:
            paragraphs.append(joined)
    return "\n\n".join("\n".join(_numbered(joined)) for joined in paragraphs)


def _numbered(lines: list[str]) -> Iterator[str]:
    """The lines, with the points that begin with a number numbered from 1."""
    number = 0
    for line in lines:
        if match := _NUMBER.match(line):
            number += 1
            yield f"{number}.{line[match.end() :]}"
        else:
            yield line
