"""The doors of the case pages: who may come in, who may change things, and how a record is found through the gate."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from requests_app.access import Power, may, visible
from requests_app.casework.raw_rows import Holder, look_into
from requests_app.errors import AccessError
from requests_app.models import User

P = ParamSpec("P")
M = TypeVar("M", bound=Model)


class SignedInRequest(HttpRequest):
    """A web request after a door: somebody of the team is behind it."""

    user: User


View = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _door(power: Power, view: View[P]) -> Door[P]:
    @wraps(view)
    def entered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may(request.user, power):
            raise Http404
        return view(request, *args, **kwargs)  # type: ignore[arg-type]  # the door has looked

    return entered


def signed_in(view: View[P]) -> Door[P]:
    """Anyone on the team may read; everyone else is asked to sign in."""
    return _door(Power.READ, view)


def changing(view: View[P]) -> Door[P]:
    """Only roles that may change records; for others the address does not exist."""
    return _door(Power.CHANGE, view)


def administering(view: View[P]) -> Door[P]:
    """Only administrators; for others the address does not exist."""
    return _door(Power.ADMINISTER, view)


def confiding(view: View[P]) -> Door[P]:
    """Only counsel; for others the address does not exist."""
    return _door(Power.CONFIDE, view)


def find(request: SignedInRequest, rows: QuerySet[M], **lookup: Any) -> M:
    """The one row the person may see. A row of somebody else's matter is as absent as no row at all.

    Raises: Http404.
    """
    return get_object_or_404(visible(request.user, rows), **lookup)


def look(request: SignedInRequest, holder: Holder, what: str) -> None:
    """Before a file is handed out: what holds raw rows is as absent as no file for who may not see them, and for the
    others their look is journalled.

    Raises: Http404.
    """
    try:
        look_into(holder, what=what, by=request.user)
    except AccessError as error:
        raise Http404 from error
