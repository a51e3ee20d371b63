"""Pages for machines, files with their rules, and the pages that say what went wrong."""

import logging
from datetime import timedelta
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult
from wagtail.documents.views.serve import serve as wagtail_serve

from . import cards, colours
from .models import Association, SiteDocument

log = logging.getLogger(__name__)

QUEUE_LATE_AFTER = timedelta(minutes=15)
CARD_KEPT = 24 * 3600  # seconds


# --- Machines --------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations and queue are ready; otherwise 503 and what is not."""
    try:
        problem = _not_ready()
    except DatabaseError:
        log.exception("readyz")
        problem = "database"
    return HttpResponse(problem or "ok", content_type="text/plain", status=503 if problem else 200)


def _not_ready() -> str:
    connection.ensure_connection()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "migrations"
    late = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - QUEUE_LATE_AFTER)
    return "queue" if late.exists() else ""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    response = render(request, "robots.txt", {"base_url": settings.BASE_URL}, content_type="text/plain")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for /favicon.ico whatever the page says."""
    path = finders.find("verein/img/favicon.ico")
    assert isinstance(path, str)
    response = HttpResponse(Path(path).read_bytes(), content_type="image/x-icon")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def site_card(request: HttpRequest) -> HttpResponse:
    """The picture for links to pages without one of their own; its address changes with what is drawn."""
    association = Association.load(request_or_site=request)
    key = f"site-card-{cards.fingerprint(association)}"
    if (picture := cache.get(key)) is None:
        picture = cards.site_card(**cards.words(association))
        cache.set(key, picture, CARD_KEPT)
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "public, max-age=86400"
    return response


# --- Look and language ------------------------------------------------------------------------------------------------
@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The association's colours; the address carries a fingerprint of them, so it may be kept for good."""
    association = Association.load(request_or_site=request)
    css = colours.stylesheet(association.brand_colour, association.accent_colour)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    kept = "max-age=31536000, immutable" if request.GET.get("v") else "max-age=300"
    response["Cache-Control"] = f"public, {kept}"
    return response


@require_safe
def switch_language(request: HttpRequest) -> HttpResponse:
    """Remember `?lang=` in the language cookie, nothing else, and go back to `?next=` on this site."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    language = request.GET.get("lang", "")
    if translation.check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


# --- Files -----------------------------------------------------------------------------------------------------------
@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """Sized pictures of public pages, cached for good: their names change with their content. Originals stay here."""
    parts = PurePosixPath(path).parts
    if len(parts) != 2 or parts[0] != "images" or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def serve_document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """A document for those whom one of `settings.DOCUMENT_RULES` lets in; for others it does not exist."""
    document = get_object_or_404(SiteDocument, pk=document_id)
    # What belongs to an office goes with it: who put it there opens it only while holding the office.
    goes_on = document.access == SiteDocument.Access.CIRCLE
    own = request.user.is_authenticated and document.uploaded_by_user_id == request.user.pk and not goes_on
    if not own and not any(import_string(rule)(document, request) for rule in settings.DOCUMENT_RULES):
        raise Http404
    response: HttpResponseBase = wagtail_serve(request, document_id, filename)
    response["Cache-Control"] = "public, max-age=300" if document.access == SiteDocument.Access.PUBLIC else "no-store"
    return response


# --- What went wrong -------------------------------------------------------------------------------------------------
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain("400.html", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _plain("403_csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without database, session or context: whatever broke, this page must not need it."""
    return _plain("500.html", 500)


def _plain(template: str, status: int) -> HttpResponse:
    return HttpResponse(get_template(template).render(), status=status)
