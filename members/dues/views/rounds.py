"""The treasurer asks for the data of a year: who has declared, who has not, estimates, objections."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.dues.actions import DuesRefused
from members.dues.actions.asking import ask_the_rest, estimate_the_rest, open_round
from members.dues.actions.letters import print_round
from members.dues.actions.objecting import decide_objection
from members.dues.filters import DeclarationFilter
from members.dues.forms.rounds import DecideForm, OpenRoundForm
from members.dues.models import DeclarationRound, Objection
from members.dues.queries.declaring import member_years
from members.dues.queries.letters import due_letters, printed_letters, prints_of, told_by_letter
from members.dues.queries.office import statement_words
from members.dues.queries.regulations import fee_book_on
from members.dues.queries.rounds import declarations_of, open_objections, open_wishes, round_facts
from members.dues.rules.declaring import Statement, due_in
from members.dues.rules.rounds import estimates, why_not_estimate
from members.views.office import OfficeRequest
from verein.office import answer

from .circumstances import CHANGE, form_methods, may_change, may_see

PER_PAGE = 50


@require_safe
@may_see
def rounds(request: OfficeRequest) -> HttpResponse:
    book = fee_book_on(timezone.localdate())
    context = {
        "rounds": DeclarationRound.objects.order_by("-year"),
        "objections": open_objections(),
        "wishes": open_wishes(),
        "may_change": request.user.has_perm(CHANGE),
        "has_index": bool(book and book.index),
    }
    return render(request, "dues/office/rounds.html", context)


@form_methods
@may_change
def start(request: OfficeRequest) -> HttpResponse:
    today = timezone.localdate()
    year = today.year + 1
    book = fee_book_on(date(year, 1, 1))
    due_on = due_in(book.declaration.by, year) if book else None
    initial = {"year": year, "due_on": due_on if due_on and due_on > today else None}

    def act(year: int, due_on: date) -> None:
        open_round(year=year, due_on=due_on, actor=request.user, now=timezone.now())

    return answer(
        request,
        OpenRoundForm(request.POST if request.method == "POST" else None, initial=initial),
        act=act,
        refused=DuesRefused,
        done=_("The members are being asked by mail; letters for the others wait to be printed."),
        back=reverse("dues_rounds"),
        title=_("Ask for the data of a year"),
        submit=_("Ask the members"),
        note=_(
            "Everybody whose dues depend on such data gets a mail with a link, or without an e-mail address a letter "
            "with a form, which you print on the round’s page. Whose data are known is not asked."
        ),
        icon="mail",
    )


@require_safe
@may_see
def one_round(request: OfficeRequest, year: int) -> HttpResponse:
    found, today = get_object_or_404(DeclarationRound, year=year), timezone.localdate()
    filters = DeclarationFilter(request.GET or None, queryset=declarations_of(year))
    book = fee_book_on(date(year, 1, 1)) or fee_book_on(today)
    page = Paginator(filters.qs, PER_PAGE).get_page(request.GET.get("p"))
    by_letter, printed = told_by_letter(list(page), today), printed_letters(list(page))
    for row in page:
        row.by_letter, row.printed_on = row.pk in by_letter, printed.get(row.pk)
    due = due_letters(found, timezone.now())
    context = {
        "found": found,
        "facts": round_facts(year),
        "filters": filters,
        "rows": page,
        "letters": [one for one in due if one.has_address],
        "without_address": [one for one in due if not one.has_address],
        "prints": prints_of(year),
        "may_change": request.user.has_perm(CHANGE),
        "not_yet": why_not_estimate(due_on=found.due_on, reminder_on=found.remind_on, today=today),
        "estimates": bool(book and estimates(book.declaration)),
    }
    return render(request, "dues/office/round.html", context)


@require_POST
@may_change
def ask(request: OfficeRequest, year: int) -> HttpResponse:
    ask_the_rest(get_object_or_404(DeclarationRound, year=year), actor=request.user, now=timezone.now())
    messages.success(request, _("Who was not asked yet is being asked by mail; letters wait to be printed."))
    return redirect("dues_round", year)


@require_POST
@may_change
def letters(request: OfficeRequest, year: int) -> HttpResponse:
    """Print the letters that are due; the PDF is behind a button, and stays on the page."""
    found = get_object_or_404(DeclarationRound, year=year)
    try:
        run, left = print_round(found, actor=request.user, now=timezone.now())
    except DuesRefused as refused:
        messages.error(request, str(refused))
    else:
        button = messages.button(reverse("billing_post_printed", args=[run.pk]), _("Open the PDF"))
        messages.success(request, _("The letters are ready: print them now."), buttons=[button])
        if left:
            more = ngettext("%(count)d more letter waits.", "%(count)d more letters wait.", left)
            messages.warning(request, more % {"count": left})
    return redirect("dues_round", year)


@require_POST
@may_change
def estimate(request: OfficeRequest, year: int) -> HttpResponse:
    found = get_object_or_404(DeclarationRound, year=year)
    try:
        done, left = estimate_the_rest(found, actor=request.user, now=timezone.now())
    except DuesRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(done)d estimated and told.") % {"done": done})
        if left:
            text = _("%(left)d cannot be estimated by the regulations: enter the data with the member.")
            messages.warning(request, text % {"left": left})
    return redirect("dues_round", year)


@form_methods
@may_change
def objection(request: OfficeRequest, pk: int) -> HttpResponse:
    """What the member says, what it would cost, and the decision."""
    rows = Objection.objects.select_related("declaration__member__person", "declaration__member__company")
    row = get_object_or_404(rows, pk=pk)
    declaration = row.declaration
    found = next(iter(member_years([declaration.member], declaration.year)), None)
    statement = Statement.from_stored(row.numbers, row.classes)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        accepted = data["accepted"] == "yes"
        try:
            decide_objection(row, accepted=accepted, answer=data["answer"], actor=request.user, now=timezone.now())
        except DuesRefused as refused:
            form.add_error(None, str(refused))
        else:
            told = _("Decided. A new dues run corrects the invoice if it is out.") if accepted else _("Decided.")
            messages.success(request, told)
            return redirect("dues_rounds")
    context = {
        "row": row,
        "form": form,
        "now": found and found.expected(),
        "then": found and found.expected(statement),
        "words": statement_words(found.book, statement) if found else [],
    }
    return render(request, "dues/office/objection.html", context)
