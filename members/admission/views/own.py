"""The member's own membership: what it is, giving notice, taking it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.actions.refusal import MemberRefused
from members.admission.actions.notices import give_notice, withdraw_notice
from members.admission.forms.leaving import OwnNoticeForm
from members.admission.models import Notice
from members.admission.queries.leaving import OwnMembership, exit_of, own_memberships
from members.admission.rules.leaving import why_not_give_notice, why_not_withdraw
from members.models import Person, User
from members.models.rulebook import Form
from members.views.own import own_person


def _actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _own(person: Person, pk: int) -> OwnMembership:
    """One of the person's memberships; 404 for everybody else's."""
    for own in own_memberships(person, timezone.localdate()):
        if own.membership.pk == pk:
            return own
    raise Http404


def _reason(own: OwnMembership) -> str | None:
    today = timezone.localdate()
    return why_not_give_notice(
        own.membership,
        joined_on=own.joined_on,
        has_notice=own.notice is not None,
        received_on=today,
        today=today,
        seat=own.seat,
    )


@require_safe
@own_person
def own_membership(request: HttpRequest, person: Person) -> HttpResponse:
    """`/mein/mitgliedschaft/`: type, number, since when, and until when."""
    today = timezone.localdate()
    rows = [
        {
            "own": own,
            "why_not": _reason(own),
            "why_not_withdraw": own.notice and why_not_withdraw(own.notice, by_office=False, today=today),
        }
        for own in own_memberships(person, today)
    ]
    return render(request, "admission/own_membership.html", {"rows": rows, "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
@own_person
def own_notice(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """The last day and its rule first, then one button."""
    own = _own(person, pk)
    form = OwnNoticeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kind = Notice.Kind.EXTRAORDINARY if form.cleaned_data["important"] else Notice.Kind.ORDINARY
        try:
            notice = give_notice(
                own.membership,
                received_on=timezone.localdate(),
                form=Form.DIGITAL,
                actor=_actor(request),
                now=timezone.now(),
                seat=own.seat,
                kind=kind,
                reason=form.cleaned_data["reason"],
            )
        except MemberRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _told(notice))
            return redirect("own_membership")
    context = {"own": own, "form": form, "why_not": _reason(own), "end": exit_of(own.membership, timezone.localdate())}
    return render(request, "admission/own_notice.html", context)


def _told(notice: Notice) -> str:
    if notice.last_day is None:
        return _("Your notice has arrived. The board decides on your reason and writes to you.")
    return _("Your notice has arrived. Your membership ends on %(day)s.") % {"day": date_format(notice.last_day)}


@require_POST
@own_person
def own_notice_withdraw(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    own = _own(person, pk)
    if own.notice is None:
        raise Http404
    try:
        withdraw_notice(own.notice, by_office=False, actor=_actor(request), now=timezone.now())
    except MemberRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your notice is taken back: your membership goes on."))
    return redirect("own_membership")
