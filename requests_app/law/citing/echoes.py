"""Leave out what a letter repeats of our own: quoted lines, earlier mails, our request set out in it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_QUOTED = re.compile(r"^[ \t]{0,8}(?:>|&gt;)[^\n]*(?:\n[ \t]{0,8}(?:>|&gt;)[^\n]*)*", re.M)
_MARK = re.compile(r"^(?:[ \t]{0,8}(?:>|&gt;))+", re.M)
_WROTE = re.compile(r"\bwrote:[ \t]*+$", re.M)
_ORIGINAL = re.compile(r"^[ \t>]{0,8}-{2,12} ?Original (?:Message|Appointment) ?-{2,12}", re.M | re.I)
_FROM = re.compile(r"^[ \t]{0,8}\*?From:\*? [^\n]{1,300}\n(?:[^\n]{0,300}\n)?[ \t]{0,8}\*?(?:Sent|Date):", re.M)
_QUOTED_HEAD = re.compile(r"^[ \t]{0,8}(?:>[ \t]?)+\*?(?:From|Sent|Date|Subject):", re.M)
_COLON = re.compile(r"(?<=[\w)\]”\"’]):[ \t]*+$", re.M)
_OUR_PAPER = re.compile(
    r"\b(?:your|the|this) (?:[\w.-]+ ){0,3}(?:requests?|letter|e-?mail|message|correspondence|inquiry)\b|"
    r"\byou\b|^\s*(?:text of )?(?:the )?request(?: text| received| as received)?\s*$",
    re.I,
)
_SAYS = re.compile(
    r"\b(?:states?|stated|reads?|asks?|asked|seeks?|sought|says|said|requested|wrote|writes?|"
    r"follow(?:s|ing)|"
    r"quoted|text of)\b",
    re.I,
)
_THEY_SAY = re.compile(
    r"\b(?:respon[ds]\w*|determin\w+|answers?|exempt\w*|withh\w+|den(?:y|ied|ial)|produc\w+|locat\w+|found|we|"
    r"because|"
    r"reasons?|sections?|redact\w*|disclos\w*|claims?|notes?|comments?|closed|status|attached|enclosed|provid\w+)\b",
    re.I,
)
_LAST_SENTENCE = re.compile(r"(?:.*[a-z)\d][.!?]\s|.*\n[ \t]*\n)(?P<last>.*)\Z", re.S)
_REQUEST_RESPONSE = re.compile(
    r"^[ \t]{0,8}(?:your )?(?:request|question|inquiry)(?:[ \t]+(?:received|text|as received|(?:no\.?|number|item|"
    r"#)?[ \t]*\d{1,3}))?[ \t]*[:.]",
    re.M | re.I,
)
_RESPONSE = re.compile(r"^[ \t]{0,8}(?:[\w' ]{0,30})?(?:response|answer|determination|reply)\b", re.M | re.I)
_QUOTATION = re.compile(r"“[^“”]{2,2000}”|\"[^\"\n]{2,400}(?:\n[^\"\n]{1,400}){0,20}\"")
_YOU_SAID = re.compile(
    r"\byou(?:r)?\b[^.;:“\"]{0,90}\b(?:wr[io]te?s?|letter|requests?|e-?mail|state[sd]?|assert\w*|argue[sd]?|"
    r"contend\w*|"
    r"claim\w*|say|said|cite[sd]?|suggest\w*|quote[sd]?|position|ask(?:s|ed)?|seek|sought|believe)\b[^.;“\"]{0,60}$",
    re.I,
)
_ITEM = re.compile(r"[ \t]*(?:[-*•·▪◦]|\(?\w{1,3}[.)])[ \t]")
_WORD = re.compile(r"[^\W_]+")
_NOTE_MARK = r"(?:\[\d{1,2}\]|(?<=[a-z)\]”\"]\.)\d{1,2}|[¹²³⁴-⁹])?"
_SENTENCE_END = re.compile(rf"[.!?][\"”)\]]{{0,2}}{_NOTE_MARK}(?=\s+[A-Z“\"(])|\n[ \t]*\n")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(,;“\"])(?:Gov|Gov[e']?r?n?[’']?t|Ev|Evid|Pen|Civ|Proc|Cal|Const|art|Bus|Prof|Welf|Inst|Veh|Saf|"
    r"Educ?|Lab|Fam|"
    r"Fin|Ins|Elec|Corps?|Com|Rev|Tax|Sts|Hy|Pub|Utils?|Unemp|Wat|Agr|Resources|subds?|secs?|subsecs?|paras?|"
    r"pars?|App|Rptr|"
    r"vs?|Nos?|Dr|Mr|Ms|Mrs|Mx|Sgt|Lt|Capt|Det|Hon|Dept|Dist|Super|Ct|Co|Inc|Assn|Bd|cf|e\.g|i\.e|al|seq|St|"
    r"U\.S|Id|pp?|"
    r"fns?|Stats|ch|tit|pts?|Regs|Govt|[A-Z])$",
    re.I,
)
_GRAM = 5  # words in a row that must agree
_ECHO_WORDS = 8  # a shorter sentence may be alike by chance
_ECHO_SHARE = 0.8
_QUOTE_SHARE = 0.5  # of marked lines, which are shortened and wrapped anew

Span = tuple[int, int]
Gram = tuple[str, ...]


def without_echoes(text: str, ours: Sequence[str] = ()) -> str:
    """The text with every echoed character but newlines turned into a newline: each place stays where it was.

    Lines marked ">" without a word whose they are may be an agency's own, only set in: where `ours` is known, they
    are echoes if they repeat it, and else stay, with blanks for their marks.
    """
    grams = {gram for own in ours for gram in _grams(_words(own))}
    text = _without_marks(text, grams)
    spans = [*_earlier_mail(text), *_introduced(text), *_quotations(text), *_repeated(text, grams)]
    pieces: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end > done:
            start = max(start, done)
            pieces += [text[done:start], "\n" * (end - start)]
            done = end
    return "".join(pieces) + text[done:]


def _without_marks(text: str, grams: set[Gram]) -> str:
    """The text with blanks for the marks of those unattributed blocks that repeat nothing of ours."""
    pieces: list[str] = []
    done = 0
    for start, end in _unattributed(text) if grams else ():
        block = text[start:end]
        if not _shares(block, grams, _QUOTE_SHARE):
            pieces += [text[done:start], _MARK.sub(lambda mark: " " * len(mark[0]), block)]
            done = end
    return "".join(pieces) + text[done:]


def _unattributed(text: str) -> Iterator[Span]:
    """Blocks of lines quoted with ">" above any "On ... wrote:", "Original Message" or headers of an earlier mail."""
    marks = (pattern.search(text) for pattern in (_WROTE, _ORIGINAL, _FROM, _QUOTED_HEAD))
    first = min((mark.start() for mark in marks if mark), default=len(text))
    for block in _QUOTED.finditer(text, 0, first):
        before = text[max(0, block.start() - 400) : block.start()].rstrip()
        if not (before.endswith(":") and _OUR_PAPER.search(before)):
            yield block.span()


def _earlier_mail(text: str) -> Iterator[Span]:
    """Lines quoted with ">", and all below "On ... wrote:", "Original Message" or a mail's headers."""
    yield from (match.span() for match in _QUOTED.finditer(text))
    first = re.search(r"\S", text)
    for match in _WROTE.finditer(text):
        start = _attribution(text, match.start())
        if start is None:
            continue
        following = re.compile(r"\s*+(?:>|&gt;)").match(text, match.end())
        yield (start, match.end() if following or not first or start <= first.start() else len(text))
    for pattern in (_ORIGINAL, _FROM):
        below = pattern.search(text, first.end() + 1) if first else None
        if below and _said_before(text[: below.start()]):
            yield below.start(), len(text)


