"""Costs and fees: the memorandum, the motions, and the appeal from an order on them."""

from requests_app.law.citation import cite
from requests_app.law.due import Kind, Severity
from requests_app.law.rulebook.shapes import FILER, OPPONENT, Basis, Forum, Rule, When
from requests_app.law.service import AFTER_SERVICE, FROM_ISSUANCE, NOTICE_OF_APPEAL

_ENDS_THE_CASE = ("judgment", "dismissal")
_APPEALABLE = ("judgment", "dismissal", "fee_order")
_APPEALED = (When("notice_of_appeal_filed"),)
_APPEAL_NOTE = (
    "An order that directs or refuses disclosure is not appealable (Gov. Code § 7923.500); orders on fees and costs "
    "are.",
)

COSTS_AND_FEES: tuple[Rule, ...] = (
    Rule(
        id="COST-MEMO",
        title="Memorandum of costs",
        forum=Forum.COSTS_AND_FEES,
        trigger="notice of entry of the judgment or dismissal was served",
        authority=cite("Cal. Rules of Court, rule 3.1700(a)(1)", "P", "within 15 days"),
        kind=Kind.ACT,
        severity=Severity.DEADLINE,
        must_act=FILER,
        starts=(When("notice_of_entry_served", {"of": _ENDS_THE_CASE}),),
        count=15,
        service=AFTER_SERVICE,
        ended_by=(When("cost_memorandum_served"),),
        earliest_with="costs",
        court_may_set=True,
    ),
    Rule(
        id="COST-MEMO-180",
        title="Memorandum of costs, without notice of entry",
        forum=Forum.COSTS_AND_FEES,
        trigger="judgment was entered",
        authority=cite("Cal. Rules of Court, rule 3.1700(a)(1)", "P", "within 180 days after entry of judgment"),
        kind=Kind.ACT,
        severity=Severity.DEADLINE,
        must_act=FILER,
        starts=(When("judgment_entered", {"of": _ENDS_THE_CASE}),),
        count=180,
        ended_by=(When("cost_memorandum_served"),),
        earliest_with="costs",
        court_may_set=True,
    ),
    Rule(
        id="COST-TAX",
        title="Motion to strike or tax costs",
        forum=Forum.COSTS_AND_FEES,
        trigger="the memorandum of costs was served",
        authority=cite("Cal. Rules of Court, rule 3.1700(b)(1)", "S", "15 days after service"),
        kind=Kind.ACT,
        severity=Severity.DEADLINE,
        must_act=OPPONENT,
        starts=(When("cost_memorandum_served"),),
        count=15,
        service=AFTER_SERVICE,
        court_may_set=True,
        notes=("The parties may agree to no more than 30 days more; that limit is not verified.",),
    ),
    Rule(
        id="FEE-TRIAL",
        title="Motion for attorney's fees",
        forum=Forum.COSTS_AND_FEES,
        trigger="the time to appeal began to run",
        authority=cite(
            "Cal. Rules of Court, rule 3.1702(b)(1)", "P", "within the time for filing a notice of appeal"
        ),
        kind=Kind.ACT,
        severity=Severity.DEADLINE,
        must_act=FILER,
        starts=(
            When("notice_of_entry_served", {"of": _ENDS_THE_CASE}),
            When("judgment_entered", {"of": _ENDS_THE_CASE}),
        ),
        count=60,
        basis=Basis.TIME_TO_APPEAL,
        service=NOTICE_OF_APPEAL,
        ended_by=(When("fee_motion_filed"),),
        court_may_set=True,
        notes=("The parties may stipulate to more time, but only before it runs out (rule 3.1702(b)(2)).",),
    ),
    Rule(
        id="NOA-60C",
        title="Notice of appeal, after the clerk's service",
        forum=Forum.COSTS_AND_FEES,
        trigger="the clerk served notice of entry or a file-stamped copy",
        authority=cite(
            "Cal. Rules of Court, rule 8.104(a)(1)(A)", "P", "60 days after the superior court clerk serves"
        ),
        kind=Kind.ACT,
        severity=Severity.JURISDICTIONAL,
        must_act=FILER,
        starts=(When("notice_of_entry_served", {"of": _APPEALABLE, "by": ("clerk", None)}),),
        count=60,
        service=NOTICE_OF_APPEAL,
        ended_by=_APPEALED,
        earliest_with="appeal",
        notes=_APPEAL_NOTE,
    ),
    Rule(
        id="NOA-60P",
        title="Notice of appeal, after a party's service",
        forum=Forum.COSTS_AND_FEES,
        trigger="a party served notice of entry or a file-stamped copy, with proof of service",
        authority=cite(
            "Cal. Rules of Court, rule 8.104(a)(1)(B)",
            "P",
            "60 days after the party filing the notice of appeal serves or is served",
        ),
        kind=Kind.ACT,
        severity=Severity.JURISDICTIONAL,
        must_act=FILER,
        starts=(When("notice_of_entry_served", {"of": _APPEALABLE, "by": ("party", None)}),),
        count=60,
        service=NOTICE_OF_APPEAL,
        ended_by=_APPEALED,
        earliest_with="appeal",
        notes=_APPEAL_NOTE,
    ),
    Rule(
        id="NOA-180",
        title="Notice of appeal, without service",
        forum=Forum.COSTS_AND_FEES,
        trigger="the judgment or order was entered",
        authority=cite("Cal. Rules of Court, rule 8.104(a)(1)(C)", "P", "180 days after entry of judgment"),
        kind=Kind.ACT,
        severity=Severity.JURISDICTIONAL,
        must_act=FILER,
        starts=(When("judgment_entered", {"of": _APPEALABLE}),),
        count=180,
        service=NOTICE_OF_APPEAL,
        ended_by=_APPEALED,
        earliest_with="appeal",
        notes=_APPEAL_NOTE,
    ),
    Rule(
        id="COST-APP",
        title="Memorandum of costs on appeal",
        forum=Forum.COSTS_AND_FEES,
        trigger="the clerk issued the remittitur",
        authority=cite(
            "Cal. Rules of Court, rules 8.278(c)(1), 8.493", "P", "Within 40 days after issuance of the remittitur"
        ),
        kind=Kind.ACT,
        severity=Severity.DEADLINE,
        must_act=FILER,
        starts=(When("remittitur_issued"),),
        count=40,
        service=FROM_ISSUANCE,
        court_may_set=True,
        notes=(
            "Wash v. Banda-Wash (2025) refuses an extension for electronic service; Zarate v. Manuel (2010, "
            "unpublished) had allowed one, before the rule came to run from issuance in 2016.",
        ),
    ),
    Rule(
        id="FEE-APP",
        title="Motion for attorney's fees on appeal",
        forum=Forum.COSTS_AND_FEES,
        trigger="the clerk issued the remittitur",
        authority=cite(
            "Cal. Rules of Court, rule 3.1702(c)(1)",
            "P",
            "within the time for serving and filing the memorandum of costs",
        ),
        kind=Kind.ACT,
        severity=Severity.DEADLINE,
        must_act=FILER,
        starts=(When("remittitur_issued"),),
        count=40,
        service=FROM_ISSUANCE,
        ended_by=(When("fee_motion_filed"),),
        court_may_set=True,
        notes=(
            "The parties may stipulate to no more than 60 days more before it runs out; the court may extend it for "
            "good cause (rule 3.1702(c)(2), (d)).",
        ),
    ),
)
