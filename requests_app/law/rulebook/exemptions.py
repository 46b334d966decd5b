"""The catalogue of exemptions: what agencies claim, what they must show, and what answers them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from requests_app.law.citation import Citation, cite


class ExemptionKind(StrEnum):
    """What a section does."""

    PERMISSIVE = "the agency may withhold"
    DISCLOSURE = "the agency must disclose"
    INCORPORATED = "another law forbids or limits disclosure"


@dataclass(frozen=True, slots=True)
class Exemption:
    """One section that agencies cite.

    `claim`: what the agency usually says. `answer`: what usually answers it. `elements`: what the agency must show,
    each to be checked. `ends_when`: the event after which it can no longer be claimed, "" where there is none.
    `cases`: decisions with what they stand for. Every exemption is read narrowly (Cal. Const., art. I, § 3(b)(2)),
    the agency bears the burden, and Gov. Code § 7922.525(b) has it release what can be separated.
    """

    id: str
    title: str
    kind: ExemptionKind
    citation: Citation
    claim: str
    answer: str
    elements: tuple[str, ...]
    cases: tuple[str, ...] = ()
    ends_when: str = ""


_CBS = "CBS, Inc. v. Block (1986) 42 Cal.3d 646"
_ACLU = "ACLU Foundation v. Superior Court (2017) 3 Cal.5th 1032"
_BOARD = "Los Angeles County Bd. of Supervisors v. Superior Court (2016) 2 Cal.5th 282"

_P = ExemptionKind.PERMISSIVE
_D = ExemptionKind.DISCLOSURE
_I = ExemptionKind.INCORPORATED

_CATALOGUE: tuple[Exemption, ...] = (
    Exemption(
        "catch-all",
        "Public-interest catch-all",
        _P,
        cite("Gov. Code § 7922.000", "V", "clearly outweighs", former="§ 6255(a)"),
        "Burden, safety or a chilling effect makes nondisclosure clearly outweigh disclosure.",
        "The agency must show it for these records; ask why redacting, scrambling or removing names would not do.",
        (
            "an interest served by withholding, shown on the facts of this case",
            "which clearly outweighs the interest served by disclosing",
            "even after redaction or anonymising",
        ),
        (_ACLU, _CBS),
    ),
    Exemption(
        "investigations",
        "Police investigations, intelligence and security files",
        _P,
        cite("Gov. Code § 7923.600", "V", former="§ 6254(f)"),
        "The records are records of an investigation, and that never lapses (Williams v. Superior Court (1993) "
        "5 Cal.4th 337).",
        "Data gathered in bulk, of no one in particular, is no investigation; a file needs a concrete and definite "
        "prospect of enforcement.",
        ("an investigation into a particular violation or suspicion", "or a file kept for such a purpose"),
        (_ACLU, "Haynie v. Superior Court (2001) 26 Cal.4th 1061 (limits, and cited by both sides)"),
    ),
    Exemption(
        "incident-victims",
        "Incident information owed to victims and insurers",
        _D,
        cite("Gov. Code § 7923.605", "K", former="§ 6254(f)"),
        "The requester is not one of the persons named.",
        "The section lists facts that must be given to those it names.",
        ("the requester is outside the persons named", "or disclosure would endanger a person or the inquiry"),
    ),
    Exemption(
        "arrest-information",
        "Arrest information",
        _D,
        cite("Gov. Code § 7923.610", "S/K", former="§ 6254(f)(1)"),
        "Release would endanger a person or the success of the investigation.",
        "Current information on every arrest must be given; agencies cite Kusar to limit it to recent arrests.",
        ("danger to a person", "or danger to the investigation, shown for each item"),
        ("County of Los Angeles v. Superior Court (Kusar) (1993) 18 Cal.App.4th 588 (for the agency)",),
    ),
    Exemption(
        "calls-for-service",
        "Complaints and calls for service",
        _D,
        cite("Gov. Code § 7923.615", "S", former="§ 6254(f)(2)"),
        "It is too much work, or only the latest sixty days are owed.",
        "No fixed cut-off in days stands in the section.",
        ("danger to a person or the investigation, shown for each item",),
        ("Fredericks v. Superior Court (2015) 233 Cal.App.4th 209",),
    ),
    Exemption(
        "arrest-addresses",
        "Addresses from arrest and complaint data",
        _D,
        cite("Gov. Code § 7923.620", "K", former="§ 6254(f)(3)"),
        "The purpose is commercial.",
        "Declare a scholarly, journalistic, political or governmental purpose.",
        ("no such declaration was made",),
    ),
    Exemption(
        "critical-incident-video",
        "Video and audio of critical incidents",
        _D,
        cite("Gov. Code § 7923.625", "S", former="§ 6254(f)(4)"),
        "An investigation is active, or privacy outweighs disclosure.",
        "Delay is limited: 45 days, then a year, then only on clear and convincing evidence, with notice every "
        "30 days. Blur, do not withhold.",
        (
            "disclosure would substantially interfere with an active investigation",
            "the stage of delay that applies has not run out",
            "written notice of the basis and of the expected date",
        ),
        ends_when="the period of delay runs out",
    ),
    Exemption(
        "peace-officer-personnel",
        "Peace-officer personnel records",
        _I,
        cite("Pen. Code § 832.7, through Gov. Code § 7927.705", "S", former="§ 6254(k)"),
        "Personnel records of officers are confidential.",
        "The kinds opened by SB 1421 and SB 16 must be disclosed within 45 days; names are not personnel records.",
        ("a personnel record", "outside the categories of section 832.7(b)"),
        ("Long Beach Police Officers Assn. v. City of Long Beach (2014) 59 Cal.4th 59",),
    ),
    Exemption(
        "concealed-carry",
        "Concealed-carry licences",
        _P,
        cite("Gov. Code §§ 7923.800-7923.805", "K", former="§ 6254(u)"),
        "Licensees would be endangered.",
        "Only times and places of vulnerability and medical history are covered.",
        ("information that shows when or where the applicant is vulnerable", "or medical or psychological history"),
        (_CBS,),
    ),
    Exemption(
        "drafts",
        "Preliminary drafts, notes and memoranda",
        _P,
        cite("Gov. Code § 7927.500", "S", former="§ 6254(a)"),
        "The paper precedes the decision.",
        "All three elements must be shown, and facts in a draft are not advice.",
        (
            "a preliminary draft, note or memorandum",
            "not kept in the ordinary course of business",
            "the interest in withholding clearly outweighs that in disclosing",
        ),
        ("Citizens for a Better Environment v. Department of Food & Agriculture (1985) 171 Cal.App.3d 704",),
    ),
    Exemption(
        "pending-litigation",
        "Pending litigation and claims",
        _P,
        cite("Gov. Code § 7927.200", "K", former="§ 6254(b)"),
        "The records bear on a lawsuit.",
        "Only what was made mainly for the lawsuit is covered, and only until it ends.",
        ("litigation is pending", "the record was prepared for it", "and that was the dominant purpose"),
        (
            "County of Los Angeles v. Superior Court (Axelrad) (2000) 82 Cal.App.4th 819",
            "Board of Trustees v. Superior Court (2005) 132 Cal.App.4th 889",
        ),
        "the litigation is finally adjudicated or settled",
    ),
    Exemption(
        "litigation-memo",
        "Counsel's memorandum to the body on litigation",
        _P,
        cite("Gov. Code § 7927.205", "K", former="§ 6254.25"),
        "It is privileged until the litigation is over.",
        "It is public once the litigation is final.",
        ("a memorandum from counsel to the body", "on pending litigation"),
        ends_when="the litigation is final",
    ),
    Exemption(
        "personnel-files",
        "Personnel, medical and similar files",
        _P,
        cite("Gov. Code § 7927.700", "S", former="§ 6254(c)"),
        "Disclosure would invade privacy without warrant.",
        "Pay and names are public; so are well-founded charges of misconduct of substance.",
        ("a personnel, medical or similar file", "a substantial privacy interest", "which outweighs the public's"),
        (
            "International Federation of Professional & Technical Engineers, Local 21 v. Superior Court (2007) "
            "42 Cal.4th 319",
            "Commission on Peace Officer Standards & Training v. Superior Court (2007) 42 Cal.4th 278",
            "BRV, Inc. v. Superior Court (2006) 143 Cal.App.4th 742",
        ),
    ),
    Exemption(
        "other-law",
        "Other state or federal law, and privileges",
        _I,
        cite("Gov. Code § 7927.705", "S", former="§ 6254(k)"),
        "Another law forbids disclosure.",
        "The section exempts nothing by itself: the other law must be named and must apply.",
        ("a law or privilege named", "that applies to this very record"),
        (_BOARD,),
    ),
    Exemption(
        "official-information",
        "Official information",
        _I,
        cite("Evid. Code § 1040, through Gov. Code § 7927.705", "S/K", former="§ 6254(k)"),
        "The information was acquired in confidence.",
        "The privilege is conditional: the court weighs the need for confidence against justice.",
        ("acquired in confidence by a public employee", "not disclosed before", "the need for confidence outweighs"),
        (_CBS,),
    ),
    Exemption(
        "attorney-client",
        "Attorney-client privilege and work product",
        _I,
        cite(
            "Evid. Code § 954 and Code Civ. Proc. § 2018.030, through Gov. Code § 7927.705", "K", former="§ 6254(k)"
        ),
        "It is a communication with counsel.",
        "Facts are not privileged; bills for matters long concluded may be public.",
        ("a confidential communication between client and lawyer", "in the course of that relation"),
        (_BOARD,),
    ),
    Exemption(
        "trade-secrets",
        "Trade secrets",
        _I,
        cite("Evid. Code § 1060; Gov. Code § 7924.510(f)", "S/K", former="§§ 6254(k), 6254.7(d)"),
        "The vendor marked it confidential.",
        "An agency cannot promise secrecy by contract; the vendor must prove a trade secret, at its own cost.",
        ("information with value because it is secret", "reasonable efforts to keep it secret"),
        ("San Gabriel Tribune v. Superior Court (1983) 143 Cal.App.3d 762",),
    ),
    Exemption(
        "corporate-siting",
        "Corporate finances and siting",
        _P,
        cite("Gov. Code § 7927.605", "S", former="§ 6254.15"),
        "A company must be kept or won.",
        "What was offered is public once the company has decided.",
        ("corporate financial, proprietary or siting information", "given to keep, locate or expand a company"),
        ends_when="the company has decided",
    ),
    Exemption(
        "air-pollution",
        "Air-pollution data",
        _D,
        cite("Gov. Code § 7924.510", "S/K", former="§ 6254.7"),
        "It is a trade secret.",
        "Emission data are never trade secrets.",
        ("a trade secret", "that is not emission data"),
    ),
    Exemption(
        "appraisals",
        "Appraisals and engineering estimates",
        _P,
        cite("Gov. Code § 7928.705", "K", former="§ 6254(h)"),
        "It would weaken the agency's hand in negotiation.",
        "The reason is gone once the property is bought or the contract agreed.",
        ("an appraisal or estimate", "made for the agency", "the property or contract is not yet acquired"),
        ends_when="the property is acquired or the contract is agreed",
    ),
    Exemption(
        "examinations",
        "Test questions and scoring keys",
        _P,
        cite("Gov. Code § 7929.605", "K", former="§ 6254(g)"),
        "The examination would lose its worth.",
        "Tests no longer used, and statistics on results, are another matter.",
        ("test questions, scoring keys or examination data", "of a test still in use"),
    ),
    Exemption(
        "utility-customers",
        "Data of utility customers",
        _P,
        cite("Gov. Code § 7927.410", "K", former="§ 6254.16"),
        "Customers have a right to privacy.",
        "The section opens it on a finding of public interest, and for the use of those who make policy.",
        ("a utility customer's name, credit history, usage, address or telephone number", "no exception applies"),
    ),
    Exemption(
        "information-security",
        "Information security",
        _P,
        cite("Gov. Code § 7929.210", "K", former="§ 6254.19"),
        "It would reveal weaknesses of a system.",
        "Only the part that reveals a weakness may go; the rest must be separated.",
        ("an information-security record", "that would reveal a vulnerability or aid an attack"),
    ),
    Exemption(
        "terror-assessments",
        "Assessments of vulnerability to attack",
        _P,
        cite("Gov. Code § 7929.200", "K", former="§ 6254(aa)"),
        "Security requires it.",
        "It must have been prepared for a closed session.",
        ("an assessment of vulnerability to terrorist attack", "prepared for a closed session"),
    ),
    Exemption(
        "critical-infrastructure",
        "Critical-infrastructure information",
        _P,
        cite("Gov. Code § 7929.205", "S", former="§ 6254(ab)"),
        "Maps and data on facilities are protected.",
        "Only information an agency receives from another through the state office is covered, not what it holds as "
        "its own.",
        ("information voluntarily given to the state office", "received, not generated, by this agency"),
        ("County of Santa Clara v. Superior Court (2009) 170 Cal.App.4th 1301",),
    ),
    Exemption(
        "software",
        "Computer software",
        _P,
        cite("Gov. Code § 7922.585", "S", former="§ 6254.9"),
        "The mapping system or database is software.",
        "Data in a mapping format are not software.",
        ("software the agency developed", "not the data it works on"),
        ("Sierra Club v. Superior Court (2013) 57 Cal.4th 157",),
    ),
    Exemption(
        "employee-home-data",
        "Employees' home addresses and numbers",
        _P,
        cite("Gov. Code § 7928.300", "V", former="§ 6254.3"),
        "It is private.",
        "Mail about the public's business is public on whatever account it is kept.",
        ("a home address, home or personal telephone number, or personal e-mail address",),
        ("City of San Jose v. Superior Court (2017) 2 Cal.5th 608",),
    ),
    Exemption(
        "employment-contracts",
        "Employment contracts",
        _D,
        cite("Gov. Code § 7928.400", "K", former="§ 6254.8"),
        "Privacy.",
        "Every contract of employment with a public agency is a public record.",
        ("not an employment contract with a state or local agency",),
    ),
    Exemption(
        "labor-relations",
        "Strategy in labor relations",
        _P,
        cite("Gov. Code §§ 7928.405, 7928.410", "V", former="§ 6254(p)"),
        "The record shows how the agency deliberates.",
        "Only what reveals strategy, opinion or advice is covered.",
        ("made in labor relations under the acts named", "and revealing strategy, deliberation or advice"),
    ),
    Exemption(
        "library-use",
        "Library circulation and use",
        _P,
        cite("Gov. Code §§ 7927.100, 7927.105", "V", former="§§ 6254(j), 6267"),
        "Patrons have a right to privacy.",
        "Statistics, and records of fines, are not covered.",
        ("a record that identifies a patron's use",),
    ),
    Exemption(
        "voter-registration",
        "Voter registration",
        _P,
        cite("Gov. Code § 7924.000", "S", former="§ 6254.4"),
        "Voter data are confidential.",
        "Elec. Code § 2194 opens them for election, scholarly, journalistic, political and governmental purposes.",
        ("voter-registration information", "asked for outside those purposes"),
    ),
    Exemption(
        "initiative-petitions",
        "Initiative, referendum and recall petitions",
        _P,
        cite("Gov. Code §§ 7924.100-7924.110", "S", former="§ 6253.5"),
        "Petitions are secret.",
        "The proponents of a petition that failed may examine it.",
        ("a petition or a memorandum on it", "the requester is not an entitled proponent"),
        ("Committee to Support the Recall of Gascón v. Logan (2023) 94 Cal.App.5th 352",),
    ),
    Exemption(
        "social-security",
        "Social Security numbers",
        _P,
        cite("Gov. Code §§ 7922.200-7922.210", "K", former="§ 6254.29"),
        "Numbers are private.",
        "Strike the number and release the record.",
        ("a Social Security number, and nothing else",),
    ),
    Exemption(
        "officials-addresses",
        "Officials' home addresses on the internet",
        _P,
        cite("Gov. Code §§ 7928.200-7928.230, 7920.500", "S", former="§ 6254.21"),
        "Officials' safety.",
        "The sections bar posting on the internet, not every disclosure; AB 343 (2025) widened who is an official.",
        ("the home address or number of an elected or appointed official", "posted on the internet"),
    ),
    Exemption(
        "bank-examination",
        "Files of those who regulate financial institutions",
        _P,
        cite("Gov. Code § 7929.000", "K", former="§ 6254(d)"),
        "Examinations are confidential.",
        "Only the regulators the section names may claim it.",
        ("held by a regulator the section names", "an application, examination or confidential communication"),
    ),
    Exemption(
        "geological-data",
        "Geological, utility-plant and crop data",
        _P,
        cite("Gov. Code § 7927.300", "K", former="§ 6254(e)"),
        "It was given in confidence.",
        "That it was obtained in confidence must be proved.",
        ("geological, plant-production, market or crop data", "obtained in confidence from a person"),
    ),
    Exemption(
        "taxpayer-finances",
        "Finances of taxpayers and licence applicants",
        _P,
        cite("Gov. Code §§ 7925.000, 7925.005", "K", former="§§ 6254(i), (n)"),
        "Competitors would profit.",
        "The agency must show confidence in the collection and an unfair competitive disadvantage.",
        ("taxpayer or applicant information", "received in confidence", "disclosure gives an unfair disadvantage"),
    ),
    Exemption(
        "alpr-sharing",
        "Limits on sharing licence-plate reader data",
        _I,
        cite("Civ. Code §§ 1798.90.5-1798.90.55, through Gov. Code § 7927.705", "S"),
        "Licence-plate data cannot be shared.",
        "Ask for data without identities, for totals or for the access logs; the Supreme Court's decision on "
        "section 7923.600 still governs.",
        ("licence-plate reader information", "a sale, sharing or transfer that the law limits"),
        (_ACLU,),
    ),
)

EXEMPTIONS: Mapping[str, Exemption] = MappingProxyType({exemption.id: exemption for exemption in _CATALOGUE})
"""The catalogue by id, in the order of the list."""
