"""Past boards on the site, and the history of an office for the board."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.access import request_viewer
from members.board.queries import office_history, past_boards, shows_past
from members.board.rules import office_name
from members.queries.statutes import rulebook_on


@require_safe
def past(request: HttpRequest) -> HttpResponse:
    """`/vorstand/frueher/`: for members; for everyone where the association shows the past of an office."""
    viewer = request_viewer(request)
    if not shows_past(viewer):
        raise Http404
    return render(request, "board/past.html", {"offices": past_boards(viewer, timezone.localdate())})


@require_safe
@permission_required("board.view_term", raise_exception=True)
def office(request: HttpRequest, key: str) -> HttpResponse:
    """`/admin/aemter/<office>/`: every term there ever was."""
    today = timezone.localdate()
    rule, rows = rulebook_on(today).office(key), office_history(key)
    if rule is None and not rows:
        raise Http404
    context = {"title": office_name(rule, key=key), "key": key, "rows": rows, "known": rule is not None}
    return render(request, "board/admin/office.html", context)
