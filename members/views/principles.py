"""The principles for everybody to read, and for members to accept."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.views import serve

from members.access import member_required
from members.actions.principles import accept_principles
from members.actions.refusal import MemberRefused
from members.models import Person, Principles, User
from members.queries.principles import agreement_of, earlier, principles_on
from members.rules.principles import compare, paragraphs

from .own import own_person

SOURCE = "/mein/grundsaetze/"


@require_safe
def principles(request: HttpRequest) -> HttpResponse:
    """`/grundsaetze/`: the version in force; as long as there is none, a page of the editors at this address."""
    current = principles_on(timezone.localdate())
    if current is None:
        page: HttpResponse = serve(request, "grundsaetze/")
        return page
    return _page(request, current, current)


@require_safe
def earlier_principles(request: HttpRequest, day: str) -> HttpResponse:
    """A version that was in force, by its first day; the one in force has its own address."""
    current = principles_on(timezone.localdate())
    try:
        shown = get_object_or_404(Principles.objects.on(timezone.localdate()), in_force_on=date.fromisoformat(day))
    except ValueError as error:
        raise Http404 from error
    if shown == current:
        return redirect("principles")
    return _page(request, shown, current)


def _page(request: HttpRequest, shown: Principles, current: Principles | None) -> HttpResponse:
    context: dict[str, Any] = {"principles": shown, "current": current, "paragraphs": paragraphs(shown.text)}
    if shown == current:
        context["earlier"] = earlier(shown)
    return render(request, "members/principles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@own_person
def own_principles(request: HttpRequest, person: Person) -> HttpResponse:
    """`/mein/grundsaetze/`: read, see what is new, accept. Nothing depends on it."""
    agreement = agreement_of(person, timezone.localdate())
    if agreement is None:
        raise Http404
    if request.method == "POST":
        actor = request.user if isinstance(request.user, User) else None
        version = request.POST.get("version", "")
        try:
            accept_principles(person, version=version, source=SOURCE, actor=actor, now=timezone.now())
        except MemberRefused as refused:
            messages.error(request, str(refused))
            return redirect("own_principles")
        messages.success(request, _("Thank you. You have accepted the principles."))
        return redirect("my_area")
    before = agreement.before
    context = {
        "agreement": agreement,
        "paragraphs": paragraphs(agreement.principles.text),
        "compared": compare(before.text, agreement.principles.text) if before else [],
    }
    return render(request, "members/own_principles.html", context)
