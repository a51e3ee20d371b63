"""Legal notice, privacy notice, accessibility statement: made from the association's settings, open to everybody."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from members.board.queries import representation_on
from verein.privacy import activities
from verein.processing import rows

# When the texts below were last checked against what the software does; change it together with them.
PRIVACY_AS_OF = date(2026, 11, 22)
ACCESSIBILITY_AS_OF = date(2026, 11, 22)


def _texts(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    """A legal text is a template of its own in each language: sentences of law do not translate line by line."""
    language = "en" if get_language() == "en" else "de"
    return render(request, f"home/legal/{name}.html", {"text": f"home/legal/{name}.{language}.html", **context})


@require_safe
def legal_notice(request: HttpRequest) -> HttpResponse:
    """`/impressum/`: § 5 DDG, § 18 (2) MStV."""
    return _texts(request, "legal_notice", representation=representation_on(timezone.localdate()))


@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """`/datenschutz/`: Art. 13 GDPR, with the data flows of this software."""
    return _texts(request, "privacy_notice", as_of=PRIVACY_AS_OF, rows=rows(activities()))


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """`/barrierefreiheit/`: the aim, the state, and whom to tell."""
    return _texts(request, "accessibility", as_of=ACCESSIBILITY_AS_OF)
