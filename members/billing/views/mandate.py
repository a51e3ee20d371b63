"""`/mein/beitraege/mandat/`: the payer gives, changes, revokes the SEPA mandate."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.billing.actions import BillingRefused
from members.billing.actions.mandates import give_mandate, revoke_mandate
from members.billing.forms.mandates import OwnMandateForm
from members.billing.models import Account, BillingSettings, Mandate
from members.billing.queries.collecting import live_mandate
from members.billing.queries.own import accounts_of
from members.models import Person, User
from members.views.own import own_person
from verein.models import Association


def _account(person: Person, pk: int) -> Account:
    account = accounts_of(person, timezone.localdate()).filter(pk=pk).first()
    if account is None:
        raise Http404
    return account


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@own_person
def own_mandate(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """`pk` is the account's: the own one, or that of a company the person represents."""
    account, today = _account(person, pk), timezone.localdate()
    form = OwnMandateForm(
        request.POST if request.method == "POST" else None,
        initial={"holder": account.payer_name or str(account.member.holder)},
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            give_mandate(
                account,
                iban=data["iban"],
                holder=data["holder"],
                signed_on=today,
                how=Mandate.How.ONLINE,
                actor=_user(request),
                today=today,
            )
        except BillingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. You get a copy of the mandate by mail."))
            return redirect("own_dues")
    context = {
        "form": form,
        "account": account,
        "mandate": live_mandate(account),
        "creditor": BillingSettings.load(request_or_site=request),
        "association": Association.load(request_or_site=request),
    }
    return render(request, "billing/own_mandate.html", context)


@require_POST
@own_person
def revoke_own_mandate(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    mandate = live_mandate(_account(person, pk))
    if mandate is not None:
        revoke_mandate(mandate, actor=_user(request), today=timezone.localdate())
        messages.success(request, _("The mandate is revoked. Please pay by transfer from now on."))
    return redirect("own_dues")
