"""How letters write the names of the California codes, and how the California Style Manual writes them."""

import re

_WRITTEN = {
    "Bus. & Prof. Code": r"(?:Bus(?:iness|\.?)? ?(?:and|&) ?Prof(?:essions|\.?)?|B ?& ?P)",
    "Civ. Code": r"Civ(?:il|\.?)?",
    "Com. Code": r"(?:U(?:niform|\.?) )?Com(?:mercial|m?\.?)",
    "Corp. Code": r"Corp(?:orations?|s?\.?)",
    "Ed. Code": r"Ed(?:ucation|uc?\.?|\.?)",
    "Elec. Code": r"Elec(?:tions?|\.?)",
    "Evid. Code": r"Ev(?:idence|id\.?|\.?)",
    "Fam. Code": r"Fam(?:ily|\.?)",
    "Fin. Code": r"Fin(?:ancial|\.?)",
    "Fish & G. Code": r"Fish (?:and|&) G(?:ame|\.?)",
    "Food & Agr. Code": r"Food (?:and|&) Agr(?:icultur(?:e|al)|ic?\.?|\.?)",
    "Gov. Code": r"Gov(?:e(?:rn|m|rm|rnm)?ment|e?rnment|'?t|\.?)?[.,]?",
    "Harb. & Nav. Code": r"Harb(?:ors|\.?) (?:and|&) Nav(?:igation|\.?)",
    "Health & Saf. Code": r"(?:Health (?:and|&) Saf(?:ety|\.?)|H ?& ?S)",
    "Ins. Code": r"Ins(?:urance|\.?)",
    "Lab. Code": r"Lab(?:or|\.?)",
    "Mil. & Vet. Code": r"Mil(?:itary|\.?) (?:and|&) Vet(?:erans|s?\.?)",
    "Pen. Code": r"Pen(?:al|\.?)",
    "Prob. Code": r"Prob(?:ate|\.?)",
    "Pub. Contract Code": r"Pub(?:lic|\.?) Cont(?:ract|\.?)",
    "Pub. Resources Code": r"Pub(?:lic|\.?) Res(?:ources|\.?)",
    "Pub. Util. Code": r"Pub(?:lic|\.?) Util(?:ities|s?\.?)",
    "Rev. & Tax. Code": r"(?:Rev(?:enue|\.?) (?:and|&) Tax(?:ation|\.?)?|R ?& ?T)",
    "Sts. & Hy. Code": r"(?:Streets?|Strs?\.?|Sts?\.?) (?:and|&) H(?:ighways?|wys?\.?|y\.?)",
    "Unemp. Ins. Code": r"Unemp(?:loyment|\.?) Ins(?:urance|\.?)",
    "Veh. Code": r"Veh(?:icle|\.?)",
    "Wat. Code": r"Wat(?:er|\.?)",
    "Welf. & Inst. Code": r"(?:Welf(?:are|\.?) (?:and|&) Inst(?:itutions?|s?\.?)|W ?& ?I)",
}
_INITIALS = {
    "BPC": "Bus. & Prof. Code",
    "CC": "Civ. Code",
    "CGC": "Gov. Code",
    "CPC": "Pen. Code",
    "CVC": "Veh. Code",
    "EVC": "Evid. Code",
    "FC": "Fam. Code",
    "GC": "Gov. Code",
    "HSC": "Health & Saf. Code",
    "LC": "Lab. Code",
    "PC": "Pen. Code",
    "PRC": "Pub. Resources Code",
    "RTC": "Rev. & Tax. Code",
    "VC": "Veh. Code",
    "WIC": "Welf. & Inst. Code",
}
_LAST_OF_EVIDENCE = 1605  # the Evidence Code ends there; a higher "EC" is Elections, five digits are Education

_STATE = r"(?:(?:California|Calif\.?|Cal\.?|CA) )?"
_SPELLED = "|".join(f"(?P<c{index}>{written})" for index, written in enumerate(_WRITTEN.values()))
NAME = (
    rf"{_STATE}(?:(?P<ccp>Code of Civ(?:il|\.) Proc(?:edure|\.)|Code Civ\. ?Proc\.?|C\. ?C\. ?P\.|CCP\b)"
    rf"|(?:{_SPELLED}) ?(?:Code\b|Cod\b\.?|C\.)|(?P<initials>EC|{'|'.join(_INITIALS)})(?= ?(?:§|"
    rf"[Ss]ec\w*\.? )? ?\d{{3}}))"
)
"""Pattern of a code's name; read with IGNORECASE, the match goes to `code_named`."""


def code_named(match: re.Match[str], number: str) -> str:
    """The code a match of NAME means, in Style Manual form; `number` settles what "EC" is.

    >>> code_named(re.match(NAME, "GOVERNMENT CODE", re.I), "")
    'Gov. Code'
    >>> code_named(re.match(NAME, "EC 49076", re.I), "49076")
    'Ed. Code'
    """
    if match["ccp"]:
        return "Code Civ. Proc."
    if match["initials"]:
        initials = match["initials"].upper()
        return _INITIALS.get(initials) or _of_ec(number)
    return next(code for index, code in enumerate(_WRITTEN) if match[f"c{index}"])


def _of_ec(number: str) -> str:
    whole = number.partition(".")[0]
    if len(whole) > 4:
        return "Ed. Code"
    return "Evid. Code" if not whole or int(whole) <= _LAST_OF_EVIDENCE else "Elec. Code"
