"""Is what the agency did valid? The law engine's findings on its extensions and denials."""

from requests_app import law
from requests_app.casework.deadlines import court_closures, in_force
from requests_app.casework.facts import fact_of_denial, facts_of_request, key_of, readings_of
from requests_app.models import Determination, Extension


def findings_on_extension(extension: Extension) -> tuple[law.Finding, ...]:
    """Each condition of an extension, met or not, with its section and a sentence for the reply.

    Empty where a day is not known to the day, so that nothing can be checked.
    """
    request = extension.communication.request
    facts = facts_of_request(request)
    notices = [
        fact for fact in facts if fact.kind == "extension_notice" and fact.key == key_of(extension.communication)
    ]
    if not notices:
        return ()
    return law.check_extension(
        facts,
        notices[0],
        readings=readings_of(request.matter),
        in_force=in_force(),
        extra_holidays=court_closures(),
    )


def findings_on_denial(determination: Determination) -> tuple[law.Finding, ...]:
    """Each duty of a denial, kept or not; empty where nothing was withheld or the day is not known."""
    fact = fact_of_denial(determination)
    return law.check_denial(fact) if fact else ()
