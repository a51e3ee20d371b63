"""The gate: while legal facts are missing, visitors see a holding page and whoever edits the site sees which."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from members.board.queries import is_represented
from verein.models import Association

from .rules import missing_legal_labels

GetResponse = Callable[[HttpRequest], HttpResponse]

# Neither held back nor told: the back office (its dashboard tells), machines, files, the demo's stand-ins.
BESIDE_THE_GATE = (
    "/admin/",
    "/healthz",
    "/readyz",
    "/static/",
    "/media/",
    "/sandbox/",
    "/farben.css",
    "/favicon.ico",
    "/karte.png",
    "/robots.txt",
)
# Open for everybody at any time: the law wants the first three reachable, people must be able to sign in and to choose
# the language.
ALWAYS_OPEN = ("/impressum/", "/datenschutz/", "/barrierefreiheit/", "/konto/", "/sprache/")
RETRY_AFTER_SECONDS = 3600


def legal_gate(get_response: GetResponse) -> GetResponse:
    """Whoever may work in the back office gets the page, with `request.missing_legal_fields` for the banner.

    The settings are those that the templates' context processor loads: no further query.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(BESIDE_THE_GATE):
            return get_response(request)
        association = Association.load(request_or_site=request)
        missing = missing_legal_labels(association)
        if missing and not association.representatives.strip():
            missing = missing_legal_labels(association, represented=is_represented(timezone.localdate()))
        if not missing:
            return get_response(request)
        if request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin"):
            request.missing_legal_fields = missing  # type: ignore[attr-defined]
        elif not request.path.startswith(ALWAYS_OPEN):
            return _holding_page(request)
        return get_response(request)

    return middleware


def _holding_page(request: HttpRequest) -> HttpResponse:
    """503: search engines keep away and come again, and nothing keeps this page in a cache."""
    response = render(request, "home/holding.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
