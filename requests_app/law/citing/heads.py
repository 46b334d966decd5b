"""The words a citation of a statute or rule begins with, as one pattern that tells which law is meant."""

import re

from requests_app.law.citing.names import NAME
from requests_app.law.citing.sections import MARK

_CALIFORNIA = r"(?:California|Calif\.?|Cal\.?|CA)"
_FORMER = r"former(?:ly)?,? "
_ROMAN = r"(?:[IVX]{1,6}|\d{1,2})(?: ?[A-D](?![\w.]))?"
_SUB = r"(?:sub)?(?:paragraphs?|divisions?)|subds?\b\.?"
REGULATIONS = r"(?:California Code of Regulations|Cal\. ?Code (?:of )?Regs\.?|C\.?C\.?R\b\.?)"
FEDERAL = (
    r"(?:United States Code|U\. ?S\. ?C\b\.?(?: ?A\.)?|USC\b|U\.S\. Code|"
    r"Code of Federal Regulations|C\. ?F\. ?R\b\.?|CFR\b)"
)
_ELSEWHERE = (
    r"(?:Municipal|Muni?\.|Admin(?:istrative|\.)|Ordinances?|County|City|Charter|Planning|Zoning|Building|"
    r"Internal Revenue|Bankruptcy|Model|United States) (?:Code|Ord\.)|Ordinances?(?: No\. [\w.-]{1,20})?|Charter|"
    r"Policy|policy|Polic(?:y|ies) (?:Manual|No\. [\w.-]{1,20})|(?:Policy )?Manual|By-?laws|Agreement|Lease|"
    r"Contract|MOU|"
    r"Local Rules?|Rules? of Professional Conduct|Rules Prof\. Conduct|Fed(?:eral|\.) R(?:ules?|"
    r"\.) (?:of )?[\w. ]{1,24}|"
    r"Privacy Act|Freedom of Information Act|FOIA|Restatement|(?:Regulation|Resolution|Exhibit|"
    r"Appendix) [\w-]{1,12}(?:, rule \d{1,3})?|General Orders?|Sunshine Ordinance"
)

HEAD = re.compile(
    rf"(?<![\w.$#-])(?:"
    rf"(?P<federal>\d{{1,3}} {FEDERAL}|U\. ?S\. Const(?:itution|\.)?|United States Constitution)"
    rf"|(?P<regs>{REGULATIONS},? tit(?:le|\.) ?(?P<regs_title>\d{{1,2}})|(?P<regs_volume>\d{{1,2}}) {REGULATIONS})"
    rf"|tit(?:le|\.) (?P<title>\d{{1,2}})(?:,| of the)? (?:(?P<title_of>{REGULATIONS}),?"
    rf"|{FEDERAL},?)?(?: ?(?={MARK}))"
    rf"|(?P<const>{_CALIFORNIA} Const(?:itution\b|\b\.?)|Constitution of (?:the State of )?California)"
    rf"|art(?:icle|\.) (?P<article>{_ROMAN}),? (?={MARK})"
    rf"|(?P<rules>(?:{_CALIFORNIA} )?Rules? of (?:Court|Ct\.)|{_CALIFORNIA} R\. ?(?:of )?(?:Court|Ct\.)|CRC\b|"
    rf"C\.R\.C\.)"
    rf"|(?P<rule>rules?) (?=\d{{1,2}}\.\d)"
    rf"|(?P<code>(?P<code_former>{_FORMER})?{NAME})"
    rf"|(?P<elsewhere>{_ELSEWHERE}),? ?(?:{MARK}|rules?|No\.) ?(?=\d)"
    rf"|(?P<unknown>(?!and |or |of )[a-z]+\.? Code)\b(?! (?:of )?Civ)"
    rf"|(?P<sub>{_SUB}) ?(?=\()"
    rf"|(?P<mark_former>{_FORMER})?(?P<mark>{MARK}) ?(?P<then_former>{_FORMER})?(?=\d)"
    rf"|(?P<number_former>{_FORMER})?(?P<number>79(?:2\d|3[01])\.\d{{3}}(?![\d-]|\.\d)"
    rf"|62(?:[56]\d|7[0-6])(?:\.\d{{1,2}})?(?= ?\([a-z]))"
    rf")",
    re.IGNORECASE,
)
"""Where a citation may begin. Its groups: the law named (code, const, regs, rules, federal, elsewhere), or a bare
beginning whose law the text before or after must tell (sub, mark, article, title, rule, number)."""

