"""`/mein/aemter/`: what I hold, what belongs to it, what is to be done; my working groups."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.access import request_viewer
from members.board.actions import BoardRefused, add_document, choose_form, remove_document
from members.board.forms.own import DocumentForm, FormChoice
from members.board.models import Term
from members.board.queries import groups_of, tasks_of
from members.board.queries.own import my_offices as offices_of_person
from members.board.rules import office_name
from members.middleware import gave_second_factor
from members.models import User
from members.queries.statutes import rulebook_on
from verein.models import SiteDocument


@require_safe
@never_cache
@login_required
def my_offices(request: HttpRequest) -> HttpResponse:
    """Open for everybody with an account; who holds nothing reads that."""
    return _page(request)


def _page(request: HttpRequest, bound: tuple[int, DocumentForm] | None = None) -> HttpResponse:
    """`bound`: the id of a term and what was filled in for its office."""
    person, today = request_viewer(request).person, timezone.localdate()
    mine = offices_of_person(person, today) if person else []
    forms = {office.term.pk: DocumentForm(auto_id=f"dokument-{office.term.pk}-%s") for office in mine}
    if bound:
        forms[bound[0]] = bound[1]
    context = {
        "offices": [(office, forms[office.term.pk]) for office in mine],
        "tasks": tasks_of(person, today) if person else [],
        "groups": groups_of(person, today) if person else [],
        "today": today,
        "second_factor": gave_second_factor(request),
    }
    return render(request, "board/my_offices.html", context)


def _own_term(request: HttpRequest, pk: int) -> tuple[Term, User]:
    """A running term of whoever asks; 404 for everybody else's."""
    person = request_viewer(request).person
    term = get_object_or_404(Term.objects.on(timezone.localdate()), pk=pk, person=person)
    assert isinstance(request.user, User)  # signed in
    return term, request.user


@require_POST
@login_required
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A file for the office; its holders open it, one after the other."""
    term, user = _own_term(request, pk)
    if not gave_second_factor(request):
        return redirect("second_factor_needed")
    form = DocumentForm(request.POST, request.FILES, auto_id=f"dokument-{pk}-%s")
    if form.is_valid():
        name = office_name(rulebook_on(timezone.localdate()).office(term.office_key), key=term.office_key)
        try:
            add_document(term, **form.cleaned_data, office=name, actor=user)
        except BoardRefused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("The document is kept with the office."))
            return redirect("my_offices")
    return _page(request, (pk, form))


@require_POST
@login_required
def remove(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    term, user = _own_term(request, pk)
    if not gave_second_factor(request):
        return redirect("second_factor_needed")
    document = get_object_or_404(SiteDocument, pk=document_pk)
    try:
        remove_document(term, document=document, actor=user)
    except BoardRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The document is removed."))
    return redirect("my_offices")


@require_POST
@login_required
def my_form(request: HttpRequest, pk: int) -> HttpResponse:
    """In which form the name of my office is written."""
    person = request_viewer(request).person
    term = get_object_or_404(Term.objects.on(timezone.localdate()), pk=pk, person=person)
    form = FormChoice(request.POST)
    if person is not None and form.is_valid():
        choose_form(term, form=form.cleaned_data["form"], actor=person.user)
    return redirect("my_offices")
