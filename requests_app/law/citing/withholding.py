"""Tell whether a sentence of a letter withholds something, disclaims an exemption, or neither, and which records."""

import re
from enum import Enum, auto


class Stance(Enum):
    WITHHOLDS = auto()
    DISCLAIMS = auto()
    SAYS_NOTHING = auto()


_WITHHOLDS = re.compile(
    r"\b(?:exempt(?!\s+(?:from (?:overtime|tax)|employees?))|exempts|exempted|exemptions?\b|withh(?:old|eld)|"
    r"redact(?:ed|s|ing)?\b|redactions? (?:w|are|is|ha[sv]|made|under|pursuant)|with (?:\w+ )?redactions?\b|"
    r"h(?:old|olding|eld) back\b|(?:stays?|remains?|kept) (?:closed|sealed)\b|\bless (?:the|any|its|all)\b|"
    r"except(?:ing)? (?:for )?(?!(?:as|that|where|when|if|to|in|by|under|for|the extent)\b)|excluding\b|"
    r"(?:its|our|the|whose) (?:reason|ground|basis) is\b|"
    r"blacked out|masked|obscured|removed|refus(?:e|es|ed|al)\b|"
    r"den(?:y|ies|ied|ial)\b|declin|privileg|confidential|protect|prohibit|bar(?:s|red)\b|"
    r"non-?disclos|outweigh|secre(?:t|cy)|forbid|its claim|we (?:also )?cite\b|delayed\b|"
    r"(?:not|never|unable to|cannot)(?: be)?(?: \w+ly)? (?:disclos|releas|produc|provid|subject to (?:disclos|"
    r"inspection))|"
    r"nor (?:will|can|may|does|do) (?:[\w']+ ){1,4}?(?:disclos|releas|produc|provid)|"
    r"may not be (?:disclos|releas|given|copied)|sealed\b|being held\b|falls? (?:under|within)\b|"
    r"not (?:a )?public records?\b|unwarranted invasion|rel(?:y|ies|ied)(?: \w+)? (?:up)?on|invok|asserts?\b|no go\b|"
    r"appl(?:y|ies)\b|(?:basis|bases|grounds?|authority|reasons?)\b(?= *(?:\||:|$|,|for)))",
    re.I,
)
_DISCLAIMS = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could)"
    r"(?: not|n't| no longer)\b(?: \w+){0,2} (?:assert|rel(?:y|ied)|invoke|claim|appl|exempt\b|made\b|relevant|"
    r"govern|"
    r"excuse|justify|support|require|authori[sz]e|change|consider|used?\b)|no longer|withdraw\w*|inapplicable|"
    r"waive[sd]?\b|"
    r"narrowly construed|construed narrowly|cannot (?:be )?(?:withh|justif|support)|nor does|"
    r"you (?:also )?(?:cite|contend|argue|assert|claim|rel)\w*|"
    r"formerly (?:confidential|exempt|withheld)|not (?:a basis|relevant|an independent)|your reliance|"
    r"reserv(?:e|es|ed|ing|ation) (?:of |the |its |our |all |any )*(?:rights?\b|exemptions?\b|objections?\b|,)|"
    r"preserv(?:e|es|ed|ing),? (?:all|its|our|any|the) |open the possibility|"
    r"(?:may|might|could) (?:later )?(?:raise|add|assert|invoke) |"
    r"expressly reserves|"
    r"(?:nothing|none|no (?:\w+ )?(?:records?|pages?|documents?|files?|part))\b(?:(?!because|since)[^.;,]){0,60}? "
    r"(?:was|were|is|are|been) "
    r"(?:\w+ )?(?:withheld|redacted|removed)|should (?:it|its|our|any|further|other|additional)\b|"
    r"made public (?:by|under)|makes? public\b|"
    r"(?:anticipat|expect)\w* (?:that )?(?:[\w'-]+ ){1,8}may\b|"
    r"your (?:letter|request|e-?mail|message) (?:also )?(?:assert|cite|contend|argue|claim|stat|say)\w*|"
    r"are not (?:\w+ )?records)",
    re.I,
)
_NOUNS = r"(?P<records>[^.;:()|]{3,160}?)"
_RELEASES = re.compile(r"\b(?:released|produced|enclosed|attached|granted|provided|disclosed)\b", re.I)
_IN_GENERAL = re.compile(
    r"\b(?:as a general (?:matter|rule)|in general|generally|among others?|examples?:|"
    r"exempts? (?:certain|some|many|several|various) |some of them|certain (?:categor|types?|kinds?|class)\w*|"
    r"includes?,? but (?:is |are )?not (?:be )?limited to|"
    r"records (?:that are )?exempt from disclosure include|"
    r"(?:lets|allows|permits|authori[sz]es) an? (?:public |local |state )?agency to |lets an? \w+ withhold|"
    r"(?:public |local |state )agency (?:may|can) (?:also )?(?:withhold|redact|decline)|"
    r"may (?:also )?be (?:exempt|withheld|privileged|protected|confidential)\b|under,? for example\b|"
    r"agencies (?:[\w']+ ){0,4}?(?:usually|often|commonly|typically|may|can)\b|"
    r"some (?:information|records|documents) (?:is|are)\b|recogni[sz]es that|"
    r"(?:^|\bthe )(?:legislature|courts) ha(?:s|ve) |"
    r"policy(?: \S+)? (?:provides|states|says))",
    re.I,
)
_DONE = (
    r"(?:(?:was|were|been|being|is|are|be) (?:\w+ ){0,2}(?:withheld|redacted|removed|denied|blacked out)|"
    r"(?:will|can|may)(?: not|not) (?:be )?(?:produc|releas|disclos|provid)\w*|declin\w+|den(?:y|ies|ied)|"
    r"withholds|withheld|redacted|has (?:withheld|redacted|denied|determined|decided))"
)
_OF_THIS_REQUEST = re.compile(
    rf"\b(?:we|our|us|your|yours|you|here|request(?:s|ed|er|or)?|these records|this record|"
    rf"in this (?:case|instance)|responsive|enclosed|{_DONE})\b",
    re.I,
)
_DECIDES = re.compile(
    rf"\b(?:(?:we|must) (?:also )?(?:withhold|redact)|(?:am|is|are) (?:also )?(?:withholding|redacting|denying)|"
    rf"{_DONE})\b",
    re.I,
)
_UNDECIDED = re.compile(
    r"\b(?:no (?:final )?determination (?:has|have) (?:yet )?been made|"
    r"(?:has|have) (?:made no (?:final )?determination|not (?:yet )?(?:made|reached) (?:a|any|its|our) (?:final )?"
    r"determination|not (?:yet )?(?:decided|determined) "
    r"(?:whether|which|if)(?! (?:there (?:is|are) )?(?:any )?(?:others?|further|additional|more)\b)))\b",
    re.I,
)
_ADVICE = re.compile(
    r"\b(?:for your (?:general )?information|you (?:should|may) (?:also )?(?:know|note|be aware)|"
    r"please (?:also )?(?:note|keep in mind|be (?:aware|advised)))\b",
    re.I,
)
_OF_THE_LAW = re.compile(
    r"(?:it|the (?:same |public records )?(?:law|act|code|statutes?|courts?|legislature|exemptions?))\b", re.I
)
_OBJECT = re.compile(
    rf"\b(?:(?:is |are )?(?:also )?withh(?:olds?|olding|eld)|redact(?:s|ed|ing)?|declin(?:es?|"
    rf"ing) to (?:produce|disclose|release|"
    rf"provide)|(?:den(?:y|ies|ied) (?:access to )?))\s+{_NOUNS}(?=\s+(?:under|pursuant|because|as\b|on the|"
    rf"based|in accordance"
    rf"|in full|in part|per\b|by\b|in \d|of item)|\s*[.(,;]|$)",
    re.I,
)
_SUBJECT = re.compile(
    rf"(?:^|[,;:] |\b(?:that|and) )(?:[-*•]\s*|\(?\w{{1,3}}[.)]\s*)?{_NOUNS}\s+(?:is|are|was|were|will be|"
    rf"has been|have been|may not be|"
    r"cannot be)\s+(?:\w+ ){0,2}?(?:being )?(?:exempt|withheld|redacted|removed|denied|protected|privileged|"
    r"confidential|"
    r"released|disclosed|not subject|delayed|made confidential|barred|not being)",
    re.I,
)
_WITH = re.compile(rf"\bwith {_NOUNS} (?:redacted|withheld|removed|blacked out)\b", re.I)
_EMPTY = re.compile(
    r"(?:they|it|this|these|those|that|which|and|we|your request|the request|request|item|we have|also|here|"
    r"this information|disclosure|them|both|but|the following|disclosure|exempt|(?:under|pursuant|because|by|"
    r"per|in|on|as|to)\b.*|in part|in full)",
    re.I,
)
_PREAMBLE = re.compile(
    r"^(?:.*\b(?:determined|concluded|found|believes?|advised|note[ds]?|claims?) that |(?:as|"
    r"with respect) to [^,]+, |until then,? |in addition,? |to the extent [^,]+, )",
    re.I,
)
_PREDICATE = re.compile(r" (?:is|are|was|were) (?:an?|the) .*$", re.I)
_LEAD = re.compile(r"^(?:(?:the|these|those|any|all|all of|certain|its|their|such|and|that|as well as) )+", re.I)


