"""The name of a case that ends where its year or volume begins, told from the words of the sentence before it."""

import re

_LONGEST = 200


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SMALL = _set("of the and for a an de la las los del on to ex rel. et al. &")
_SHORTENED = _set(
    "Agric. Am. Amend. Assn. Assoc. Auth. Bd. Bldg. Bros. Cal. Calif. Ch. Co. Coal. Com. Comm. Comp. Const. "
    "Constr. Corp. Cos. Ct. Cty. Dept. Dev. Dist. Div. Dr. Ed. Educ. Elec. Emp. Emps. Enters. Env. Fed. Fin. "
    "Found. Gen. Gov. Grp. Hosp. Inc. Ind. Indus. Ins. Jr. Ltd. Med. Mem. Mfg. Mr. Mrs. Ms. Mt. Mun. Mut. "
    "Nat. Natl. No. Pac. Prods. Prop. Props. Prot. Pub. Ret. Rev. Ry. Sav. Sch. Sec. Serv. Servs. Soc. Sr. St. "
    "Sts. Super. Sys. Tech. Tel. Transp. Trs. Unif. Univ. Util. Utils. Wm. rel. al."
)
_SIGNALS = _set(
    "see also compare accord but cf. e.g. e.g citing quoting following under contra as by both per while when since "
    "because although applying distinguishing overruling id. ibid. in is and/or with from our their your"
)
_SUFFIXES = _set("Inc. Inc LLC LLP Ltd. Co. Corp. L.P. N.A. Jr. Sr.")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,4}")
_WORD = re.compile(r"(?:[A-Z]|\d+[A-Za-z])[\w.&/'-]*,?|'[A-Z][\w']*,?|\([A-Z][^()\s]{0,30}\),?")
_ADVERSE = re.compile(r"(?P<left>[^;\n]{2,130}) (?P<versus>vs?\.) (?P<right>[^;\n]{2,100})$")
_SOLE = re.compile(
    r"(?:In re|Ex parte|(?:In re |In the )?(?:Marriage|Estate|Conservatorship|Guardianship|Adoption|Matter) of)"
    r"(?P<of> [A-Z(][^;\n]{0,80})$"
)


def name_before(text: str, end: int, *, after: int = 0) -> tuple[int, str]:
    """Where the case's name begins that ends before `end`, and the name with "v."; `end` and "" where none is told.

    Signals such as "See" are no part of it, nor is "The" before a party, nor what stands before `after`.

    >>> name_before("relies on Haynie vs. Superior Court (2001) 26 Cal.4th 1061", 35)
    (10, 'Haynie v. Superior Court')
    >>> name_before("as the Supreme Court held (2001) 26 Cal.4th 1061", 26)
    (26, '')
    """
    first = max(after, end - _LONGEST)
    before = text[first:end].rstrip(" ,(")
    stop = first + len(before)
    if (sole := _SOLE.search(before)) and _is_name(sole["of"].split()):
        return stop - len(sole[0]), sole[0]
    adverse = _ADVERSE.search(before)
    if not adverse or not _is_name(adverse["right"].split()):
        return end, ""
    left = _last_name(adverse["left"])
    if not left:
        return end, ""
    start = stop - len(f"{left} {adverse['versus']} {adverse['right']}")
    return start, f"{left} v. {adverse['right']}"


def _is_name(words: list[str]) -> bool:
    """Whether every word may stand in a name, and no sentence ends among them."""
    return all(_may_stand(word) and (at == len(words) - 1 or not _ends(word)) for at, word in enumerate(words))


def _may_stand(word: str) -> bool:
    return word in _SMALL or bool(_WORD.fullmatch(word))


def _ends(word: str) -> bool:
    """Whether a sentence ends with the word: no abbreviation known, and no initials."""
    bare = word.strip("(),")
    return bare.endswith(".") and bare not in _SHORTENED and not _INITIALS.fullmatch(bare)


def _last_name(text: str) -> str:
    """The party whose name the text ends with."""
    kept: list[str] = []
    for word in reversed(text.split()):
        opened = word.startswith("(") and not word.rstrip(",").endswith(")")
        bare = word.lstrip("(\"'") if opened or word[0] == '"' else word
        joins = bool(kept) and (kept[0] in _SUFFIXES or "&" in kept or "and" in kept)
        if (
            bare.casefold().rstrip(",") in _SIGNALS
            or not _may_stand(bare)
            or (kept and _ends(bare))
            or (bare.endswith(",") and not joins)
        ):
            break
        kept.insert(0, bare)
        if opened:
            break
    while kept and (kept[0][0].islower() or kept[0] in ("The", "And", "&")):
        kept.pop(0)
    return " ".join(kept)