def _attribution(text: str, wrote: int) -> int | None:
    """Where "On Monday, somebody wrote:" begins, at most two lines above; None when it does not."""
    start = wrote
    for _ in range(3):
        start = text.rfind("\n", max(0, start - 300), start)
        line = start + 1
        if re.compile(r"[ \t>]*+On\b").match(text, line):
            return line
        if start < 0:
            break
    return None


def _said_before(before: str) -> bool:
    """Whether somebody says something above: not only a mail's own headers, nor a word that it is passed on."""
    lines = [line for line in before[-4000:].splitlines() if line.strip()]
    said = [line for line in lines if not re.match(r"[ \t]*\*?[A-Z][\w-]{1,20}:", line)]
    return bool(said) and not any("orwarded message" in line for line in lines[-2:])


def _introduced(text: str) -> Iterator[Span]:
    """A block brought in as our request: "Your request reads as follows:", "REQUEST: ... RESPONSE: ..."."""
    for colon in _COLON.finditer(text):
        before = text[max(0, colon.start() - 240) : colon.start()]
        if not _SAYS.search(before) or not _OUR_PAPER.search(before):
            continue
        if last := _LAST_SENTENCE.match(before):
            before = last["last"]
        if _OUR_PAPER.search(before) and _SAYS.search(before) and not _THEY_SAY.search(before):
            yield from _block(text, colon.end(), _indent(text, text.rfind("\n", 0, colon.start()) + 1))
    heads = [match.start() for match in _REQUEST_RESPONSE.finditer(text)]
    for start, after in pairwise([*heads, len(text)]):
        response = _RESPONSE.search(text, text.find("\n", start, after) + 1 or after, min(after, start + 6000))
        if response:
            yield start, response.start()