def stance(sentence: str) -> Stance:
    """
    >>> stance("The log is exempt under section 7923.600.").name
    'WITHHOLDS'
    >>> stance("We do not assert the exemption of section 7927.500.").name
    'DISCLAIMS'
    """
    sentence = sentence.replace("’", "'")
    if _DISCLAIMS.search(sentence):
        return Stance.DISCLAIMS
    return Stance.WITHHOLDS if _WITHHOLDS.search(sentence) else Stance.SAYS_NOTHING


def speaks_in_general(sentence: str) -> bool:
    """Whether the sentence tells what the law lets agencies do, and nothing of this request.

    >>> speaks_in_general("As a general rule the Act protects personnel files (§ 7927.700).")
    True
    >>> speaks_in_general("We withhold certain types of personnel files (§ 7927.700).")
    False
    """
    return bool(_IN_GENERAL.search(sentence)) and not _is_of_this_request(sentence)


def goes_on_in_general(sentence: str) -> bool:
    """Whether a sentence behind one that tells of the law tells of it too.

    >>> goes_on_in_general("The law also protects criminal history (Pen. Code, § 11105).")
    True
    >>> goes_on_in_general("The complaint files are exempt (Gov. Code, § 7923.600).")
    False
    """
    return bool(_OF_THE_LAW.match(sentence)) and not _is_of_this_request(sentence)


