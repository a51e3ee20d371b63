"""`/mein/beitraege/wahl/`: the member chooses an amount or a payment interval; the treasurer answers proposals."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.dues.actions import DuesRefused
from members.dues.actions.choosing import choose, decide_wish, wish_words
from members.dues.forms.choosing import ChoiceOfDuesForm
from members.dues.forms.rounds import DecideForm
from members.dues.models import Wish
from members.dues.queries.choosing import options_of
from members.dues.queries.declaring import own_members
from members.models import Person
from members.views.office import OfficeRequest
from members.views.own import own_person
from verein.office import answer

from .circumstances import form_methods, may_change
from .declaring import actor_of


@require_safe
@own_person
def own_choices(request: HttpRequest, person: Person) -> HttpResponse:
    today = timezone.localdate()
    found = [(member, options) for member in own_members(person, today) if (options := options_of(member, today))]
    return render(request, "dues/own_choices.html", {"found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@own_person
def own_choice(request: HttpRequest, person: Person, member: int, kind: str, key: str) -> HttpResponse:
    """One option: its amount, or only the yes."""
    today = timezone.localdate()
    row = get_object_or_404(own_members(person, today), pk=member)
    option = next((one for one in options_of(row, today) if (one.kind, one.key) == (kind, key)), None)
    if option is None:
        raise Http404
    form = ChoiceOfDuesForm(request.POST if request.method == "POST" else None, option=option)
    if form.is_valid():
        data = form.cleaned_data
        try:
            choose(
                row,
                option,
                cents=data.get("cents"),
                reason=data.get("reason", ""),
                actor=actor_of(request),
                now=timezone.now(),
            )
        except DuesRefused as refused:
            form.add_error(None, str(refused))
        else:
            sent = _("Your proposal has been received. The treasurer writes to you.")
            messages.success(request, sent if option.is_proposal else _("Your choice is saved."))
            return redirect("own_choices")
    context = {"form": form, "option": option, "member": row}
    return render(request, "dues/own_choice.html", context, status=422 if form.errors else 200)


@form_methods
@may_change
def wish(request: OfficeRequest, pk: int) -> HttpResponse:
    """The treasurer's answer to a proposal."""
    row = get_object_or_404(Wish.objects.select_related("member__person", "member__company"), pk=pk)

    def act(accepted: str, answer: str) -> str:
        decide_wish(row, accepted=accepted == "yes", answer=answer, actor=request.user, now=timezone.now())
        return _("Decided. The member is told by mail.")

    facts = {"what": wish_words(row), "day": date_format(row.from_on, "SHORT_DATE_FORMAT"), "reason": row.reason}
    note = _("Proposed: %(what)s, from %(day)s. %(reason)s") % facts
    return answer(
        request,
        DecideForm(request.POST if request.method == "POST" else None),
        act=act,
        refused=DuesRefused,
        back=reverse("dues_rounds"),
        title=_("Proposal of a member"),
        subtitle=row.member.holder,
        note=note,
        submit=_("Decide and tell the member"),
        icon="form",
    )