TO_SECTION = re.compile(
    rf" ?,? ?\(?(?P<former>{_FORMER})?(?P<mark>{MARK}|(?-i:S|\$|Sec)(?= \d))? ?(?P<then_former>{_FORMER})?(?=\d)",
    re.IGNORECASE,
)
"""Between a code's name and its section."""

TO_ARTICLE = re.compile(rf",? ?(?:at )?art(?:icle|\.)? ?(?P<article>{_ROMAN}),? (?:{MARK}) ?(?=\d)", re.IGNORECASE)
TO_AMENDMENT = re.compile(
    rf",? ?(?:art(?:icle|\.)|amends?\.?|amendments?) {_ROMAN}(?:,? {MARK} ?\d{{1,2}})?", re.IGNORECASE
)
TO_PART = re.compile(rf",? ?(?:{MARK}|parts?|pts?\.)? ?(?=\d)", re.IGNORECASE)
TO_RULE = re.compile(r",? ?(?:rules?)? ?(?=\d{1,2}\.\d)", re.IGNORECASE)
RULE_NUMBER = re.compile(r"(\d{1,2}\.\d{1,4})(?![\w])(?!\.\d)")
NEXT_RULE = re.compile(r"(?P<joined>,? (?:and|or|&) |, )(?:rules? )?(?=\d{1,2}\.\d)", re.IGNORECASE)
TO_LAST_RULE = re.compile(r" ?(?:-|to|through) ?(?=\d{1,2}\.\d)", re.IGNORECASE)
OF_RULES = re.compile(rf" of (?:the )?(?:{_CALIFORNIA} )?Rules of Court", re.IGNORECASE)
LOCAL_RULE = re.compile(r"(?:local|L\.R\.|LASC|conduct,|superior court|federal) ?(?:rules,? )?$", re.IGNORECASE)

OF_SECTION = re.compile(
    rf" (?:of|in|under) (?:(?P<sub>{_SUB}) ?(?=\()|"
    rf"(?P<former>{_FORMER})?(?P<code>{NAME},? )?(?P<mark>{MARK}) ?(?P<then_former>{_FORMER})?(?=\d))",
    re.IGNORECASE,
)
"""From a subdivision to what it is a part of; the code may be named before its section or behind it."""

OF_CODE = re.compile(rf",? of (?:the |said )?{NAME}", re.IGNORECASE)
OF_ARTICLE = re.compile(
    rf" of article (?P<article>{_ROMAN})(?P<named> of the (?:{_CALIFORNIA}|State) Constitution)?", re.IGNORECASE
)
OF_CONSTITUTION = re.compile(rf",? of (?:the |our )?(?:{_CALIFORNIA}|state)(?:'s)? Constitution", re.IGNORECASE)
OF_TITLE = re.compile(
    rf",? of title (?P<title>\d{{1,2}})(?:,| of the)? ?(?:(?P<of>{REGULATIONS})|{FEDERAL})?", re.IGNORECASE
)
OF_REGULATIONS = re.compile(rf",? of the {REGULATIONS}", re.IGNORECASE)
OF_THE_ACT = re.compile(
    r" of (?:the |that |this |said )?(?:same |state's )?(?:act|code|cpra|pra|statute|california public|"
    r"public records)\b",
    re.IGNORECASE,
)
OF_ANYTHING = re.compile(r",? of (?:the|this|that|our|your|its|their|any|each|a|an)? ?\w", re.IGNORECASE)
