"""`/mein/beitraege/angaben/`: the member declares what its dues depend on, sees what follows, and may object."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.dues.actions import DuesRefused
from members.dues.actions.declaring import declare
from members.dues.actions.objecting import object_to_estimate
from members.dues.forms.declaring import DeclarationForm, ObjectionForm
from members.dues.models import YearlyDeclaration
from members.dues.queries.declaring import (
    MemberYear,
    declaration_of,
    may_object,
    member_years,
    own_members,
    own_years,
    why_not_declare_now,
)
from members.models import Person, User
from members.views.own import own_person


def actor_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@require_safe
@own_person
def own_declarations(request: HttpRequest, person: Person) -> HttpResponse:
    """Every year there is something to declare for; a lone one opens at once."""
    found = own_years(person, timezone.localdate())
    if len(found) == 1:
        return redirect("own_declaration", found[0][0].member.pk, found[0][0].year)
    return render(request, "dues/own_declarations.html", {"found": found})


def own_year(person: Person, member: int, year: int) -> MemberYear:
    """404 for the members and years that are none of the person's business."""
    today = timezone.localdate()
    row = get_object_or_404(own_members(person, today), pk=member)
    found = member_years([row], year) if abs(year - today.year) <= 1 else []
    if not found or not found[0].needs:
        raise Http404
    return found[0]


@require_http_methods(["GET", "HEAD", "POST"])
@own_person
def own_declaration(request: HttpRequest, person: Person, member: int, year: int) -> HttpResponse:
    """First what follows from the data is shown; only what was looked at is declared."""
    found, today = own_year(person, member, year), timezone.localdate()
    declaration = declaration_of(found)
    objects = may_object(declaration, today)
    refused = None if objects else why_not_declare_now(declaration, today)
    form_class = ObjectionForm if objects else DeclarationForm
    form = form_class(request.POST if request.method == "POST" else None, found=found)
    context: dict[str, Any] = {"refused": refused, "objects": objects}
    if not refused and form.is_valid():
        if request.POST.get("seen") == form.digest and _sent(request, found, form):
            return redirect("own_declaration", member, year)
        context["expected"] = found.expected(form.statement)
    return _shown(request, found, declaration, form, **context)


def _sent(request: HttpRequest, found: MemberYear, form: DeclarationForm) -> bool:
    """After an estimate as an objection, else as the declaration."""
    facts: dict[str, Any] = {"statement": form.statement, "actor": actor_of(request), "now": timezone.now()}
    try:
        if isinstance(form, ObjectionForm):
            object_to_estimate(found, reason=form.cleaned_data["reason"], **facts)
            told = _("Thank you. Your objection has been received.")
        else:
            declare(found, **facts)
            told = _("Thank you. Your data have been received.")
    except DuesRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, told)
    return True


def _shown(
    request: HttpRequest, found: MemberYear, declaration: YearlyDeclaration, form: DeclarationForm, **more: Any
) -> HttpResponse:
    context = {
        "found": found,
        "declaration": declaration,
        "deadline": found.deadline,
        "form": form,
        "now": found.expected(),
        **more,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "dues/own_declaration.html", context, status=status)
