"""The dues regulations on the website: rules in sentences, an example calculation, the document."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.access import member_required
from members.dues.forms.regulations import SECTIONS
from members.dues.models import DuesSettings, FeeRegulations
from members.dues.queries import fee_regulations_on
from members.dues.rules.sentences import sentences_on
from members.queries import rulebook_on

from .examples import example_of


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/beitragsordnung/`: for members, or for everybody where the association chose that."""
    return _page(request) if DuesSettings.load().is_public else member_required(_page)(request)


@require_safe
def document(request: HttpRequest) -> HttpResponseBase:
    """The document of the version in force, for the same people."""
    return _document(request) if DuesSettings.load().is_public else member_required(_document)(request)


def _in_force() -> FeeRegulations:
    found = fee_regulations_on(timezone.localdate())
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest) -> HttpResponse:
    regulations, rulebook = _in_force(), rulebook_on(timezone.localdate())
    told = [(section, sentences_on(regulations.book, rulebook, section.names)) for section in SECTIONS]
    context = {
        "regulations": regulations,
        "parts": [(section.label, sentences) for section, sentences in told if sentences],
        **example_of(request, regulations, rulebook),
    }
    return render(request, "dues/regulations.html", context)


def _document(request: HttpRequest) -> HttpResponse:
    file = _in_force().document
    if not file:
        raise Http404
    name = Path(str(file)).name
    return FileResponse(file.open(), as_attachment=True, filename=name)  # type: ignore[return-value]
