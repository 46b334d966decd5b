"""Is what the agency did valid? The law engine's findings on its extensions and denials."""

from requests_app import law
from requests_app.casework.facts import closures_of, readings_of
from requests_app.models import Determination, DeterminationOutcome, Extension


def findings_on_extension(extension: Extension) -> tuple[law.Finding, ...]:
    """Each condition of an extension, met or not, with its section and a sentence for the reply.

    Empty where the day of receipt is not known to the day, so that nothing can be checked.
    """
    paper = extension.communication
    request = paper.request
    if request.clock_starts_on is None:
        return ()
    earlier = Extension.objects.filter(communication__request=request, pk__lt=extension.pk)
    return law.check_extension(
        received_on=request.clock_starts_on,
        noticed_on=paper.happened_on,
        until=extension.extended_until,
        ground=extension.ground,
        written=extension.in_writing,
        is_second=earlier.exists(),
        readings=readings_of(request.matter),
        closures=closures_of(request.agency),
    )


def findings_on_denial(determination: Determination) -> tuple[law.Finding, ...]:
    """Each duty of a denial, kept or not; empty where nothing was withheld."""
    if determination.outcome not in (DeterminationOutcome.PART, DeterminationOutcome.NONE):
        return ()
    paper = determination.communication
    return law.check_denial(
        denied_on=paper.happened_on,
        written=determination.in_writing,
        names_given=bool(paper.signed_by_name),
        titles_given=bool(paper.signed_by_title),
        sections=tuple(claim.cited_as for claim in paper.claims.all()),
        segregation_addressed=determination.segregation_addressed,
    )
