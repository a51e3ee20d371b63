"""Who may: decorators and helpers for views."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from verein.models import SiteDocument

from .middleware import gave_second_factor
from .models import Visibility
from .queries import Viewer, is_member, viewer_of

P = ParamSpec("P")


def request_viewer(request: HttpRequest) -> Viewer:
    """The viewer of this request, asked from the database once.

    What the board sees of others it sees, here as in the back office, only with a second factor.
    """
    if not hasattr(request, "_viewer"):
        today = timezone.localdate()
        viewer = viewer_of(request.user, today)
        if viewer.level == Visibility.BOARD and not gave_second_factor(request):
            belongs = viewer.person is not None and is_member(viewer.person, today)
            viewer = Viewer(Visibility.MEMBERS if belongs else Visibility.EVERYONE, viewer.person)
        request._viewer = viewer  # type: ignore[attr-defined]
    return request._viewer  # type: ignore[attr-defined]


def member_required(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Signed in and a member today; a former member gets 403, a stranger the sign-in page."""

    @wraps(view)
    @login_required
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request_viewer(request).is_member:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped


def may_open_document(document: SiteDocument, request: HttpRequest) -> bool:
    """Everyone what is public, members what is for members, the board all."""
    if document.access == SiteDocument.Access.PUBLIC:
        return True
    viewer = request_viewer(request)
    return viewer.level == Visibility.BOARD or (document.access == SiteDocument.Access.MEMBERS and viewer.is_member)