def _is_of_this_request(sentence: str) -> bool:
    """Whether the sentence says what was done with what was asked for."""
    return bool(_OF_THIS_REQUEST.search(_ADVICE.sub("", sentence)))


def undecided(sentence: str) -> bool:
    """Whether the sentence says that it is not decided yet what is withheld.

    >>> undecided("The Board has not yet decided whether any record will be withheld.")
    True
    """
    return bool(_UNDECIDED.search(sentence))


def decides(sentence: str) -> bool:
    """Whether the sentence itself withholds something, whatever else is still open.

    >>> decides("Two reports are withheld (§ 7923.600)."), decides("Reports may be exempt (§ 7923.600).")
    (True, False)
    """
    return bool(_DECIDES.search(sentence)) and not undecided(sentence)


def releases(sentence: str) -> bool:
    """Whether the sentence hands something over and withholds nothing.

    >>> releases("Executive contracts: released (Gov. Code, § 7928.400).")
    True
    """
    return bool(_RELEASES.search(sentence)) and not _WITHHOLDS.search(sentence)


def records_withheld(sentence: str) -> str:
    """What the sentence says is withheld, in its own words without the article; "" when it does not say.

    >>> records_withheld("The County withholds the jail logs under section 7923.600.")
    'jail logs'
    >>> records_withheld("Personnel files are exempt.")
    'Personnel files'
    """
    for pattern in (_SUBJECT, _OBJECT, _WITH):
        for match in pattern.finditer(sentence):
            records = _PREAMBLE.sub("", match["records"].strip(" ,-–—\"'"))
            records = _LEAD.sub("", _PREDICATE.sub("", records)).strip(" ,")
            if records and not _EMPTY.fullmatch(records):
                return records
    return ""
