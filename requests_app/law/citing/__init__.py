"""Find and normalise citations in letters and briefs, and propose the exemptions a denial claims."""

from requests_app.law.citing.claims import cited_besides, propose_claims
from requests_app.law.citing.federal import find_federal
from requests_app.law.citing.find import find
from requests_app.law.citing.shapes import Citation, CitationKind, ProposedClaim

__all__ = ["Citation", "CitationKind", "ProposedClaim", "cited_besides", "find", "find_federal", "propose_claims"]