def _indent(text: str, start: int) -> int:
    match = re.compile(r"[ \t]{0,80}").match(text, start)
    return len(match[0].expandtabs(4)) if match else 0


def _block(text: str, pos: int, indent: int) -> Iterator[Span]:
    """The block after a colon: a quotation to its closing mark, what is set in, a list, or one paragraph."""
    first = re.compile(r"\s*+").match(text, pos)
    begin = first.end() if first else pos
    if begin == len(text):
        return
    if text[begin] in '“"':
        close = re.compile(r"[”\"](?=[ \t]{0,8}(?:\n|$))").search(text, begin + 1, begin + 8000)
        if close:
            yield begin, close.end()
            return
    line = text.rfind("\n", 0, begin) + 1
    set_in = _indent(text, line) >= indent + 2
    listed = bool(_ITEM.match(text, line))
    end = begin
    blank = False
    for match in re.compile(r"[^\n]*\n?").finditer(text, line, min(len(text), line + 8000)):
        stripped = match[0].strip()
        if not stripped:
            if not (set_in or listed):
                break
            blank = True
            continue
        outside = _indent(text, match.start()) < indent + 2 if set_in else blank and not _ITEM.match(match[0])
        if outside and end > begin:
            break
        end, blank = match.end(), False
    yield begin, end


def _quotations(text: str) -> Iterator[Span]:
    """Words in quotation marks that the sentence gives to us: you wrote that "..."."""
    for match in _QUOTATION.finditer(text):
        if _YOU_SAID.search(text[max(0, match.start() - 160) : match.start()]):
            yield match.span()


def sentence_spans(text: str) -> Iterator[Span]:
    """Stretches of a text that are one sentence or less; abbreviations of legal citations do not end one."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end[0] == "." and _ABBREVIATION.search(text[max(start, end.start() - 16) : end.start()]):
            continue
        yield start, end.end()
        start = end.end()
    yield start, len(text)


def _repeated(text: str, grams: set[Gram]) -> Iterator[Span]:
    """Sentences found nearly word for word in a letter of ours, and shorter quotations found in one entirely."""
    if not grams:
        return
    for start, end in sentence_spans(text):
        if _shares(text[start:end], grams, _ECHO_SHARE):
            yield start, end
    for match in _QUOTATION.finditer(text):
        quoted = _grams(_words(match[0]))
        if quoted and all(gram in grams for gram in quoted):
            yield match.span()


def _shares(passage: str, grams: set[Gram], share: float) -> bool:
    """Whether so much of the passage stands in a letter of ours; a short one may be alike by chance."""
    words = _words(passage)
    if len(words) < _ECHO_WORDS:
        return False
    shared = [False] * len(words)
    for index, gram in enumerate(_grams(words)):
        if gram in grams:
            shared[index : index + _GRAM] = [True] * _GRAM
    return sum(shared) >= share * len(words)


def _words(text: str) -> list[str]:
    return [word[0].casefold() for word in _WORD.finditer(text)]


def _grams(words: list[str]) -> list[Gram]:
    return [tuple(words[index : index + _GRAM]) for index in range(len(words) - _GRAM + 1)]
